#include "server/outbound/delivery.hpp"

#include <fmt/format.h>

#include "proto/hl7/pcd04_out.hpp"
#include "server/feed/frames.hpp"

namespace vigil::outbound {
namespace {

delivery about(const entry& e) {
    const alarm::alarm& a = e.newest.now;
    return {.alarm = a.id,
            .revision = a.revision,
            .urgency = a.urgency,
            .id = fmt::format("{}-{}", to_text(a.id), a.revision)};
}

device_alarm::state state_of(const alarm::alarm& a) {
    if (a.state == alarm::phase::cleared) return device_alarm::state::inactive;
    return a.state == alarm::phase::latched ? device_alarm::state::latched : device_alarm::state::active;
}

device_alarm::priority priority_of(const alarm::alarm& a) {
    switch (a.urgency) {
        case alarm::priority::low: return device_alarm::priority::low;
        case alarm::priority::medium: return device_alarm::priority::medium;
        case alarm::priority::high: break;
    }
    return device_alarm::priority::high;
}

std::uint8_t inactivation_of(const alarm::alarm& a) {
    const int paused = a.paused ? device_alarm::alarm_paused : 0;
    const int acknowledged = a.acknowledged ? device_alarm::acknowledged : 0;
    return static_cast<std::uint8_t>(paused | acknowledged);
}

} // namespace

device_alarm::phase step_of(const entry& e) {
    using enum device_alarm::phase;
    const alarm::alarm& a = e.newest.now;
    if (a.state == alarm::phase::cleared) return end;
    if (e.told == 0) return start;
    if (a.urgency != e.told_urgency) return a.urgency > e.told_urgency ? escalate : deescalate;
    switch (e.newest.how) {
        case alarm::change::realarmed: // it sounds again for what is still there
        case alarm::change::renewed:
        case alarm::change::called:
        case alarm::change::resumed: return resume;
        default: return update;
    }
}

delivery as_pcd04(const entry& e, instant now) {
    const alarm::alarm& a = e.newest.now;
    delivery out = about(e);
    const std::string id = to_text(a.id);
    hl7::alarm_message m{
        .control_id = out.id,
        .sent_at = now,
        .alarm = id,
        .ward = a.ward,
        .bed = a.bed,
        .patient = e.newest.patient,
        .patient_name = e.newest.patient_name,
        .rule = a.rule,
        .text = a.message,
        .since = a.since,
        .changed_at = e.newest.at,
        .step = step_of(e),
        .now = state_of(a),
        .urgency = priority_of(a),
        .what = a.what == alarm::kind::technical ? device_alarm::kind::technical : device_alarm::kind::physiological,
        .inactivation = inactivation_of(a)};
    if (a.because) m.because = {a.because->what, a.because->value, a.because->limit, a.because->measured_at};
    hl7::append_pcd04(out.body, m);
    return out;
}

delivery as_json(const entry& e) {
    delivery out = about(e);
    out.body = fmt::format(R"({{"delivery":"{}","change":"{}","alarm":)", out.id, name(e.newest.how));
    alarm::alarm told = e.newest.now;
    told.notes.clear(); // which may name anybody
    feed::append_alarm(out.body, told);
    out.body += '}';
    return out;
}

} // namespace vigil::outbound
