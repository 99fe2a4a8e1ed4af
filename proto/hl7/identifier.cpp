#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "proto/codes/answer.hpp"
#include "proto/codes/loinc.hpp"
#include "proto/codes/mdc.hpp"
#include "proto/hl7/number.hpp"
#include "proto/hl7/observation.hpp"
#include "proto/vitals/scale.hpp"

namespace vigil::hl7 {
namespace {

struct triplet {
    std::string_view code, text, system;
};

/// The identifier and its alternate, of the field's first repetition.
std::array<triplet, 2> split(std::string_view field, const delimiters& marks) {
    std::array<std::string_view, 6> parts;
    field = field.substr(0, field.find(marks.repetition));
    for (std::string_view& one : parts) {
        const std::size_t end = field.find(marks.component);
        one = trimmed(field.substr(0, end));
        if (end == std::string_view::npos) break;
        field.remove_prefix(end + 1);
    }
    return {triplet{parts[0], parts[1], parts[2]}, triplet{parts[3], parts[4], parts[5]}};
}

std::optional<std::uint32_t> parse_code(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

/// Numbers of these systems are not MDC's, though they may look alike.
bool of_another_system(std::string_view system) {
    return system == "SCT" || system == "LN";
}

identifier vital_sign(const codes::observation& known, std::string_view text) {
    identifier id{.is = identifier::kind::vital_sign, .what = known.what, .number = known.number};
    id.names_another = known.ref_id != text && codes::names_another(known.number, text);
    return id;
}

/// A local code that is called as a scale is, by code or by text; by both alike if by both.
std::optional<metric> named_scale(const triplet& t) {
    if (!t.system.empty() && t.system != "L" && !t.system.starts_with("99")) return {};
    const auto by_code = scale_from_name(t.code), by_text = scale_from_name(t.text);
    if (by_code && by_text && by_code != by_text) return {};
    return by_code ? by_code : by_text;
}

/// A code of the sender's own before the standard's name: "tt-0005-06^MDC_PULS_OXIM_SAT_O2^MDC". A number that could be
/// the standard's and is none contradicts the name: one published example calls both pressures of a cuff systolic.
const codes::observation* named_by_standard(const triplet& t) {
    if (parse_code(t.code).value_or(0) >= 1 << 16) return nullptr;
    const auto number = t.system == "MDC" ? codes::mdc_from_ref_id(t.text.empty() ? t.code : t.text) : std::nullopt;
    return number ? codes::find_observation(*number) : nullptr;
}

identifier identify(const triplet& t) {
    using kind = identifier::kind;
    identifier id;
    if (t.system == "LN" || t.system == "SCT") {
        const auto what = t.system == "LN" ? codes::metric_from_loinc(t.code) : codes::metric_from_snomed(t.code);
        if (what) id = {.is = kind::vital_sign, .what = *what};
        return id;
    }
    const bool mdil = t.code.size() == 9 && t.code[4] == '-';
    const auto number = mdil ? codes::mdc_from_mdil(t.code) : parse_code(t.code);
    if (number && !of_another_system(t.system)) {
        if (const codes::observation* known = codes::find_observation(*number))
            return vital_sign(*known, mdil ? std::string_view{} : t.text);
        id.number = *number;
        if (codes::is_known(*number)) id.is = kind::unwatched;
        if (codes::is_container(*number)) id.is = kind::container;
        if (id.is != kind::unknown) return id;
    }
    if (const codes::observation* known = named_by_standard(t)) return vital_sign(*known, t.text);
    if (const auto scale = named_scale(t)) id = {.is = kind::vital_sign, .what = *scale};
    return id;
}

identifier own_word(const dialects::code& word) {
    if (!word.what) return {.is = identifier::kind::unwatched, .number = word.mdc};
    return {.is = identifier::kind::vital_sign, .what = *word.what, .where_none = word.where_none, .number = word.mdc};
}

} // namespace

const codes::observation* standard_identifier(std::string_view field, const delimiters& marks) {
    const codes::observation* const known = codes::find_observation(six_before(marks.component, field));
    if (!known || known->ref_id.empty()) return nullptr;
    constexpr std::string_view system = "MDC";
    const std::string_view name = field.substr(7);
    const std::size_t size = known->ref_id.size();
    const bool as_written = name.size() == size + 1 + system.size() && name[size] == marks.component &&
                            name.ends_with(system) && name.starts_with(known->ref_id);
    return as_written ? known : nullptr;
}

identifier read_identifier(std::string_view field, const dialects::dialect& how, const delimiters& marks) {
    const auto both = split(field, marks);
    for (const triplet& t : both)
        if (const dialects::code* word = t.code.empty() ? nullptr : how.find(t.code, t.system)) return own_word(*word);
    identifier first = identify(both[0]);
    if (both[1].code.empty()) return first;
    const identifier alternate = identify(both[1]);
    if (first.is == identifier::kind::unknown) return alternate.is == identifier::kind::unknown ? first : alternate;
    if (alternate.is != identifier::kind::vital_sign) return first;
    first.names_another = first.names_another || alternate.what != first.what;
    if (first.number == 0 && alternate.what == first.what) first.number = alternate.number; // LOINC, and MDC as well
    return first;
}

} // namespace vigil::hl7
