// Numbers of NM fields.
#pragma once

#include <optional>
#include <string_view>

namespace vigil::hl7 {

/// A decimal number that is the whole text: "97", "+1.5", "-.5", "36.". Spaces around it are tolerated. Refused: an
/// exponent, "1,2", hexadecimal, infinities, NaN, digits without end.
std::optional<double> parse_number(std::string_view text);

} // namespace vigil::hl7
