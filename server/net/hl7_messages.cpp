// What each kind of HL7 message does: readings, device alarms, movements of patients, queries.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "proto/hl7/adt.hpp"
#include "proto/hl7/query.hpp"
#include "server/ingest/duplicates.hpp"
#include "server/ingest/recognise.hpp"
#include "server/net/hl7_intake.hpp"

namespace vigil::net {
namespace {

rejection kind_of(const rejected_observation& r) {
    if (r.field == 3) return rejection::unknown_code;
    if (r.field == 6) return rejection::unknown_unit;
    if (r.field == 5) return rejection::bad_value;
    return rejection::other;
}

hl7::decode_options options_of(const dialects::dialect& how, const ingest::sender_rule* rule, instant at) {
    return {.how = how, .local = rule && rule->local ? &*rule->local : nullptr, .received_at = at};
}

/// It says itself when it was sent or measured.
bool is_dated(const report& r, instant received_at) {
    return r.reported_at || !r.reported_text.empty() ||
           std::ranges::any_of(r.readings, [&](const reading& one) { return one.measured_at != received_at; });
}

} // namespace

/// A gateway passes on the words of several makers under its own name: where rows are not read in the dialect that it
/// was recognised by, be it that they look like texts, the message is looked at anew.
std::expected<void, hl7::message_error> hl7_intake::decode(turn& t) {
    const hl7::segment_reader begin = t.m.rest;
    const auto decoded = hl7::decode_oru(t.m, options_of(*t.how, t.rule, t.at), decoded_);
    const bool all_read = decoded_.rejected.empty() && decoded_.rows_other == 0;
    if (all_read || (t.rule && t.rule->how)) return decoded;
    t.m.rest = begin;
    const dialects::dialect* other = ingest::recognise(t.m);
    if (!other || other == t.how) return decoded;
    t.how = other;
    if (!senders_.is_shared(*t.who)) t.who->how = other;
    return hl7::decode_oru(t.m, options_of(*t.how, t.rule, t.at), decoded_);
}

void hl7_intake::take_observations(turn& t) {
    const auto decoded = decode(t);
    t.who->findings.note(decoded_.findings, t.at);
    t.answer.rejected = decoded_.rejected;
    for (const rejected_observation& r : decoded_.rejected) metrics_.observations_rejected(kind_of(r)).Increment();
    if (!decoded) return refuse(t, decoded.error());
    if (decoded_.content.sent_at) t.who->skew.add(*decoded_.content.sent_at, t.at);
    report& c = decoded_.content;
    hold(t, c);
    place(t, c, decoded_.device);
    if (!decoded_.alarms.empty()) {
        alarms_.clear();
        device_alarm_report& r = alarms_.content;
        r.sender = c.sender, r.control_id = c.control_id, r.ward = c.ward, r.bed = c.bed;
        r.patient = c.patient, r.patient_name = c.patient_name;
        std::swap(r.alarms, decoded_.alarms);
        if (decoded_.device.empty())
            for (device_alarm& one : r.alarms) one.device = c.sender;
        const bool fresh = take_device_alarms(t, r, is_dated(c, t.at));
        if (t.answer.error && !engine_.failed()) return; // values are evaluated though no disk takes them
        if (fresh && c.readings.empty() && !decoded_.rejected.empty()) quarantine(t, decoded_.rejected, true);
    }
    if (!c.readings.empty()) return take_readings(t);
    metrics_.messages(transport::mllp, message_result::accepted).Increment(); // a keep-alive, texts: nothing to store
}

void hl7_intake::take_readings(turn& t) {
    report& content = decoded_.content;
    if (!acceptable(t, ingest::unusable(content), content.ward, content.bed)) return;
    if (t.how->one_connection)
        t.peer.identity = fmt::format("{}\n{}/{}\n{}", content.sender, content.ward, content.bed, t.peer.address);
    if (content.sent_at)
        metrics_.clock_offset_seconds.Set(std::chrono::duration<double>(*content.sent_at - t.at).count());
    for (const reading& r : content.readings) metrics_.readings(transport::mllp, r.status).Increment();
    t.who->readings += content.readings.size();
    const std::uint64_t key = key_of(t, is_dated(content, t.at), content.ward + '/' + content.bed);
    const bool fresh = received(t, engine_.receive(content, key, t.arrived));
    if (fresh && !decoded_.rejected.empty()) quarantine(t, decoded_.rejected, true);
}

void hl7_intake::take_pcd04(turn& t) {
    const auto decoded = hl7::decode_pcd04(t.m, options_of(*t.how, t.rule, t.at), alarms_);
    t.answer.rejected = alarms_.rejected;
    if (!decoded) return refuse(t, decoded.error());
    if (alarms_.watchdog) { // the link lives; answered at once, nothing to store
        metrics_.messages(transport::mllp, message_result::accepted).Increment();
        return;
    }
    place(t, alarms_.content, alarms_.device);
    const bool fresh = take_device_alarms(t, alarms_.content, true);
    if (fresh && !alarms_.rejected.empty()) quarantine(t, alarms_.rejected, true);
}

/// True if they are new and will be on disk.
bool hl7_intake::take_device_alarms(turn& t, const device_alarm_report& content, bool dated) {
    if (!acceptable(t, ingest::unusable(content), content.ward, content.bed)) return false;
    const std::uint64_t key = key_of(t, dated, fmt::format("alarms of {}/{}", content.ward, content.bed));
    return received(t, engine_.receive(content, key, t.arrived));
}

void hl7_intake::take_movement(turn& t) {
    const auto decoded = hl7::decode_adt(t.m, options_of(*t.how, t.rule, t.at), moved_);
    if (!decoded) return refuse(t, decoded.error());
    if (t.name == t.peer.address) moved_.sender = t.name;
    for (vigil::place* p : {&moved_.to, &moved_.from}) std::ranges::replace(p->ward, '/', '-');
    if (!acceptable(t, ingest::unusable(moved_), moved_.to.ward, moved_.to.bed)) return;
    received(t, engine_.receive(moved_, key_of(t, true, {}), t.arrived));
}

/// Answered from the wards as they are; changes nothing.
void hl7_intake::answer_query(turn& t) {
    const auto asked = hl7::decode_query(t.m, options_of(*t.how, t.rule, t.at));
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
    hl7::append_query_answer(answer_, t.m.head, *asked, found, next_control_id(t.at), t.at);
    t.silent = true;
    metrics_.messages(transport::mllp, message_result::accepted).Increment();
}

/// A connection that told bed and patient once need not do so again. A PID that is empty tells as well: nobody is
/// admitted there any more.
void hl7_intake::hold(turn& t, report& r) const {
    if (!t.how->patient_once) return;
    hl7_peer& held = t.peer;
    if (!r.bed.empty()) held.ward = r.ward, held.bed = r.bed;
    if (decoded_.has_pid) held.patient = r.patient, held.patient_name = r.patient_name;
    if (r.bed.empty()) r.ward = held.ward, r.bed = held.bed;
    if (!decoded_.has_pid) r.patient = held.patient, r.patient_name = held.patient_name;
}

/// What the message leaves out: its sender's name, and the bed that is configured for it. Where nothing tells the bed,
/// the address tells monitors of one name apart.
template <class Report>
void hl7_intake::place(turn& t, Report& r, std::string_view device) const {
    if (t.name == t.peer.address) r.sender = t.name;
    const bool assigned = t.rule && !t.rule->bed.empty();
    if (assigned && (r.bed.empty() || r.ward.empty())) r.ward = t.rule->ward;
    if (assigned && r.bed.empty()) r.bed = t.rule->bed;
    const bool has_device = !device.empty() && device != t.name; // an alarm's is its sender where no row tells it
    if (has_device || !r.bed.empty()) return beds_.place(r, device);
    std::string where = t.name == t.peer.address ? t.peer.address : fmt::format("{} at {}", t.name, t.peer.address);
    if (where.size() > ingest::name_bytes_max) where = t.peer.address;
    beds_.place(r, where);
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

/// `about`: what distinguishes this part of the message, and what it does not say itself.
std::uint64_t hl7_intake::key_of(turn& t, bool dated, std::string_view about) {
    const std::uint64_t payload = ingest::key_of(t.raw, about);
    if (t.how->control_id_is_class) return ingest::key_of_occurrence(payload, t.at, ++answers_);
    if (!t.seen) {
        t.seen = t.who->ids.note(t.m.head.control_id, t.peer.address, payload, dated, t.at);
        if (t.seen->reused) {
            ++t.who->reused_control_ids;
            metrics_.control_ids_reused.Increment();
        }
    }
    return t.seen->anew ? ingest::key_of_occurrence(payload, t.at, ++answers_) : payload;
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
