#include "proto/hl7/observation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/codes/loinc.hpp"
#include "proto/codes/mdc.hpp"
#include "proto/hl7/charset.hpp"
#include "proto/hl7/number.hpp"

namespace vigil::hl7 {
namespace {

using triplets = std::array<std::string_view, 6>;

/// The components of the field's first repetition, as far as the alternate triplet.
triplets split(std::string_view field, const delimiters& marks) {
    triplets out;
    std::size_t begin = 0, n = 0;
    for (std::size_t at = 0; at < field.size(); ++at) {
        if (field[at] != marks.component && field[at] != marks.repetition) continue;
        out[n++] = trimmed(field.substr(begin, at - begin));
        begin = at + 1;
        if (n == out.size() || field[at] == marks.repetition) return out;
    }
    out[n] = trimmed(field.substr(begin));
    return out;
}

std::optional<std::uint32_t> parse_code(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

identifier identify(std::string_view code, std::string_view text, std::string_view system) {
    identifier id;
    if (system == "LN") {
        if (const auto what = codes::metric_from_loinc(code)) id = {identifier::kind::vital_sign, *what, 0, false};
        return id;
    }
    const bool mdil = code.size() == 9 && code[4] == '-';
    const auto number = mdil ? codes::mdc_from_mdil(code) : parse_code(code);
    if (!number) return id;
    id.number = *number;
    if (const auto what = codes::metric_from_mdc(*number)) {
        id.is = identifier::kind::vital_sign;
        id.what = *what;
        id.names_another = !mdil && codes::names_another(*number, text);
    } else if (codes::is_container(*number)) {
        id.is = identifier::kind::container;
    }
    return id;
}

std::optional<unit> unit_from_code(std::string_view code) {
    if (const auto number = code.size() == 9 && code[4] == '-' ? codes::mdc_from_mdil(code) : parse_code(code))
        return codes::unit_from_mdc(*number);
    return {};
}

/// Numbers first, in either triplet, then any spelling in use.
std::optional<unit> read_unit(std::string_view field, const delimiters& marks) {
    const triplets parts = split(field, marks);
    if (const auto u = unit_from_code(parts[0])) return u;
    if (const auto u = unit_from_code(parts[3])) return u;
    for (const std::size_t at : {0UZ, 1UZ, 3UZ, 4UZ})
        if (const auto u = parts[at].empty() ? std::nullopt : unit_from_text(parts[at])) return u;
    return {};
}

/// What one code of OBX-8 says about the value; ordered: a later one outranks.
enum class flag : std::uint8_t { nothing, doubtful, unavailable, sensor_off, test };

flag read_flag(std::string_view code) {
    if (code == "TEST" || code == "DEMO" || code == "CAL") return flag::test;
    if (code == "OFF" || code == "LEADS OFF" || code == "LEAD OFF" || code == "SENSOR OFF") return flag::sensor_off;
    for (const std::string_view none : {"INV", "NAV", "NI", "NA", "MSK", "BUSY", "NAN", "PINF", "NINF"})
        if (code == none) return flag::unavailable;
    return code == "QUES" || code == "EARLY" ? flag::doubtful : flag::nothing;
}

flag read_flags(std::string_view field, const delimiters& marks) {
    flag worst = flag::nothing;
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(marks.repetition), field.size());
        worst = std::max(worst, read_flag(component(field.substr(0, end), marks, 1)));
        field.remove_prefix(std::min(end + 1, field.size()));
    }
    return worst;
}

validity to_validity(flag f, bool without_result) {
    switch (f) {
        case flag::test: return validity::test;
        case flag::sensor_off: return validity::sensor_off;
        case flag::unavailable: return validity::unavailable;
        case flag::doubtful: return without_result ? validity::unavailable : validity::questionable;
        case flag::nothing: return without_result ? validity::unavailable : validity::valid;
    }
    std::unreachable();
}

/// Text of the sender's for a reason: short, on one line, UTF-8.
std::string shown(std::string_view text) {
    std::string out;
    append_utf8(out, text.substr(0, 48), {});
    return out;
}

std::unexpected<refusal> refuse(int field, int code, std::string reason) {
    return std::unexpected(refusal{field, code, std::move(reason)});
}

/// NM, or SN in its plain form "^98": a comparator other than '=', a range or a ratio is no value.
std::optional<double> read_value(std::string_view type, std::string_view field, const delimiters& marks) {
    if (type == "NM") return parse_number(field);
    const triplets parts = split(field, marks);
    const bool plain = (parts[0].empty() || parts[0] == "=") && parts[2].empty() && parts[3].empty();
    return plain ? parse_number(parts[1]) : std::nullopt;
}

std::expected<row, refusal> read_number(const segment& obx, const delimiters& marks, const identifier& id,
                                        validity status, reading& out) {
    const std::string_view type = trimmed(obx.field(2)), units = trimmed(obx.field(6));
    const metric_info& m = info(id.what);
    if (type != "NM" && type != "SN")
        return refuse(2, 102, fmt::format("{} must be of type NM, not \"{}\"", m.name, shown(type)));
    const auto value = read_value(type, obx.field(5), marks);
    if (!value)
        return refuse(5, 102, fmt::format("{} must be a decimal number, not \"{}\"", m.name, shown(obx.field(5))));
    if (units.empty() && m.canonical != unit::score)
        return refuse(6, 101, fmt::format("{} has no unit; expected one like {}", m.name, name(m.canonical)));
    const auto declared = units.empty() ? unit::none : read_unit(units, marks);
    const auto made = declared ? make_reading(id.what, *value, *declared, status, {}) : std::nullopt;
    if (!made)
        return refuse(
            6, 103,
            fmt::format("unit \"{}\" of {} cannot be converted to {}", shown(units), m.name, name(m.canonical)));
    out = *made;
    out.code = id.number;
    return row::reading;
}

} // namespace

identifier read_identifier(std::string_view field, const delimiters& marks) {
    const triplets parts = split(field, marks);
    const identifier first = identify(parts[0], parts[1], parts[2]);
    if (first.is != identifier::kind::unknown || parts[3].empty()) return first;
    const identifier alternate = identify(parts[3], parts[4], parts[5]);
    return alternate.is != identifier::kind::unknown ? alternate : first;
}

std::expected<row, refusal> read_observation(const segment& obx, const delimiters& marks, const identifier& id,
                                             reading& out) {
    using kind = identifier::kind;
    const std::string_view type = trimmed(obx.field(2)), value = trimmed(obx.field(5)), result = trimmed(obx.field(11));
    const bool empty = value.empty() || value == "\"\"";
    if (id.is == kind::container) return row::container;
    if (id.is == kind::unknown) {
        if (type.empty() && empty) return row::container;
        if (!type.empty() && type != "NM" && type != "SN") return row::other;
        return refuse(3, 103, fmt::format("unknown observation identifier {}", shown(obx.field(3))));
    }
    if (result == "D" || result == "W")
        return refuse(
            11, 103, fmt::format("{} is withdrawn by result status {}, which is not supported", name(id.what), result));
    const bool without_result = result == "X" || result == "N" || result == "I" || result == "O";
    const flag f = read_flags(trimmed(obx.field(8)), marks);
    const validity status = to_validity(f, without_result);
    if (!empty && !without_result && f != flag::unavailable && f != flag::sensor_off)
        return read_number(obx, marks, id, status, out);
    out = *make_reading(id.what, no_value, unit::none, status, {});
    out.code = id.number;
    return row::reading;
}

} // namespace vigil::hl7
