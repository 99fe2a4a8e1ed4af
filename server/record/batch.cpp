#include "server/record/batch.hpp"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <variant>

#include "proto/json/write.hpp"
#include "server/record/decision.hpp"
#include "server/record/infusion_rows.hpp"
#include "server/record/intake_rows.hpp"
#include "server/record/reading_row.hpp"

namespace vigil::record {
namespace {

std::chrono::sys_days day_of(instant t) {
    return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<milliseconds>{t.time_since_epoch()});
}

std::string list(const std::vector<std::string>& names) {
    std::string out = "[";
    for (const std::string& next : names) {
        if (out.size() > 1) out += ',';
        json::append_string(out, next);
    }
    return out += ']';
}

} // namespace

std::uint64_t mark_of(const journal::row& r) {
    const std::array<std::uint64_t, 3> head{r.number, std::bit_cast<std::uint64_t>(to_epoch_ms(r.at)), r.key};
    const XXH64_hash_t input =
        XXH3_64bits_withSeed(head.data(), sizeof head, XXH3_64bits(r.input.data(), r.input.size()));
    return XXH3_64bits_withSeed(r.events.data(), r.events.size(), input);
}

batch::batch(int journal_id, const usual_codes& usual) : journal_id_{journal_id}, usual_{usual} {}

void batch::add(const journal::row& r) {
    if (!ward::decode(r.input, input_)) return quarantine(r, "the input does not decode");
    events_.clear();
    if (!ward::decode(r.events, events_)) return quarantine(r, "the events do not decode");
    note(r);
    if (const auto* readings = std::get_if<ward::readings_received>(&input_.what)) {
        add_readings(r, readings->content);
    } else if (const auto* rules = std::get_if<ward::rules_changed>(&input_.what)) {
        begin(rows_.rules, r);
        rows_.rules.text(rules->source);
        rows_.rules.text(rules->text);
    } else if (const auto* decided = std::get_if<ward::patient_command>(&input_.what)) {
        add_command(r, *decided, {decided->ward, decided->bed, decided->stay}, decided->reason);
        const report charted = charted_report(*decided, r.at);
        if (!charted.readings.empty()) add_readings(r, charted);
    } else if (const auto* protocols = std::get_if<ward::protocols_changed>(&input_.what)) {
        add_protocols(r, *protocols);
    } else if (const auto* moved = std::get_if<ward::patient_moved>(&input_.what)) {
        begin(rows_.movements, r);
        append_movement(rows_.movements, moved->content);
    } else if (const auto* unread = std::get_if<ward::message_quarantined>(&input_.what)) {
        begin(rows_.quarantine, r);
        append_quarantine(rows_.quarantine, *unread);
    } else {
        add_decided(r);
    }
    for (std::size_t i = 0; i < events_.size(); ++i) add_event(r, i, events_[i]);
}

void batch::add_protocols(const journal::row& r, const ward::protocols_changed& all) {
    for (std::size_t i = 0; i < all.protocols.size(); ++i) {
        begin_item(rows_.protocols, r, i, r.at);
        rows_.protocols.text(all.protocols[i].source);
        rows_.protocols.text(all.protocols[i].text);
    }
}

void batch::quarantine(const journal::row& r, std::string_view why) {
    note(r);
    ++undecodable_count_;
    begin(rows_.undecodable, r);
    rows_.undecodable.text(why);
    rows_.undecodable.bytes(r.input);
    rows_.undecodable.bytes(r.events);
}

void batch::note(const journal::row& r) {
    if (first_ == 0) first_ = r.number, earliest_ = latest_ = r.at;
    last_ = r.number;
    mark_ = mark_of(r);
    earliest_ = std::min(earliest_, r.at);
    latest_ = std::max(latest_, r.at);
}

void batch::add_readings(const journal::row& r, const report& content) {
    const std::chrono::sys_days day = day_of(r.at);
    if (day < kept_from_) {
        ++expired_count_;
        return;
    }
    days_.insert(day);
    append_reading_row(rows_.readings, {journal_id_, r.number, r.at, r.key}, content, usual_);
    minutes_.add(content, r.at);
}

void batch::begin(copy_rows& table, const journal::row& r) {
    table.integer(journal_id_);
    table.integer(static_cast<std::int64_t>(r.number));
    table.time(r.at);
}

void batch::begin_item(copy_rows& table, const journal::row& r, std::size_t item, instant at) {
    table.integer(journal_id_);
    table.integer(static_cast<std::int64_t>(r.number));
    table.integer(static_cast<std::int64_t>(item));
    table.time(at);
}

/// What was decided for no patient.
void batch::add_decided(const journal::row& r) {
    if (const auto* paused = std::get_if<ward::pause_audio>(&input_.what))
        add_command(r, *paused, {.ward = paused->ward, .bed = {}, .stay = {}});
    else if (const auto* noted = std::get_if<ward::note_alarm>(&input_.what))
        add_command(r, *noted, alarm_of_events(noted->alarm));
    else if (const auto* assigned = std::get_if<ward::assign_alarm>(&input_.what))
        add_command(r, *assigned, alarm_of_events(assigned->alarm));
    else if (const auto* placed = std::get_if<ward::assign_sender>(&input_.what))
        add_command(r, *placed, {.ward = placed->ward, .bed = placed->bed, .stay = {}});
}

