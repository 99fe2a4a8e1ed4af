// The JSON objects that dashboards receive (proto/asyncapi.yaml): one object a line, each ending in '\n'.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proto/vitals/instant.hpp"
#include "server/ward/event.hpp"
#include "server/ward/fold.hpp"

namespace vigil::feed {

/// Where a dashboard is in the events of its ward. An epoch is one run of the server; a number is never used twice in
/// it.
struct position {
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    friend bool operator==(const position&, const position&) = default;
};

void append_alarm(std::string& out, const alarm::alarm& a);

/// Of a device's own alarm: {"type":"device_alarm",...,"bed","ended","device_alarm"}; it is no alarm of the ward, and
/// no count or digest has it.
std::string event_line(const ward::fold& wards, std::uint64_t epoch, const ward::event& e);

/// Every bed, station and active alarm of the ward, and the rules in force; of an unknown ward: no beds, sequence 0.
std::string snapshot_line(const ward::fold& wards, std::string_view ward_name, std::uint64_t epoch, instant now);
std::string resumed_line(const ward::fold& wards, const position& at, instant now);

/// The rules in force, to every dashboard when they have changed.
std::string rules_line(const ward::fold& wards);

/// Values of the bed received at or after `since`, and the score that follows from all of them.
std::string vitals_line(const ward::fold& wards, ward::bed_index b, instant since, instant now);

std::string heartbeat_line(const position& at, instant now, std::size_t active, std::uint64_t digest);
std::string result_line(std::string_view request, bool ok, std::string_view reason);
std::string closing_line(std::string_view reason);

/// {"wards":[{"ward","beds","alarms":{"high","medium","low"}}]}
std::string wards_object(const ward::fold& wards);

} // namespace vigil::feed
