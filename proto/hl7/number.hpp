// Numbers of NM fields, and the limits of OBX-7.
#pragma once

#include <optional>
#include <string_view>

namespace vigil::hl7 {

/// A decimal number that is the whole text: "97", "+1.5", "-.5", "36.". Spaces around it are tolerated. Refused: an
/// exponent, "1,2", hexadecimal, infinities, NaN, digits without end.
std::optional<double> parse_number(std::string_view text);

/// "147842" of "147842^MDC_ECG_HEART_RATE^MDC": six characters before a mark, as nearly every number of the
/// nomenclature stands; empty for anything else.
inline std::string_view six_before(char mark, std::string_view text) {
    return text.size() > 6 && text[6] == mark ? text.substr(0, 6) : std::string_view{};
}

struct limits {
    std::optional<double> low, high;
};

/// A device's own alarm limits: "90-160", "75 - 90", "-5--1", "60^130", "<120", "<=120", ">98", ">=90". Neither for
/// anything else, for a single number, and where low is above high.
limits parse_limits(std::string_view text, char component_mark);

} // namespace vigil::hl7
