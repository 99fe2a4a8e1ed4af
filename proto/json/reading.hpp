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

[[gnu::cold]] std::unexpected<flaw> wrong(std::string_view key, std::string reason);
[[gnu::cold]] std::unexpected<flaw> wrong_time();

/// Not there, or null.
inline bool absent(const field& value) {
    return !value || value->is_null();
}

/// Reads the times of one report, most of which are the same. Its document must live as long.
class time_reader {
public:
    /// RFC 3339 with an offset; nothing if it is anything else.
    std::optional<instant> read(const simdjson::dom::element& value) {
        std::string_view text;
        if (value.get(text) != simdjson::SUCCESS) return {};
        return last_ && text == text_ ? last_ : parse(text);
    }

private:
    std::optional<instant> parse(std::string_view text);

    std::string_view text_; ///< read last
    std::optional<instant> last_;
};

/// A reading of POST /v1/readings into `out`. False: `why` says what is wrong with it, its pointer inside the reading.
/// `default_time` is its time if it has none.
bool read_reading(const simdjson::dom::element& value, instant default_time, time_reader& times, reading& out,
                  flaw& why);

} // namespace vigil::json
