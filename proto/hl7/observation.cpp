#include "proto/hl7/observation.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/codes/answer.hpp"
#include "proto/codes/mdc.hpp"
#include "proto/hl7/number.hpp"
#include "proto/hl7/place.hpp"
#include "proto/vitals/reading_in_place.hpp"
#include "proto/vitals/scale.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::size_t shown_bytes_max = 48;

/// Text of the sender's for a reason: short, whole characters.
std::string_view shown(std::string_view text) {
    if (text.size() <= shown_bytes_max) return text;
    std::size_t size = shown_bytes_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return text.substr(0, size);
}

std::optional<unit> unit_from_code(std::string_view code) {
    if (code.size() == 9 && code[4] == '-') {
        const auto number = codes::mdc_from_mdil(code);
        return number ? codes::unit_from_mdc(*number) : std::nullopt;
    }
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), number);
    if (code.empty() || error != std::errc{} || end != code.data() + code.size()) return {};
    return codes::unit_from_mdc(number);
}

/// Numbers first, in either triplet, then any spelling in use.
std::optional<unit> read_unit(std::string_view field, const delimiters& marks) {
    std::array<std::string_view, 5> parts;
    field = field.substr(0, field.find(marks.repetition));
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::size_t end = field.find(marks.component);
        parts[i] = trimmed(field.substr(0, end));
        if (end == std::string_view::npos) break;
        field.remove_prefix(end + 1);
    }
    for (const std::size_t at : {0UZ, 3UZ})
        if (const auto u = unit_from_code(parts[at])) return u;
    for (const std::size_t at : {0UZ, 1UZ, 3UZ, 4UZ})
        if (const auto u = parts[at].empty() ? std::nullopt : unit_from_text(parts[at])) return u;
    return {};
}

/// How much a status says against a number; the worst of several counts.
int rank(validity v) {
    switch (v) {
        case validity::valid: return 0;
        case validity::questionable: return 1;
        case validity::implausible: return 2;
        case validity::unavailable: return 3;
        case validity::sensor_off: return 4;
        case validity::test: return 5;
    }
    std::unreachable();
}

bool same_but_for_case(std::string_view a, std::string_view b) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; };
    return std::ranges::equal(a, b, {}, upper, upper);
}

std::unexpected<refusal> refuse(int field, int code, std::string reason) {
    return std::unexpected(refusal{field, code, std::move(reason)});
}

/// ST, and no type, are common for numbers too; what stands there has to be one all the same.
bool is_numeric(std::string_view type) {
    return type == "NM" || type == "SN";
}
bool may_be_number(std::string_view type) {
    return is_numeric(type) || type.empty() || type == "ST";
}

/// A decimal number, or SN in its plain form "^98": a comparator other than '=', a range or a ratio is no value.
std::optional<double> read_value(std::string_view type, std::string_view field, const delimiters& marks) {
    if (type != "SN") return parse_number(field);
    const std::string_view comparator = trimmed(part(field, marks.component, 1));
    const bool plain = comparator.empty() || comparator == "=";
    const bool more = !part(field, marks.component, 3).empty() || !part(field, marks.component, 4).empty();
    return plain && !more ? parse_number(part(field, marks.component, 2)) : std::nullopt;
}

row without_number(const identifier& id, validity status, reading& out) {
    make_reading(out, id.what, no_value, unit::none, status, {});
    out.code = id.number;
    return row::reading;
}

} // namespace

void note(std::vector<finding>& findings, finding::kind what, std::string_view text) {
    if (findings.size() < findings_max) findings.push_back({what, shown(text)});
}

validity row_reader::read_flags(std::string_view field) const {
    validity worst = validity::valid;
    if (field.empty()) return worst;
    each_repetition(field, marks_.repetition, [&](std::string_view one) {
        const std::string_view text = component(one, marks_, 1);
        for (const dialects::flag& f : how_.flags)
            if (same_but_for_case(f.text, text) && rank(f.means) > rank(worst)) worst = f.means;
        return true;
    });
    return worst;
}

void row_reader::read_limits(std::string_view field, unit declared, reading& out) const {
    if (field.empty()) return;
    const limits found = parse_limits(field, marks_.component);
    const auto converted = [&](std::optional<double> value) {
        if (!value || how_.is_sentinel(*value)) return no_value;
        return convert(*value, declared, info(out.what).canonical).value_or(no_value);
    };
    out.device_low = converted(found.low);
    out.device_high = converted(found.high);
}

std::expected<unit, refusal> row_reader::unit_of(const segment& obx, const identifier& id) {
    const std::string_view as_sent = trimmed(obx.field(6));
    const metric_info& m = info(id.what);
    const bool own = id.where_none != unit::none && (as_sent.empty() || how_.units_are_wrong);
    if (own) return id.where_none;
    if (as_sent.empty() && m.canonical == unit::score) return unit::none;
    if (as_sent.empty())
        return refuse(6, 101, fmt::format("{} has no unit; expected one like {}", m.name, name(m.canonical)));
    const auto declared = read_unit(as_sent, marks_);
    if (declared) return *declared;
    note(findings_, finding::kind::unknown_unit, as_sent);
    return refuse(
        6, 103,
        fmt::format("unit \"{}\" of {} is not known; expected one like {}", shown(as_sent), m.name, name(m.canonical)));
}

