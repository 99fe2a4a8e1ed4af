#include "proto/hl7/number.hpp"

#include <algorithm>
#include <charconv>

#include "proto/hl7/message.hpp"

namespace vigil::hl7 {

std::optional<double> parse_number(std::string_view text) {
    constexpr std::size_t characters_max = 32;
    text = trimmed(text);
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    const auto allowed = [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; };
    if (text.size() > characters_max || !std::ranges::all_of(text, allowed)) return {};
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size()) return {};
    return value;
}

} // namespace vigil::hl7