/// Where the alarm is that the events are about; nowhere if they are about another one.
batch::whose batch::alarm_of_events(alarm::alarm_id id) const {
    for (const ward::recorded_event& e : events_)
        if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what); changed && changed->now.id == id)
            return {changed->now.ward, changed->now.bed, changed->now.stay};
    return {};
}

template <class Command>
void batch::add_command(const journal::row& r, const Command& c, const whose& of, std::string_view reason) {
    copy_rows& row = rows_.commands;
    begin(row, r);
    row.text(of.ward);
    row.text(of.bed);
    row.text(of.stay);
    row.text(c.by);
    row.text_or_null(reason);
    row.text(c.request);
    scratch_.clear();
    append_decision(scratch_, c);
    row.text(scratch_);
}

void batch::add_event(const journal::row& r, std::size_t item, const ward::recorded_event& e) {
    const auto begin_event = [&](copy_rows& table) { begin_item(table, r, item, e.what.at); };
    const auto sequence = static_cast<std::int64_t>(e.what.sequence);
    if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what)) {
        begin_event(rows_.alarms);
        rows_.alarms.integer(sequence);
        add_alarm(changed->now);
        rows_.alarms.text(alarm::name(changed->how));
        add_signals(changed->now);
        add_words(changed->now);
    } else if (const auto* seen = std::get_if<ward::alarm_seen>(&e.what.what)) {
        begin_event(rows_.shown);
        rows_.shown.text(alarm::to_text(seen->alarm));
        rows_.shown.text(seen->station);
    } else if (const auto* bed = std::get_if<ward::bed_changed>(&e.what.what)) {
        begin_event(rows_.beds);
        rows_.beds.integer(sequence);
        rows_.beds.text(e.ward);
        rows_.beds.text(e.bed);
        rows_.beds.text(bed->stay);
        rows_.beds.text_or_null(bed->patient);
        rows_.beds.text_or_null(bed->patient_name);
        rows_.beds.flag(bed->monitored);
    } else if (const auto* told = std::get_if<ward::station_told>(&e.what.what)) {
        begin_event(rows_.stations);
        rows_.stations.integer(sequence);
        rows_.stations.text(e.ward);
        add_station(told->now);
    } else if (const auto* device = std::get_if<ward::device_alarm_changed>(&e.what.what)) {
        begin_event(rows_.device_alarms);
        append_device_alarm(rows_.device_alarms, e, device->now, input_);
    } else if (const auto* infusion = std::get_if<ward::infusion_told>(&e.what.what)) {
        begin_event(rows_.infusions);
        append_infusion(rows_.infusions, e, *infusion);
    }
}

void batch::add_alarm(const alarm::alarm& a) {
    copy_rows& row = rows_.alarms;
    row.text(alarm::to_text(a.id));
    row.integer(a.revision);
    row.text(a.ward);
    row.text(a.bed);
    row.text(a.stay);
    row.text(a.rule);
    row.text(alarm::name(a.what));
    row.text(alarm::name(a.urgency));
    row.text(alarm::name(a.state));
    row.flag(a.latching);
    row.text_or_null(a.acknowledged ? a.acknowledged->by : "");
    row.time_or_null(a.acknowledged ? std::optional{a.acknowledged->at} : std::nullopt);
    row.time(a.since);
    row.time_or_null(a.shown_at);
    row.text(a.message);
    if (const auto& because = a.because) {
        row.text(name(because->what));
        row.number(because->value);
        row.number(because->limit);
        row.time(because->measured_at);
        row.time(because->received_at);
        row.text(fmt::format("{:016x}", because->rule_version));
    } else {
        for (int i = 0; i < 6; ++i) row.null();
    }
}

void batch::add_signals(const alarm::alarm& a) {
    copy_rows& row = rows_.alarms;
    row.time(a.signalled_at);
    row.text_or_null(a.paused ? a.paused->by : "");
    row.text_or_null(a.paused ? a.paused->reason : "");
    row.time_or_null(a.paused ? std::optional{a.paused->until} : std::nullopt);
    a.called ? row.integer(a.called->step) : row.null();
    row.text_or_null(a.called ? a.called->whom : "");
    a.beds.empty() ? row.null() : row.text(list(a.beds));
}

void batch::add_words(const alarm::alarm& a) {
    copy_rows& row = rows_.alarms;
    row.text_or_null(a.assigned ? a.assigned->to : "");
    row.text_or_null(a.assigned ? a.assigned->by : "");
    row.time_or_null(a.assigned ? std::optional{a.assigned->at} : std::nullopt);
    if (a.notes.empty()) return row.null();
    scratch_.clear();
    append_notes(scratch_, a.notes);
    row.text(scratch_);
}

void batch::add_station(const ward::station& s) {
    copy_rows& row = rows_.stations;
    row.text(s.name);
    row.flag(s.connected);
    row.flag(s.sound_armed);
    row.flag(s.visible);
    row.time_or_null(s.audio_paused_until);
    row.text_or_null(s.paused_by);
}

void batch::clear() {
    first_ = last_ = 0;
    undecodable_count_ = expired_count_ = 0;
    days_.clear();
    minutes_.clear();
    rows_.clear();
}

} // namespace vigil::record
