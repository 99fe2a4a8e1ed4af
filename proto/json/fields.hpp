// Strict reading of JSON objects, for the files of this folder: known keys only, each once, of the right type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <simdjson.h>

namespace vigil::json {

inline constexpr std::size_t depth_max = 16;
inline constexpr std::size_t text_bytes_max = 128; ///< of a name that somebody gave: sender, bed, station

using field = std::optional<simdjson::dom::element>;

/// Where in a document (RFC 6901) something is wrong, and what.
struct flaw {
    std::string pointer;
    std::string reason;
};

/// Parses a whole document; the reason if it is not one, is deeper than `depth` or is not UTF-8. The element lives
/// until the parser's next document.
std::expected<simdjson::dom::element, std::string> parse_document(simdjson::dom::parser& parser, std::string_view text,
                                                                  std::size_t depth = depth_max);

/// What becomes of keys that are not asked for: only a format that others define may hold what we do not know.
enum class others : std::uint8_t { refused, passed_over };

[[gnu::cold]] flaw unknown_key(std::string_view key, std::span<const std::string_view> names);
[[gnu::cold]] flaw repeated_key(std::string_view key);

/// Where `key` stands in `names`, or their number: one comparison of sizes a name, and one of words.
template <const auto& names>
constexpr std::size_t place_of(std::string_view key) {
    return [key]<std::size_t... i>(std::index_sequence<i...>) {
        std::size_t at = 0;
        static_cast<void>(((key == names[i] || (++at, false)) || ...));
        return at;
    }(std::make_index_sequence<names.size()>{});
}

/// Sorts an object's values into `out`, in the order of `names`; a name that stands there twice is refused. Nothing if
/// all is well. `place_of(key)` is where in `names` a key stands, or their number.
template <class PlaceOf>
std::optional<flaw> collect(const simdjson::dom::object& object, std::span<const std::string_view> names,
                            PlaceOf place_of, std::span<field> out, others unknown = others::refused) {
    for (const auto [key, value] : object) {
        const std::size_t at = place_of(key);
        if (at == names.size() && unknown == others::passed_over) continue;
        if (at == names.size()) return unknown_key(key, names);
        if (out[at]) return repeated_key(key);
        out[at].emplace(value);
    }
    return {};
}

/// The same for names that are known when this is compiled.
template <const auto& names>
std::optional<flaw> collect(const simdjson::dom::object& object, std::span<field> out,
                            others unknown = others::refused) {
    return collect(object, names, [](std::string_view key) { return place_of<names>(key); }, out, unknown);
}

/// A required text of 1 to `bytes_max` bytes without control characters.
std::expected<std::string_view, std::string> read_text(const field& value, std::string_view name,
                                                       std::size_t bytes_max = text_bytes_max);

/// "; did you mean \"unit\"?" if one of `names` is at most two letters away, else nothing.
std::string suggestion(std::string_view text, std::span<const std::string_view> names);

/// `text` as a quoted part of a reason, cut to a length that a person reads.
std::string quoted(std::string_view text);

} // namespace vigil::json
