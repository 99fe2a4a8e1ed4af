// Alarms as the wards tell of them.
#pragma once

#include "server/outbound/queue.hpp"

namespace vigil::outbound {

inline constexpr instant noon = from_epoch_ms(1'800'000'000'000);

constexpr instant after(int seconds) {
    return noon + std::chrono::seconds{seconds};
}

/// Revision 1 of an alarm at W1/3.
inline news onset(std::uint64_t id, alarm::priority urgency = alarm::priority::medium, instant at = noon) {
    news n{.how = alarm::change::onset, .patient = "P-17", .patient_name = "Doe, John", .at = at};
    n.now.id = alarm::alarm_id{id};
    n.now.revision = 1;
    n.now.ward = "W1";
    n.now.bed = "3";
    n.now.stay = "s1";
    n.now.rule = "low_spo2";
    n.now.urgency = urgency;
    n.now.since = n.now.signalled_at = at;
    n.now.message = "SpO2 84 % below 90 %";
    n.now.because = alarm::evidence{
        .what = metric::spo2, .value = 84, .limit = 90, .measured_at = at, .received_at = at, .rule_version = 5};
    return n;
}

/// The next revision of it.
inline news then(news n, alarm::change how, instant at = noon) {
    ++n.now.revision;
    n.now.state = how == alarm::change::cleared   ? alarm::phase::cleared
                  : how == alarm::change::latched ? alarm::phase::latched
                                                  : alarm::phase::active;
    n.how = how;
    n.at = at;
    return n;
}

inline news with_urgency(news n, alarm::priority urgency) {
    n.now.urgency = urgency;
    return n;
}

} // namespace vigil::outbound
