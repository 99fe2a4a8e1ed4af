// The lists of a dialect file: how it is recognised, sentinels, flags, codes.
#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "proto/codes/mdc.hpp"
#include "proto/dialects/place.hpp"
#include "proto/dialects/reader.hpp"
#include "proto/vitals/suggestion.hpp"

namespace vigil::dialects {
namespace {

std::vector<std::string_view> metric_names() {
    std::vector<std::string_view> all;
    for (const metric_info& m : metrics()) all.push_back(m.name);
    return all;
}

} // namespace

/// [ { "MSH-3" = "GE*", "MSH-21.1" = "PCD*" }, ... ]
void reader::recognitions(std::string_view name, const toml::node& n) {
    each_table(name, n, [&](const toml::table& entry) {
        recognition signs;
        if (entry.empty()) report(entry.source(), "an empty table would recognise every message");
        for (const auto& [place, value] : entry) {
            const auto where = parse_path(place.str());
            auto wanted = read_text(place.str(), value);
            if (!where)
                report(place.source(), fmt::format("{}: '{}' is no place like MSH-3 or OBX-3.3", name, place.str()));
            else if (wanted)
                signs.push_back({*where, std::move(*wanted)});
        }
        out_.recognise.push_back(std::move(signs));
    });
}

void reader::sentinels(std::string_view name, const toml::node& n) {
    out_.sentinels.clear();
    each(name, n, [&](const toml::node& entry) {
        const auto number = entry.value<double>();
        if (entry.is_number() && std::isfinite(*number))
            out_.sentinels.push_back(*number);
        else
            report(entry.source(), fmt::format("{} must be numbers", name));
    });
}

void reader::zero_is_off(std::string_view name, const toml::node& n) {
    out_.zero_is_off.clear();
    each(name, n, [&](const toml::node& entry) {
        if (const auto what = read_metric(name, entry)) out_.zero_is_off.push_back(*what);
    });
}

std::optional<metric> reader::read_metric(std::string_view name, const toml::node& n) {
    const auto written = read_text(name, n);
    if (!written) return {};
    const auto what = metric_from_name(*written);
    if (!what)
        report(n.source(), fmt::format("{}: there is no vital sign '{}'{}", name, *written,
                                       did_you_mean(*written, metric_names())));
    return what;
}

void reader::flags(std::string_view name, const toml::node& n) {
    static constexpr std::array<std::string_view, 2> known{"text", "means"};
    each_table(name, n, [&](const toml::table& entry) {
        check_keys(entry, known, name);
        const toml::node *text = entry.get("text"), *means = entry.get("means");
        if (!text || !means) return report(entry.source(), "a flag needs text and means");
        const auto what = read_text("text", *text), written = read_text("means", *means);
        const auto status = written ? validity_from_name(*written) : std::nullopt;
        if (written && !status)
            report(means->source(), fmt::format("means must be valid, questionable, sensor_off, unavailable, "
                                                "implausible or test, not '{}'",
                                                *written));
        if (!what || !status) return;
        std::erase_if(out_.flags, [&](const flag& f) { return f.text == *what; });
        out_.flags.push_back({*what, *status});
    });
}

void reader::codes(std::string_view name, const toml::node& n) {
    const std::vector<code> of_base = std::exchange(out_.codes, {});
    each_table(name, n, [&](const toml::table& entry) { read_code(entry); });
    const auto same = [](const code& a) {
        return [&a](const code& b) { return a.text == b.text && a.system == b.system; };
    };
    for (auto at = out_.codes.begin(); at != out_.codes.end(); ++at)
        if (std::any_of(out_.codes.begin(), at, same(*at)))
            report(n.source(), fmt::format("{}: '{}' is there twice for the system '{}'", name, at->text, at->system));
    for (const code& c : of_base)
        if (std::ranges::none_of(out_.codes, same(c))) out_.codes.push_back(c);
}

/// { text = "101", system = "99X", what = "heart_rate", mdc = 147842, unit = "/min" }; all but text may be missing.
void reader::read_code(const toml::table& entry) {
    static constexpr std::array<std::string_view, 5> known{"text", "system", "what", "mdc", "unit"};
    check_keys(entry, known, "codes");
    code read;
    const toml::node* text = entry.get("text");
    if (!text) return report(entry.source(), "a code needs text: what the sender writes");
    read.text = read_text("text", *text).value_or("");
    if (const toml::node* n = entry.get("system")) read.system = read_text("system", *n).value_or("");
    if (const toml::node* n = entry.get("what")) read.what = read_metric("what", *n);
    if (const toml::node* n = entry.get("mdc"))
        read.mdc = static_cast<std::uint32_t>(read_number("mdc", *n, 0xffffffff).value_or(0));
    if (const toml::node* n = entry.get("unit")) {
        const auto written = read_text("unit", *n);
        const auto u = written ? unit_from_text(*written) : std::nullopt;
        if (written && !u) report(n->source(), fmt::format("unit '{}' is not known", *written));
        read.where_none = u.value_or(unit::none);
    }
    check_code(entry, read);
    out_.codes.push_back(std::move(read));
}

/// What contradicts itself: a slip here would show one sign as another.
void reader::check_code(const toml::table& entry, const code& read) {
    const auto* known = vigil::codes::find_observation(read.mdc);
    if (read.what && known && known->what != *read.what)
        report(entry.source(),
               fmt::format("mdc {} is {}, not {}", read.mdc, vigil::name(known->what), vigil::name(*read.what)));
    if (!entry.contains("what") && known)
        report(entry.source(), fmt::format("mdc {} is {}: say what = \"{}\"", read.mdc, vigil::name(known->what),
                                           vigil::name(known->what)));
    if (read.what && read.where_none != unit::none && !convert(0, read.where_none, info(*read.what).canonical))
        report(entry.source(),
               fmt::format("{} is not measured in {}", vigil::name(*read.what), vigil::name(read.where_none)));
}

} // namespace vigil::dialects
