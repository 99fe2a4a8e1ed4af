// Looking into a FHIR resource, for the files of this folder. What is absent, or of another type, is empty.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <simdjson.h>

namespace vigil::fhir {

using simdjson::dom::element;

std::optional<element> member(element object, std::string_view key);
std::string_view text(element object, std::string_view key);
simdjson::dom::array list(element object, std::string_view key); ///< an empty one if there is none
std::optional<element> first(element object, std::string_view key);

/// Where an object anywhere in `inside` has the same key twice, which says two things at once: ".component[0].code".
std::optional<std::string> repeated_key(element inside);

/// Of an object alone, without what is in it.
std::optional<std::string> repeated_key_here(element object);

/// "Patient/example", ".../Patient/example/_history/1": type and id. Without a type: of "urn:uuid:..." or "#id".
struct reference {
    std::string_view type;
    std::string_view id;
};
reference split_reference(std::string_view text);

} // namespace vigil::fhir
