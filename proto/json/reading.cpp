#include "proto/json/reading.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "proto/codes/mdc.hpp"
#include "proto/vitals/reading_in_place.hpp"
#include "proto/vitals/scale.hpp"

namespace vigil::json {
namespace {

using simdjson::dom::element;
using std::string_view;

constexpr std::array<string_view, 8> keys{"metric", "scale", "value", "unit", "status", "code", "time", "limits"};
enum key { k_metric, k_scale, k_value, k_unit, k_status, k_code, k_time, k_limits };

/// `from_name` of a text, nearly always known: what is wrong with another is read_text()'s to say.
template <class FromName>
auto known_text(const field& value, FromName from_name) -> decltype(from_name(string_view{})) {
    string_view text;
    if (!value || value->get(text) != simdjson::SUCCESS) return {};
    return from_name(text);
}

std::expected<metric, flaw> read_metric(const field& value) {
    if (const auto what = known_text(value, metric_from_name)) return *what;
    const auto text = read_text(value, "metric");
    if (!text) return wrong("metric", text.error());
    std::array<string_view, metric_count> names;
    for (const metric_info& m : metrics()) names[index(m.what)] = m.name;
    return wrong("metric", fmt::format("unknown metric {}{}", quoted(*text), suggestion(*text, names)));
}

std::string scale_names() {
    std::vector<string_view> names;
    for (const metric_info& m : metrics())
        if (is_sedation_scale(m.what)) names.push_back(m.label);
    return fmt::format("one of {}", fmt::join(names, ", "));
}

/// The metric that is meant: of sedation only its scale says which, and a scale that is not named is never guessed.
std::expected<metric, flaw> read_scale(const field& value, metric what) {
    if (what != metric::sedation && !absent(value))
        return wrong("scale", fmt::format("scale belongs to sedation, not to {}", name(what)));
    if (what != metric::sedation) return what;
    if (absent(value)) return wrong("scale", fmt::format("sedation needs its scale: {}", scale_names()));
    const auto text = read_text(value, "scale");
    if (!text) return wrong("scale", text.error());
    if (const auto scale = scale_from_name(*text)) return *scale;
    return wrong("scale", fmt::format("unknown scale {}; expected {}", quoted(*text), scale_names()));
}

std::expected<validity, flaw> read_status(const field& value) {
    if (!value) return validity::valid;
    if (const auto status = known_text(value, validity_from_name)) return *status;
    const auto text = read_text(value, "status");
    if (!text) return wrong("status", text.error());
    constexpr string_view known = "valid, questionable, sensor_off, unavailable, implausible, test";
    return wrong("status", fmt::format("unknown status {}; expected one of {}", quoted(*text), known));
}

/// The MDC number, if given; it must not belong to another metric than the one named.
std::expected<std::uint32_t, flaw> read_code(const field& value, metric what) {
    if (!value) return 0U;
    std::uint64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS || number > 0xffff'ffffU)
        return wrong("code", "code must be an MDC number");
    const auto code = static_cast<std::uint32_t>(number);
    const codes::observation* known = codes::find_observation(code);
    if (known && known->what != what)
        return wrong("code", fmt::format("code {} is {}, not {}", code, name(known->what), name(what)));
    return code;
}

/// A level as it is charted, "S" or 3; a number is a level's text as well, never its place in the table.
std::expected<double, flaw> read_level(element value, metric scale) {
    const string_view label = info(scale).label;
    string_view text;
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS && value.get(text) != simdjson::SUCCESS)
        return wrong("value", fmt::format("value must be a level of {}: {}", label, levels_text(scale)));
    const std::string charted = text.data() ? std::string{text} : fmt::format("{}", number);
    if (const level* found = level_from_text(scale, charted)) return found->value;
    return wrong("value", fmt::format("{} has no level {}; expected {}", label, quoted(string_view{charted}),
                                      levels_text(scale)));
}

std::expected<double, flaw> read_value(const field& value, metric what, validity status) {
    const bool none = status == validity::sensor_off || status == validity::unavailable;
    if (!value && !none) return wrong("value", "value is missing; without one send null and a status");
    if (absent(value) || none) return no_value; // a number of a sensor that is off is no value
    if (info(what).canonical == unit::score && !levels(what).empty()) return read_level(*value, what);
    double number = 0;
    if (value->get(number) != simdjson::SUCCESS) return wrong("value", "value must be a number or null");
    return number;
}

/// The unit of numbers of `what`; none for a score that declares none.
std::expected<unit, flaw> read_unit(const field& value, metric what) {
    const metric_info& m = info(what);
    string_view text;
    if (!absent(value) && value->get(text) != simdjson::SUCCESS) return wrong("unit", "unit must be a string");
    if (text.empty() && m.canonical != unit::score)
        return wrong("unit", fmt::format("{} has no unit; expected one like {}", m.name, name(m.canonical)));
    const auto declared = unit_from_text(text);
    const bool bare = m.canonical == unit::score && (declared == unit::none || declared == unit::one);
    if (declared && (bare || convert(0, *declared, m.canonical))) return *declared;
    return wrong("unit",
                 fmt::format("unit {} of {} cannot be converted to {}", quoted(text), m.name, name(m.canonical)));
}

/// [low, high], null where the device has no such limit.
std::expected<void, flaw> read_limits(const field& value, unit declared, reading& out) {
    simdjson::dom::array pair;
    if (value->get(pair) != simdjson::SUCCESS || pair.size() != 2)
        return wrong("limits", "limits must be [low, high], with null for none");
    double* const to[] = {&out.device_low, &out.device_high};
    std::size_t at = 0;
    for (const element each : pair) {
        double number = 0;
        double* const limit = to[at++];
        if (each.is_null()) continue;
        if (each.get(number) != simdjson::SUCCESS) return wrong("limits", "a limit must be a number or null");
        *limit = convert(number, declared, info(out.what).canonical).value_or(number); // of a bare score: itself
    }
    if (out.device_low > out.device_high) return wrong("limits", "the low limit is above the high one");
    return {};
}

/// Without a number and limits a unit means nothing, whatever it says.
std::expected<void, flaw> read_numbers(std::span<const field> fields, metric what, double value, validity status,
                                       reading& out) {
    const field& limits = fields[k_limits];
    unit declared = unit::none;
    if (!std::isnan(value) || !absent(limits)) {
        const auto read = read_unit(fields[k_unit], what);
        if (!read) return std::unexpected(read.error());
        declared = *read;
    }
    make_reading(out, what, value, declared, status, {});
    return absent(limits) ? std::expected<void, flaw>{} : read_limits(limits, declared, out);
}

} // namespace

