#include "proto/dialects/place.hpp"

#include <algorithm>
#include <charconv>

namespace vigil::dialects {
namespace {

constexpr std::size_t joined_max = 4;
constexpr int field_last = 39; // fields behind it are not looked at (proto/hl7/message.hpp)

/// Takes a number off the front, 1 to `last`.
bool take(std::string_view& text, std::uint8_t& out, int last) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 1 || number > last || text.front() == '0') return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    out = static_cast<std::uint8_t>(number);
    return true;
}

bool take(std::string_view& text, char mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(1);
    return true;
}

bool is_name(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    return text.size() == 3 && std::ranges::all_of(text, fits);
}

} // namespace

std::optional<path> parse_path(std::string_view text) {
    path out;
    if (!is_name(text.substr(0, 3))) return {};
    std::ranges::copy(text.substr(0, 3), out.segment);
    text.remove_prefix(3);
    if (!take(text, '-') || !take(text, out.field, field_last)) return {};
    if (take(text, '.') && !take(text, out.component, 99)) return {};
    if (out.component != 0 && take(text, '.') && !take(text, out.subcomponent, 99)) return {};
    if (!text.empty()) return {};
    return out;
}

std::optional<joined> parse_joined(std::string_view text) {
    joined out;
    while (true) {
        const std::size_t end = std::min(text.find('+'), text.size());
        const auto one = parse_path(text.substr(0, end));
        if (!one || out.size() == joined_max) return {};
        out.push_back(*one);
        if (end == text.size()) return out;
        text.remove_prefix(end + 1);
    }
}

} // namespace vigil::dialects
