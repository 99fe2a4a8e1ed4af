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

// What is usual is read by functions small enough to be inlined; what is wrong with a value is found out again and told
// by the cold ones, through a flaw of the caller's: an expected would be torn down for each value that is right.

[[gnu::cold]] std::nullopt_t refuse(flaw& why, string_view key, std::string reason) {
    why = wrong(key, std::move(reason)).error();
    return std::nullopt;
}

/// `from_name` of a text; nothing if it is none or means nothing.
template <class FromName>
auto known_text(const field& value, FromName from_name) -> decltype(from_name(string_view{})) {
    string_view text;
    if (!value || value->get(text) != simdjson::SUCCESS) return {};
    return from_name(text);
}

[[gnu::cold]] std::nullopt_t no_metric(const field& value, flaw& why) {
    const auto text = read_text(value, "metric");
    if (!text) return refuse(why, "metric", text.error());
    std::array<string_view, metric_count> names;
    for (const metric_info& m : metrics()) names[index(m.what)] = m.name;
    return refuse(why, "metric", fmt::format("unknown metric {}{}", quoted(*text), suggestion(*text, names)));
}

std::optional<metric> read_metric(const field& value, flaw& why) {
    if (const auto what = known_text(value, metric_from_name)) return *what;
    return no_metric(value, why);
}

std::string scale_names() {
    std::vector<string_view> names;
    for (const metric_info& m : metrics())
        if (is_sedation_scale(m.what)) names.push_back(m.label);
    return fmt::format("one of {}", fmt::join(names, ", "));
}

/// Of sedation only its scale says which metric is meant, and a scale that is not named is never guessed.
std::optional<metric> read_scale(const field& value, metric what, flaw& why) {
    if (what != metric::sedation)
        return refuse(why, "scale", fmt::format("scale belongs to sedation, not to {}", name(what)));
    if (absent(value)) return refuse(why, "scale", fmt::format("sedation needs its scale: {}", scale_names()));
    const auto text = read_text(value, "scale");
    if (!text) return refuse(why, "scale", text.error());
    if (const auto scale = scale_from_name(*text)) return *scale;
    return refuse(why, "scale", fmt::format("unknown scale {}; expected {}", quoted(*text), scale_names()));
}

[[gnu::cold]] std::nullopt_t no_status(const field& value, flaw& why) {
    const auto text = read_text(value, "status");
    if (!text) return refuse(why, "status", text.error());
    constexpr string_view known = "valid, questionable, sensor_off, unavailable, implausible, test";
    return refuse(why, "status", fmt::format("unknown status {}; expected one of {}", quoted(*text), known));
}

std::optional<validity> read_status(const field& value, flaw& why) {
    if (!value) return validity::valid;
    if (const auto status = known_text(value, validity_from_name)) return *status;
    return no_status(value, why);
}

[[gnu::cold]] std::nullopt_t code_of_another(std::uint32_t code, metric known, metric what, flaw& why) {
    return refuse(why, "code", fmt::format("code {} is {}, not {}", code, name(known), name(what)));
}

