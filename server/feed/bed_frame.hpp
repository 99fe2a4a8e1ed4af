// A bed as dashboards receive it: who lies there, the newest values, and what was decided for the patient.
#pragma once

#include <string>

#include "server/alarm/patient.hpp"
#include "server/ward/fold.hpp"

namespace vigil::feed {

void append_bed(std::string& out, const ward::fold& wards, ward::bed_index b, instant now);

/// {"heart_rate":{...}}: those received at or after `since`.
void append_values(std::string& out, const alarm::chart& values, instant since);

/// ,"news2":{"low":3,"high":5,...}; null while nothing of it was ever received.
void append_news2(std::string& out, const alarm::patient& p, instant now);

} // namespace vigil::feed