std::unexpected<flaw> wrong(string_view key, std::string reason) {
    return std::unexpected(flaw{fmt::format("/{}", key), std::move(reason)});
}

std::expected<std::optional<instant>, flaw> read_time(const field& value, last_time& last) {
    if (!value) return std::nullopt;
    string_view text;
    const bool is_text = value->get(text) == simdjson::SUCCESS;
    if (is_text && !text.empty() && text == last.text) return last.at;
    if (const auto t = is_text ? parse_rfc3339(text) : std::nullopt) {
        last = {text, *t};
        return *t;
    }
    return wrong("time", "time must be RFC 3339 with an offset, like \"2026-11-22T02:00:00.000Z\"");
}

std::expected<void, flaw> read_reading(const element& value, instant default_time, last_time& last, reading& out) {
    simdjson::dom::object object;
    std::array<field, keys.size()> fields;
    if (value.get(object) != simdjson::SUCCESS) return std::unexpected(flaw{{}, "a reading must be an object"});
    if (auto found = collect(object, keys, fields)) return std::unexpected(std::move(*found));
    const auto named = read_metric(fields[k_metric]);
    if (!named) return std::unexpected(named.error());
    const auto what = read_scale(fields[k_scale], *named);
    if (!what) return std::unexpected(what.error());
    const auto status = read_status(fields[k_status]);
    if (!status) return std::unexpected(status.error());
    const auto number = read_value(fields[k_value], *what, *status);
    if (!number) return std::unexpected(number.error());
    const auto code = read_code(fields[k_code], *what);
    if (!code) return std::unexpected(code.error());
    const auto time = read_time(fields[k_time], last);
    if (!time) return std::unexpected(time.error());
    if (auto read = read_numbers(fields, *what, *number, *status, out); !read) return read;
    out.code = *code;
    out.measured_at = time->value_or(default_time);
    return {};
}

} // namespace vigil::json