/// The MDC number, if given; it must not belong to another metric than the one named.
std::optional<std::uint32_t> read_code(const field& value, metric what, flaw& why) {
    if (!value) return 0U;
    std::uint64_t number = 0;
    if (value->get(number) != simdjson::SUCCESS || number > 0xffff'ffffU)
        return refuse(why, "code", "code must be an MDC number");
    const auto code = static_cast<std::uint32_t>(number);
    const codes::observation* known = codes::find_observation(code);
    if (known && known->what != what) return code_of_another(code, known->what, what, why);
    return code;
}

/// A level as it is charted, "S" or 3; a number is a level's text as well, never its place in the table.
std::optional<double> read_level(element value, metric scale, flaw& why) {
    const string_view label = info(scale).label;
    string_view text;
    double number = 0;
    if (value.get(number) != simdjson::SUCCESS && value.get(text) != simdjson::SUCCESS)
        return refuse(why, "value", fmt::format("value must be a level of {}: {}", label, levels_text(scale)));
    const std::string charted = text.data() ? std::string{text} : fmt::format("{}", number);
    if (const level* found = level_from_text(scale, charted)) return found->value;
    return refuse(
        why, "value",
        fmt::format("{} has no level {}; expected {}", label, quoted(string_view{charted}), levels_text(scale)));
}

std::optional<double> read_value(const field& value, metric what, validity status, flaw& why) {
    const bool none = status == validity::sensor_off || status == validity::unavailable;
    if (!value && !none) return refuse(why, "value", "value is missing; without one send null and a status");
    if (none || value->is_null()) return no_value; // a number of a sensor that is off is no value
    if (info(what).canonical == unit::score && !levels(what).empty()) return read_level(*value, what, why);
    double number = 0;
    if (value->get(number) != simdjson::SUCCESS) return refuse(why, "value", "value must be a number or null");
    return number;
}

[[gnu::cold]] std::nullopt_t no_unit(string_view text, metric what, flaw& why) {
    const metric_info& m = info(what);
    if (text.empty() && m.canonical != unit::score)
        return refuse(why, "unit", fmt::format("{} has no unit; expected one like {}", m.name, name(m.canonical)));
    return refuse(why, "unit",
                  fmt::format("unit {} of {} cannot be converted to {}{}", quoted(text), m.name, name(m.canonical),
                              without_weight(unit_from_text(text).value_or(unit::none), m.canonical)));
}

/// The unit of numbers of `what`; none for a score that declares none.
std::optional<unit> read_unit(const field& value, metric what, flaw& why) {
    string_view text;
    if (!absent(value) && value->get(text) != simdjson::SUCCESS) return refuse(why, "unit", "unit must be a string");
    const auto declared = unit_from_text(text);
    const unit canonical = info(what).canonical;
    if (declared == canonical) return canonical;
    const bool bare = canonical == unit::score && (declared == unit::none || declared == unit::one);
    if (declared && (bare || convert(0, *declared, canonical))) return *declared;
    return no_unit(text, what, why);
}

/// [low, high], null where the device has no such limit.
bool read_limits(const field& value, unit declared, reading& out, flaw& why) {
    simdjson::dom::array pair;
    if (value->get(pair) != simdjson::SUCCESS || pair.size() != 2)
        return refuse(why, "limits", "limits must be [low, high], with null for none"), false;
    double* const to[] = {&out.device_low, &out.device_high};
    std::size_t at = 0;
    for (const element each : pair) {
        double number = 0;
        double* const limit = to[at++];
        if (each.is_null()) continue;
        if (each.get(number) != simdjson::SUCCESS)
            return refuse(why, "limits", "a limit must be a number or null"), false;
        *limit = convert(number, declared, info(out.what).canonical).value_or(number); // of a bare score: itself
    }
    if (out.device_low > out.device_high) return refuse(why, "limits", "the low limit is above the high one"), false;
    return true;
}

/// Without a number and limits a unit means nothing, whatever it says.
bool read_numbers(std::span<const field> fields, metric what, double value, validity status, reading& out, flaw& why) {
    const field& limits = fields[k_limits];
    unit declared = unit::none;
    if (!std::isnan(value) || !absent(limits)) {
        const auto read = read_unit(fields[k_unit], what, why);
        if (!read) return false;
        declared = *read;
    }
    make_reading(out, what, value, declared, status, {});
    return absent(limits) || read_limits(limits, declared, out, why);
}

} // namespace

std::unexpected<flaw> wrong(string_view key, std::string reason) {
    return std::unexpected(flaw{fmt::format("/{}", key), std::move(reason)});
}

std::unexpected<flaw> wrong_time() {
    return wrong("time", "time must be RFC 3339 with an offset, like \"2026-11-22T02:00:00.000Z\"");
}

std::optional<instant> time_reader::parse(string_view text) {
    text_ = text;
    return last_ = parse_rfc3339(text);
}

bool read_reading(const element& value, instant default_time, time_reader& times, reading& out, flaw& why) {
    simdjson::dom::object object;
    std::array<field, keys.size()> fields;
    if (value.get(object) != simdjson::SUCCESS) return why = {{}, "a reading must be an object"}, false;
    if (auto found = collect<keys>(object, fields)) return why = std::move(*found), false;
    auto what = read_metric(fields[k_metric], why);
    if (what && (*what == metric::sedation || !absent(fields[k_scale]))) what = read_scale(fields[k_scale], *what, why);
    if (!what) return false;
    const auto status = read_status(fields[k_status], why);
    if (!status) return false;
    const auto number = read_value(fields[k_value], *what, *status, why);
    if (!number) return false;
    const auto code = read_code(fields[k_code], *what, why);
    if (!code) return false;
    const auto time = fields[k_time] ? times.read(*fields[k_time]) : default_time;
    if (!time) return why = wrong_time().error(), false;
    if (!read_numbers(fields, *what, *number, *status, out, why)) return false;
    out.code = *code;
    out.measured_at = *time;
    return true;
}

} // namespace vigil::json
