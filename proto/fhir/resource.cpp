#include "proto/fhir/resource.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace vigil::fhir {

std::optional<element> member(element object, std::string_view key) {
    element found;
    if (object[key].get(found) != simdjson::SUCCESS || found.is_null()) return {};
    return found;
}

std::string_view text(element object, std::string_view key) {
    std::string_view found;
    const auto value = member(object, key);
    if (!value || value->get(found) != simdjson::SUCCESS) return {};
    return found;
}

simdjson::dom::array list(element object, std::string_view key) {
    static simdjson::dom::parser nothing;
    static const simdjson::dom::array empty = nothing.parse(std::string_view{"[]"}).get_array();
    simdjson::dom::array found;
    const auto value = member(object, key);
    if (!value || value->get(found) != simdjson::SUCCESS) return empty;
    return found;
}

std::optional<element> first(element object, std::string_view key) {
    for (const element each : list(object, key)) return each;
    return {};
}

std::optional<std::string> repeated_key_here(element object) {
    simdjson::dom::object members;
    if (object.get(members) != simdjson::SUCCESS) return {};
    std::vector<std::string_view> keys;
    for (const auto [key, value] : members) keys.push_back(key);
    std::ranges::sort(keys);
    const auto twice = std::ranges::adjacent_find(keys);
    if (twice == keys.end()) return {};
    return fmt::format(".{}", twice->substr(0, 64));
}

std::optional<std::string> repeated_key(element inside) {
    simdjson::dom::array items;
    simdjson::dom::object members;
    if (inside.get(items) == simdjson::SUCCESS) {
        std::size_t at = 0;
        for (const element each : items) {
            if (const auto found = repeated_key(each)) return fmt::format("[{}]{}", at, *found);
            ++at;
        }
    } else if (inside.get(members) == simdjson::SUCCESS) {
        if (auto found = repeated_key_here(inside)) return found;
        for (const auto [key, value] : members)
            if (const auto found = repeated_key(value)) return fmt::format(".{}{}", key.substr(0, 64), *found);
    }
    return {};
}

reference split_reference(std::string_view text) {
    constexpr std::string_view uuid = "urn:uuid:";
    if (text.starts_with(uuid)) return {{}, text.substr(uuid.size())};
    if (text.starts_with('#')) return {{}, text.substr(1)};
    text = text.substr(0, text.find("/_history/"));
    const std::size_t slash = text.rfind('/');
    if (slash == std::string_view::npos) return {{}, text};
    const std::string_view before = text.substr(0, slash);
    return {before.substr(before.rfind('/') + 1), text.substr(slash + 1)};
}

} // namespace vigil::fhir
