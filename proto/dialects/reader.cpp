#include "proto/dialects/reader.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/ranges.h>

#include "proto/dialects/place.hpp"
#include "proto/vitals/suggestion.hpp"

namespace vigil::dialects {
namespace {

template <class Enum, std::size_t Count>
struct words {
    std::array<std::string_view, Count> names;
    std::array<Enum, Count> meanings;
};
constexpr words<direction, 2> directions{{"listen", "dial"}, {direction::listen, direction::dial}};
constexpr words<framing, 2> framings{{"strict", "lenient"}, {framing::strict, framing::lenient}};
constexpr words<answers, 3> replies{{"as_asked", "original", "none"},
                                    {answers::as_asked, answers::original, answers::none}};
constexpr words<alarm_form, 3> alarm_forms{{"none", "mdil", "pds"},
                                           {alarm_form::none, alarm_form::mdil, alarm_form::pds}};

bool is_name(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_plain(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

} // namespace

std::span<const reader::key> reader::keys() {
    static constexpr key all[] = {
        {"name", &reader::text<&dialect::name>},
        {"title", &reader::text<&dialect::title>},
        {"base", &reader::base_name},
        {"recognise", &reader::recognitions},
        {"rank", &reader::number<&dialect::rank>},
        {"way", &reader::choose<&dialect::way, directions>},
        {"port", &reader::number<&dialect::port>},
        {"frames", &reader::choose<&dialect::frames, framings>},
        {"reply", &reader::choose<&dialect::reply, replies>},
        {"one_connection", &reader::truth<&dialect::one_connection>},
        {"patient_once", &reader::truth<&dialect::patient_once>},
        {"control_id_is_class", &reader::truth<&dialect::control_id_is_class>},
        {"echo", &reader::text<&dialect::echo>},
        {"charset", &reader::text<&dialect::charset>},
        {"ward", &reader::places<&dialect::ward>},
        {"bed", &reader::places<&dialect::bed>},
        {"patient", &reader::places<&dialect::patient>},
        {"patient_name", &reader::places<&dialect::patient_name>},
        {"device", &reader::places<&dialect::device>},
        {"observation_time", &reader::places_of_obx<&dialect::observation_time>},
        {"order_time", &reader::places_of_obr<&dialect::order_time>},
        {"bed_conflict_refuses", &reader::truth<&dialect::bed_conflict_refuses>},
        {"x_is_invalid", &reader::truth<&dialect::x_is_invalid>},
        {"units_are_wrong", &reader::truth<&dialect::units_are_wrong>},
        {"sentinels", &reader::sentinels},
        {"zero_is_off", &reader::zero_is_off},
        {"flags", &reader::flags},
        {"codes", &reader::codes},
        {"alarms", &reader::choose<&dialect::alarms, alarm_forms>},
    };
    return all;
}

void reader::run(const toml::table& root) {
    begin(root);
    std::vector<std::string_view> known;
    for (const key& k : keys()) known.push_back(k.name);
    check_keys(root, known, "a dialect");
    for (const auto& [name, value] : root)
        for (const key& k : keys())
            if (k.name == name.str()) (this->*k.set)(k.name, value);
    check_whole(root);
    std::ranges::sort(out_.codes, {}, [](const code& c) { return std::tie(c.text, c.system); });
}

/// What the base says, if the file builds on it.
void reader::begin(const toml::table& root) {
    if (!root.contains("base")) return;
    out_ = base_;
    out_.name.clear(), out_.title.clear(), out_.recognise.clear();
    out_.rank = 0;
}

void reader::check_keys(const toml::table& table, known_keys known, std::string_view where) {
    for (const auto& [name, value] : table)
        if (std::ranges::find(known, name.str()) == known.end())
            report(name.source(),
                   fmt::format("unknown key '{}' in {}{}", name.str(), where, did_you_mean(name.str(), known)));
}

void reader::check_whole(const toml::table& root) {
    if (!root.contains("name"))
        report(root.source(), "name is missing");
    else if (!out_.name.empty() && !is_name(out_.name))
        report(root.get("name")->source(), fmt::format("name must be of a-z, 0-9 and -, not '{}'", out_.name));
    if (out_.title.empty()) report(root.source(), "title is missing");
    if (out_.observation_time.empty() && out_.order_time.empty())
        report(root.source(), "observation_time and order_time are both missing: no reading would have a time");
}

std::vector<std::string> reader::take_problems() {
    std::ranges::sort(problems_);
    std::vector<std::string> all;
    for (auto& [line, text] : problems_) all.push_back(std::move(text));
    return all;
}

void reader::base_name(std::string_view name, const toml::node& n) {
    const auto read = read_text(name, n);
    if (!read || *read == base_.name) return;
    if (base_.name.empty())
        report(n.source(), fmt::format("there is no dialect '{}' to build on", *read));
    else
        report(n.source(), fmt::format("base must be '{}', not '{}'", base_.name, *read));
}

std::optional<std::string> reader::read_text(std::string_view name, const toml::node& n) {
    const auto read = n.value_exact<std::string>();
    if (read && read->size() <= text_bytes_max && is_plain(*read)) return read;
    report(n.source(),
           fmt::format("{} must be a text of at most {} bytes without control characters", name, text_bytes_max));
    return {};
}

std::optional<std::int64_t> reader::read_number(std::string_view name, const toml::node& n, std::int64_t last) {
    const auto read = n.value_exact<std::int64_t>();
    if (read && *read >= 0 && *read <= last) return read;
    report(n.source(), fmt::format("{} must be an integer from 0 to {}", name, last));
    return {};
}

std::optional<std::size_t> reader::read_word(std::string_view name, const toml::node& n, known_keys words) {
    const auto read = read_text(name, n);
    if (!read) return {};
    const auto at = std::ranges::find(words, *read);
    if (at != words.end()) return static_cast<std::size_t>(at - words.begin());
    report(n.source(), fmt::format("{} must be one of {}, not '{}'", name, fmt::join(words, ", "), *read));
    return {};
}

choice reader::read_choice(std::string_view name, const toml::node& n, std::string_view segment) {
    choice all;
    each(name, n, [&](const toml::node& entry) {
        const auto written = read_text(name, entry);
        if (!written) return;
        const auto read = parse_joined(*written);
        if (!read)
            report(entry.source(), fmt::format("{}: '{}' is no place like PV1-3.1 or PV1-3.2+PV1-3.3", name, *written));
        else if (!segment.empty() &&
                 std::ranges::any_of(*read, [&](const path& p) { return std::string_view{p.segment} != segment; }))
            report(entry.source(), fmt::format("{}: '{}' must be a place in {}", name, *written, segment));
        else
            all.push_back(*read);
    });
    return all;
}

std::string base_name(std::string_view toml) {
    try {
        return toml::parse(toml)["base"].value_or(std::string{});
    } catch (const toml::parse_error&) {
        return {};
    }
}

std::expected<dialect, std::vector<std::string>> read(std::string_view toml, std::string_view file,
                                                      const dialect& base) {
    reader r{file, base};
    try {
        r.run(toml::parse(toml, file));
    } catch (const toml::parse_error& e) {
        r.report(e.source(), e.description());
    }
    if (r.has_problems()) return std::unexpected(r.take_problems());
    return r.take_dialect();
}

} // namespace vigil::dialects
