// An alarm of a device as JSON, for dashboards and the record. Pure.
#pragma once

#include <cstdint>
#include <string>

#include "proto/vitals/device_alarm.hpp"

namespace vigil::json {

/// ["audio_paused",...]: what of its signals is off at the device; [] if nothing is.
void append_inactivation(std::string& out, std::uint8_t bits);

/// {"id","device","text","code","source","phase","state","priority","kind","inactivation","measured_at"}; code and
/// source are null where there is none, measured_at where the device gave no time.
void append_device_alarm(std::string& out, const device_alarm& a);

} // namespace vigil::json
