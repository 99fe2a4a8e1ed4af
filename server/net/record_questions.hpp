// The parameters of questions to the record, and its answers as JSON. Pure.
#pragma once

#include <expected>
#include <string>

#include "server/net/parameters.hpp"
#include "server/record/queries_alarms.hpp"
#include "server/record/queries_trend.hpp"

namespace vigil::net {

/// metric (names, with commas between), from, to (RFC 3339; the last 24 hours unless given), points. The error names
/// the parameter and says what it must be.
std::expected<record::trend_query, std::string> read_trend_query(const parameters& given, instant now);
std::string trend_object(const record::trend_query& asked, const record::trend& found);

/// ward, from, to, count, after.
std::expected<record::alarm_query, std::string> read_alarm_query(const parameters& given);
std::string alarms_object(const record::recorded_alarms& found);

} // namespace vigil::net