std::expected<row, refusal> row_reader::read_number(const segment& obx, const identifier& id, validity status,
                                                    reading& out) {
    const std::string_view type = trimmed(obx.field(2));
    const metric_info& m = info(id.what);
    if (!may_be_number(type))
        return refuse(2, 102, fmt::format("{} must be of type NM, not \"{}\"", m.name, shown(type)));
    const auto value = read_value(type, obx.field(5), marks_);
    if (!value) {
        note(findings_, finding::kind::bad_value, obx.field(5));
        return refuse(
            5, 102,
            fmt::format("{} must be a decimal number, not \"{}\"", m.name, shown(plain_text(obx.field(5), marks_))));
    }
    const bool off = *value == 0 && std::ranges::find(how_.zero_is_off, id.what) != how_.zero_is_off.end();
    if (off || how_.is_sentinel(*value)) {
        note(findings_, finding::kind::sentinel, obx.field(5));
        return without_number(id, off ? validity::sensor_off : validity::unavailable, out);
    }
    const auto declared = unit_of(obx, id);
    if (!declared) return std::unexpected(declared.error());
    if (!make_reading(out, id.what, *value, *declared, status, {})) {
        note(findings_, finding::kind::unknown_unit, obx.field(6));
        return refuse(6, 103,
                      fmt::format("unit \"{}\" of {} cannot be converted to {}{}", shown(trimmed(obx.field(6))), m.name,
                                  name(m.canonical), without_weight(*declared, m.canonical)));
    }
    out.code = id.number;
    read_limits(obx.field(7), *declared, out);
    return row::reading;
}

/// A level of a scale as text or coded: "V", "3", "LA33965-7^..^LN".
std::expected<row, refusal> row_reader::read_level(const segment& obx, const identifier& id, validity status,
                                                   reading& out) {
    std::optional<double> found;
    bool ambiguous = false;
    for (const std::size_t n : {1UZ, 2UZ, 4UZ}) { // code, its text, the alternate code
        const auto other = codes::level_from_answer(id.what, component(obx.field(5), marks_, n));
        ambiguous = ambiguous || (found && other && *found != *other);
        if (!found) found = other;
    }
    if (!found || ambiguous) {
        note(findings_, finding::kind::bad_value, obx.field(5));
        return refuse(
            5, 103, fmt::format("{} must be {}, not \"{}\"", name(id.what), levels_text(id.what), shown(obx.field(5))));
    }
    make_reading(out, id.what, *found, unit::none, status, {});
    out.code = id.number;
    return row::reading;
}

std::expected<row, refusal> row_reader::read_sign(const segment& obx, const identifier& id, reading& out) {
    const std::string_view value = trimmed(obx.field(5)), result = trimmed(obx.field(11));
    const bool empty = value.empty() || value == "\"\"";
    if (result == "D" || result == "W")
        return refuse(
            11, 103, fmt::format("{} is withdrawn by result status {}, which is not supported", name(id.what), result));
    const bool without_result =
        (result == "X" && (how_.x_is_invalid || empty)) || result == "N" || result == "I" || result == "O";
    const validity flagged = read_flags(obx.field(8));
    if (flagged == validity::test) note(findings_, finding::kind::test_data, obx.field(8));
    const bool none = without_result && rank(flagged) < rank(validity::unavailable);
    const validity status = none ? validity::unavailable : flagged;
    if (empty || without_result || status == validity::unavailable || status == validity::sensor_off) {
        return without_number(id, status, out);
    }
    const bool levelled = !is_numeric(trimmed(obx.field(2))) && !levels(id.what).empty();
    return levelled ? read_level(obx, id, status, out) : read_number(obx, id, status, out);
}

bool row_reader::read_usual(const segment& obx, reading& out) const {
    const std::string_view result = obx.field(11);
    if (!how_.codes.empty() || obx.field(2) != "NM" || !obx.field(8).empty() || (result != "R" && result != "F"))
        return false;
    const codes::observation* const known = standard_identifier(obx.field(3), marks_);
    const auto declared = codes::unit_from_mdc(six_before(marks_.component, obx.field(6)));
    if (!known || !declared) return false;
    const auto value = parse_number(obx.field(5));
    if (!value || (*value == 0 && !how_.zero_is_off.empty()) || how_.is_sentinel(*value)) return false;
    if (!make_reading(out, known->what, *value, *declared, validity::valid, {})) return false;
    out.code = known->number;
    read_limits(obx.field(7), *declared, out);
    return true;
}

std::expected<row, refusal> row_reader::read(const segment& obx, reading& out) {
    using kind = identifier::kind;
    const identifier id = read_identifier(obx.field(3), how_, marks_);
    if (id.names_another) note(findings_, finding::kind::code_and_name_disagree, obx.field(3));
    if (id.is == kind::vital_sign) return read_sign(obx, id, out);
    if (id.is == kind::container) return row::container;
    if (id.is == kind::unwatched) return row::other;
    const std::string_view type = trimmed(obx.field(2)), value = trimmed(obx.field(5));
    if (type.empty() && (value.empty() || value == "\"\"")) return row::container;
    if (!type.empty() && !is_numeric(type)) return row::other;
    note(findings_, finding::kind::unknown_code, obx.field(3));
    return refuse(3, 103, fmt::format("unknown observation identifier {}", shown(obx.field(3))));
}

} // namespace vigil::hl7
