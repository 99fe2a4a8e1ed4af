#include "proto/hl7/number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "proto/hl7/message.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::size_t characters_max = 32;

/// Up to 15 digits are an integer that a double holds, and so is the power of ten: one exact division rounds right.
constexpr std::array powers_of_ten{1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

std::optional<double> parse_long(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

} // namespace

std::optional<double> parse_number(std::string_view text) {
    text = trimmed(text);
    const bool minus = text.starts_with('-');
    if (minus || text.starts_with('+')) text.remove_prefix(1);
    if (text.size() > characters_max) return {};
    const char *at = text.data(), *const end = at + text.size();
    std::uint64_t digits = 0; // of more than 19 not all: parse_long() reads those
    const auto take_digits = [&] {
        const char* const first = at;
        for (; at != end && static_cast<unsigned char>(*at - '0') <= 9; ++at)
            digits = digits * 10 + static_cast<unsigned char>(*at - '0');
        return static_cast<std::size_t>(at - first);
    };
    const std::size_t whole = take_digits();
    if (at != end && *at == '.') ++at;
    const std::size_t fraction = take_digits();
    if (at != end || whole + fraction == 0) return {};
    if (whole + fraction > 15) return parse_long(text).transform([&](double value) { return minus ? -value : value; });
    auto value = static_cast<double>(static_cast<std::int64_t>(digits)); // of a signed number: one instruction
    if (fraction != 0) value /= powers_of_ten[fraction];
    return minus ? -value : value;
}

limits parse_limits(std::string_view text, char component_mark) {
    text = trimmed(text);
    if (text.empty()) return {};
    const bool below = text.starts_with('<'), above = text.starts_with('>');
    if (below || above) {
        text.remove_prefix(text.substr(1).starts_with('=') ? 2 : 1);
        const auto value = parse_number(text);
        return below ? limits{{}, value} : limits{value, {}};
    }
    std::size_t middle = text.find(component_mark);
    if (middle == std::string_view::npos) middle = text.find('-', 1); // a '-' in front is a sign
    if (middle == std::string_view::npos) return {};
    const auto low = parse_number(text.substr(0, middle)), high = parse_number(text.substr(middle + 1));
    if (!low || !high || *low > *high) return {};
    return {low, high};
}

} // namespace vigil::hl7
