// Numbers of NM fields, and the limits of OBX-7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace vigil::hl7 {

/// A decimal number that is the whole text: "97", "+1.5", "-.5", "36.". Spaces around it are tolerated. Refused: an
/// exponent, "1,2", hexadecimal, infinities, NaN, digits without end.
std::optional<double> parse_number(std::string_view text);

/// "147842^MDC_ECG_HEART_RATE^MDC": six digits before a mark, as nearly every number of the nomenclature stands; 0 for
/// anything else.
inline std::uint32_t six_digits(std::string_view text, char mark) {
    if (text.size() < 7 || text[6] != mark) return 0;
    std::uint32_t number = 0;
    bool all_digits = true;
    for (std::size_t i = 0; i < 6; ++i) {
        const auto digit = static_cast<unsigned char>(text[i] - '0');
        all_digits &= digit <= 9;
        number = number * 10 + digit;
    }
    return all_digits ? number : 0;
}

struct limits {
    std::optional<double> low, high;
};

/// A device's own alarm limits: "90-160", "75 - 90", "-5--1", "60^130", "<120", "<=120", ">98", ">=90". Neither for
/// anything else, for a single number, and where low is above high.
limits parse_limits(std::string_view text, char component_mark);

} // namespace vigil::hl7
