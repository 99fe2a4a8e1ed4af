// What is out of the ordinary about the readings of one message: the jsonb beside the columns of vigil.reading
// (migrations/0001_record.sql says how it is read). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "proto/vitals/reading.hpp"

namespace vigil::record {

/// Code of each metric that is not worth writing down; 0: none. Read from vigil.metric.
using usual_codes = std::array<std::uint32_t, metric_count>;

/// The first reading of each metric, which goes to its column; null where the message has none.
using first_readings = std::array<const reading*, metric_count>;
first_readings first_of_each(const report& r);

/// Whether readings without an entry in the detail carry their usual code (or else none).
bool is_coded(const report& r);

/// Appends a JSON object, or nothing if everything is ordinary. `received_at` stands for a missing reported_at.
void append_detail(std::string& out, const report& r, const first_readings& first, instant received_at,
                   const usual_codes& usual);

} // namespace vigil::record
