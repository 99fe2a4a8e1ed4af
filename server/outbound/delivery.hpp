// What a receiver is sent for one entry of its queue. Pure.
#pragma once

#include <string>

#include "proto/vitals/device_alarm.hpp"
#include "server/outbound/queue.hpp"

namespace vigil::outbound {

/// One revision of one alarm for one receiver, as text.
struct delivery {
    alarm::alarm_id alarm{};
    std::uint32_t revision = 0;
    alarm::priority urgency{};
    std::string id;   ///< "<alarm>-<revision>": the same whenever it is sent again
    std::string body; ///< PCD-04 without framing, or a JSON object
};

/// What to do about it in the words of PCD-04, by what the receiver knows: the first that it hears is a start, whatever
/// happened before.
device_alarm::phase step_of(const entry& e);

delivery as_pcd04(const entry& e, instant now);

/// {"delivery":"<id>","change":"<change>","alarm":{...}}, the alarm as dashboards get it. Without the patient's name
/// and identifier, and without what people wrote about it.
delivery as_json(const entry& e);

} // namespace vigil::outbound
