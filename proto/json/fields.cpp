#include "proto/json/fields.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "proto/codes/utf8.hpp"
#include "proto/vitals/suggestion.hpp"

namespace vigil::json {
namespace {

std::string pointer_to(std::string_view key) {
    std::string out{"/"};
    for (const char c : key.substr(0, text_bytes_max)) {
        if (c == '~')
            out.append("~0");
        else if (c == '/')
            out.append("~1");
        else
            out.push_back(c);
    }
    return out;
}

} // namespace

std::expected<simdjson::dom::element, std::string> parse_document(simdjson::dom::parser& parser, std::string_view text,
                                                                  std::size_t depth) {
    simdjson::dom::element document;
    if (text.empty())
        return std::unexpected(std::string{simdjson::error_message(simdjson::EMPTY)}); // may be no address
    auto error = parser.allocate(std::max(text.size(), parser.capacity()), depth + 1);
    if (!error) error = parser.parse(text.data(), text.size()).get(document);
    if (error == simdjson::DEPTH_ERROR) return std::unexpected(fmt::format("nested deeper than {}", depth));
    if (error) return std::unexpected(std::string{simdjson::error_message(error)});
    return document;
}

flaw unknown_key(std::string_view key, std::span<const std::string_view> names) {
    return {pointer_to(key), fmt::format("unknown key {}{}", quoted(key), suggestion(key, names))};
}

flaw repeated_key(std::string_view key) {
    return {pointer_to(key), fmt::format("key {} stands there twice", quoted(key))};
}

std::expected<std::string_view, std::string> read_text(const field& value, std::string_view name,
                                                       std::size_t bytes_max) {
    std::string_view text;
    if (!value) return std::unexpected(fmt::format("{} is missing", name));
    if (value->get(text) != simdjson::SUCCESS) return std::unexpected(fmt::format("{} must be a string", name));
    const auto control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
    if (text.empty() || text.size() > bytes_max)
        return std::unexpected(fmt::format("{} must have 1 to {} bytes, not {}", name, bytes_max, text.size()));
    if (std::ranges::any_of(text, control)) return std::unexpected(fmt::format("{} holds control characters", name));
    return text;
}

std::string suggestion(std::string_view text, std::span<const std::string_view> names) {
    const auto best = nearest(text, names);
    return best ? fmt::format("; did you mean \"{}\"?", *best) : std::string{};
}

std::string quoted(std::string_view text) {
    std::size_t size = 0;
    for (std::size_t length = 0; size < std::min<std::size_t>(text.size(), 48); size += length) {
        length = codes::utf8_length(text.substr(size));
        if (length == 0) break;
    }
    return fmt::format("\"{}\"", text.substr(0, size));
}

} // namespace vigil::json
