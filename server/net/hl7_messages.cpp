// What each kind of HL7 message does: readings, device alarms, movements of patients, queries.
#include <algorithm>
#include <chrono>

#include "proto/hl7/adt.hpp"
#include "proto/hl7/query.hpp"
#include "server/ingest/duplicates.hpp"
#include "server/net/hl7_intake.hpp"

namespace vigil::net {
namespace {

rejection kind_of(const rejected_observation& r) {
    if (r.field == 3) return rejection::unknown_code;
    if (r.field == 6) return rejection::unknown_unit;
    if (r.field == 5) return rejection::bad_value;
    return rejection::other;
}

hl7::decode_options options_of(const dialects::dialect& how, const ingest::sender& who, instant at) {
    return {.how = how, .local = who.rule && who.rule->local ? &*who.rule->local : nullptr, .received_at = at};
}

/// It says itself when it was sent or measured.
bool is_dated(const report& r, instant received_at) {
    return r.reported_at || !r.reported_text.empty() ||
           std::ranges::any_of(r.readings, [&](const reading& one) { return one.measured_at != received_at; });
}

} // namespace

void hl7_intake::take_observations(turn& t) {
    const instant at = engine_.now();
    const auto decoded = hl7::decode_oru(t.m, options_of(*t.how, *t.who, at), decoded_);
    t.who->findings.note(decoded_.findings, at);
    t.answer.rejected = decoded_.rejected;
    for (const rejected_observation& r : decoded_.rejected) metrics_.observations_rejected(kind_of(r)).Increment();
    if (!decoded) return refuse(t, decoded.error());
    if (decoded_.content.sent_at) t.who->skew.add(*decoded_.content.sent_at, at);
    t.dated = is_dated(decoded_.content, at);
    complete(t, decoded_.content);
    if (!decoded_.alarms.empty()) {
        alarms_.clear();
        device_alarm_report& r = alarms_.content;
        const report& c = decoded_.content;
        r.sender = c.sender, r.control_id = c.control_id, r.ward = c.ward, r.bed = c.bed;
        r.patient = c.patient, r.patient_name = c.patient_name;
        std::swap(r.alarms, decoded_.alarms);
        take_device_alarms(t, r, decoded_.device);
        if (t.answer.error) return;
    }
    if (!decoded_.content.readings.empty()) return take_readings(t);
    metrics_.messages(transport::mllp, message_result::accepted).Increment(); // a keep-alive, texts: nothing to store
}

void hl7_intake::take_readings(turn& t) {
    report& content = decoded_.content;
    const instant at = engine_.now();
    beds_.place(content, decoded_.device);
    if (!acceptable(t, ingest::unusable(content), content.ward, content.bed)) return;
    if (t.how->one_connection) t.peer.identity = content.sender + '\n' + content.ward + '/' + content.bed;
    if (content.sent_at)
        metrics_.clock_offset_seconds.Set(std::chrono::duration<double>(*content.sent_at - at).count());
    for (const reading& r : content.readings) metrics_.readings(transport::mllp, r.status).Increment();
    t.who->readings += content.readings.size();
    const std::uint64_t key = key_of(t, "readings", content.ward, content.bed);
    const bool fresh = received(t, engine_.receive(content, key, t.arrived));
    if (fresh && !decoded_.rejected.empty()) quarantine(t, decoded_.rejected, true);
}

void hl7_intake::take_pcd04(turn& t) {
    const instant at = engine_.now();
    const auto decoded = hl7::decode_pcd04(t.m, options_of(*t.how, *t.who, at), alarms_);
    t.answer.rejected = alarms_.rejected;
    if (!decoded) return refuse(t, decoded.error());
    if (alarms_.watchdog) { // the link lives; answered at once, nothing to store
        metrics_.messages(transport::mllp, message_result::accepted).Increment();
        return;
    }
    t.dated = t.m.head.time.has_value();
    complete(t, alarms_.content);
    take_device_alarms(t, alarms_.content, alarms_.device);
}

void hl7_intake::take_device_alarms(turn& t, device_alarm_report& content, std::string_view device) {
    beds_.place(content, device);
    if (!acceptable(t, ingest::unusable(content), content.ward, content.bed)) return;
    received(t, engine_.receive(content, key_of(t, "alarms", content.ward, content.bed), t.arrived));
}

void hl7_intake::take_movement(turn& t) {
    const instant at = engine_.now();
    const auto decoded = hl7::decode_adt(t.m, options_of(*t.how, *t.who, at), moved_);
    if (!decoded) return refuse(t, decoded.error());
    for (place* p : {&moved_.to, &moved_.from}) std::ranges::replace(p->ward, '/', '-');
    if (!acceptable(t, ingest::unusable(moved_), moved_.to.ward, moved_.to.bed)) return;
    received(t, engine_.receive(moved_, key_of(t, "movement", moved_.to.ward, moved_.to.bed), t.arrived));
}

/// Answered from the wards as they are; changes nothing.
void hl7_intake::answer_query(turn& t) {
    const instant at = engine_.now();
    const auto asked = hl7::decode_query(t.m, options_of(*t.how, *t.who, at));
    if (!asked) return refuse(t, asked.error());
    std::optional<hl7::query_result> found;
    std::vector<reading> readings;
    const ward::fold& wards = engine_.wards();
    const auto fits = [&](const ward::bed& b) {
        if (!asked->patient.empty()) return b.patient == asked->patient;
        const bool same_ward = asked->where.ward.empty() || wards.wards()[b.ward].name == asked->where.ward;
        return !asked->where.bed.empty() && b.name == asked->where.bed && same_ward;
    };
    const auto b = std::ranges::find_if(wards.beds(), fits);
    if (b != wards.beds().end()) {
        for (const metric_info& m : metrics()) {
            const alarm::observed& o = b->care.values[m.what];
            if (usable(o.status) && m.what != metric::sedation)
                readings.push_back(
                    {.what = m.what, .status = o.status, .value = o.value, .measured_at = o.measured_at});
        }
        found = hl7::query_result{{b->patient, b->patient_name}, {wards.wards()[b->ward].name, b->name}, readings};
    }
    hl7::append_query_answer(answer_, t.m.head, *asked, found, next_control_id(), at);
    t.silent = true;
    metrics_.messages(transport::mllp, message_result::accepted).Increment();
}

/// Who sent it, if the message does not say. A connection that told bed and patient once need not do so again.
template <class Report>
void hl7_intake::complete(turn& t, Report& r) const {
    hl7_peer& held = t.peer;
    if (t.m.head.sending_application.empty() && t.m.head.sending_facility.empty()) r.sender = t.who->name;
    if (t.how->patient_once) {
        if (!r.bed.empty()) held.ward = r.ward, held.bed = r.bed;
        if (!r.patient.empty() || !r.patient_name.empty()) held.patient = r.patient, held.patient_name = r.patient_name;
        if (r.bed.empty()) r.ward = held.ward, r.bed = held.bed;
        if (r.patient.empty() && r.patient_name.empty()) r.patient = held.patient, r.patient_name = held.patient_name;
    }
    const ingest::sender_rule* rule = t.who->rule;
    if (r.bed.empty() && rule && !rule->bed.empty()) r.ward = rule->ward, r.bed = rule->bed;
}

bool hl7_intake::acceptable(turn& t, std::string_view unusable, std::string_view ward, std::string_view bed) {
    if (!unusable.empty())
        refuse(t, {.what = hl7::verdict::error, .code = 102, .segment = {}, .reason = std::string(unusable)});
    else if (!bed.empty() && !engine_.has_room_for(ward, bed))
        refuse(t,
               {.what = hl7::verdict::error, .code = 207, .segment = {}, .reason = "there are too many beds already"});
    else
        return true;
    return false;
}

/// Of one part of a message at one bed: a message may hold readings and alarms, and two monitors that name neither
/// themselves nor a bed may write the same bytes.
std::uint64_t hl7_intake::key_of(turn& t, std::string_view part, std::string_view ward, std::string_view bed) {
    if (!t.key) t.key = key_of_message(t, ingest::key_of_part(ingest::key_of(t.raw), {ward, bed}));
    return ingest::key_of_part(t.key, {part});
}

std::uint64_t hl7_intake::key_of_message(const turn& t, std::uint64_t payload) {
    if (t.how->control_id_is_class) return ingest::key_of_occurrence(payload, engine_.now(), ++answers_);
    const auto known = t.who->ids.note(t.m.head.control_id, payload, t.dated, engine_.now());
    if (known.reused) {
        ++t.who->reused_control_ids;
        metrics_.control_ids_reused.Increment();
    }
    return known.anew ? ingest::key_of_occurrence(payload, engine_.now(), ++answers_) : payload;
}

/// True if it is new and will be on disk.
bool hl7_intake::received(turn& t, const core::receipt& taken) {
    if (engine_.failed()) { // evaluated and shown all the same; only the promise to keep it cannot be made
        refuse(t, {.what = hl7::verdict::error, .code = 207, .segment = {}, .reason = "the journal cannot be written"},
               message_result::error);
        return false;
    }
    if (taken.duplicate) ++t.who->duplicates;
    metrics_.messages(transport::mllp, taken.duplicate ? message_result::duplicate : message_result::accepted)
        .Increment();
    t.row = std::max(t.row, taken.row);
    return !taken.duplicate;
}

} // namespace vigil::net
