// One reading of a report, for readings.cpp and care.cpp.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proto/json/fields.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::json {

inline constexpr std::size_t readings_max = 1000; ///< of one report

std::unexpected<flaw> wrong(std::string_view key, std::string reason);

/// Not there, or null.
inline bool absent(const field& value) {
    return !value || value->is_null();
}

/// The time read last in a report: its readings mostly share one. Its text lives as long as the document.
struct last_time {
    std::string_view text;
    instant at{};
};

/// RFC 3339 with an offset; nothing if there is none. The flaw's pointer is "/time".
std::expected<std::optional<instant>, flaw> read_time(const field& value, last_time& last);

/// A reading of POST /v1/readings into `out`; the flaw's pointer is inside the reading. `default_time` is its time if
/// it has none.
std::expected<void, flaw> read_reading(const simdjson::dom::element& value, instant default_time, last_time& last,
                                       reading& out);

} // namespace vigil::json
