#include "server/record/batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <variant>

namespace vigil::record {
namespace {

using std::to_array;

auto reading_columns() {
    constexpr auto before = to_array<std::string_view>({"received_at", "reported_at", "seq", "journal", "coded", "ward",
                                                        "bed", "patient", "sender", "control_id", "reported_text"});
    std::array<std::string_view, before.size() + metric_count + 1> columns;
    auto next = std::ranges::copy(before, columns.begin()).out;
    next = std::ranges::transform(metrics(), next, &metric_info::name).out;
    *next = "detail";
    return columns;
}

std::chrono::sys_days day_of(instant t) {
    return std::chrono::floor<std::chrono::days>(std::chrono::sys_time<milliseconds>{t.time_since_epoch()});
}

} // namespace

batch::batch(int journal_id, const usual_codes& usual)
    : journal_id_{journal_id},
      usual_{usual},
      readings_{"vigil.reading", reading_columns()},
      alarms_{"vigil.alarm_event", to_array<std::string_view>({"journal",
                                                               "seq",
                                                               "item",
                                                               "at",
                                                               "ward_seq",
                                                               "id",
                                                               "revision",
                                                               "ward",
                                                               "bed",
                                                               "stay",
                                                               "rule",
                                                               "kind",
                                                               "priority",
                                                               "phase",
                                                               "latching",
                                                               "acknowledged_by",
                                                               "acknowledged_at",
                                                               "since",
                                                               "shown_at",
                                                               "message",
                                                               "metric",
                                                               "value",
                                                               "limit_value",
                                                               "measured_at",
                                                               "received_at",
                                                               "rule_version"})},
      shown_{"vigil.alarm_shown", to_array<std::string_view>({"journal", "seq", "item", "at", "id", "station"})},
      beds_{"vigil.bed_event", to_array<std::string_view>({"journal", "seq", "item", "at", "ward_seq", "ward", "bed",
                                                           "stay", "patient", "monitored"})},
      rules_{"vigil.rules", to_array<std::string_view>({"journal", "seq", "at", "source", "text"})},
      undecodable_{"vigil.undecodable",
                   to_array<std::string_view>({"journal", "seq", "at", "reason", "body", "events"})} {}

void batch::add(const journal::row& r) {
    if (!ward::decode(r.input, input_)) return quarantine(r, "the input does not decode");
    events_.clear();
    if (!ward::decode(r.events, events_)) return quarantine(r, "the events do not decode");
    note(r);
    if (const auto* readings = std::get_if<ward::readings_received>(&input_.what)) {
        add_report(r, readings->content);
    } else if (const auto* rules = std::get_if<ward::rules_changed>(&input_.what)) {
        rules_.integer(journal_id_);
        rules_.integer(static_cast<std::int64_t>(r.number));
        rules_.time(r.at);
        rules_.text(rules->source);
        rules_.text(rules->text);
    }
    for (std::size_t i = 0; i < events_.size(); ++i) add_event(r, i, events_[i]);
}

void batch::quarantine(const journal::row& r, std::string_view why) {
    note(r);
    ++undecodable_count_;
    undecodable_.integer(journal_id_);
    undecodable_.integer(static_cast<std::int64_t>(r.number));
    undecodable_.time(r.at);
    undecodable_.text(why);
    undecodable_.bytes(r.input);
    undecodable_.bytes(r.events);
}

void batch::note(const journal::row& r) {
    if (first_ == 0) first_ = r.number;
    last_ = r.number;
}

void batch::add_report(const journal::row& r, const report& content) {
    const first_readings first = first_of_each(content);
    days_.insert(day_of(r.at));
    readings_.time(r.at);
    content.reported_at ? readings_.time(*content.reported_at) : readings_.null();
    readings_.integer(static_cast<std::int64_t>(r.number));
    readings_.integer(journal_id_);
    readings_.flag(is_coded(content));
    readings_.text(content.ward);
    readings_.text(content.bed);
    readings_.text_or_null(content.patient);
    readings_.text(content.sender);
    readings_.text(content.control_id);
    readings_.text_or_null(content.reported_text);
    for (const reading* next : first) readings_.number(next ? next->value : no_value);
    detail_.clear();
    append_detail(detail_, content, first, r.at, usual_);
    readings_.text_or_null(detail_);
}

void batch::add_event(const journal::row& r, std::size_t item, const ward::recorded_event& e) {
    const auto begin = [&](copy_rows& table) {
        table.integer(journal_id_);
        table.integer(static_cast<std::int64_t>(r.number));
        table.integer(static_cast<std::int64_t>(item));
        table.time(e.what.at);
    };
    if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what)) {
        begin(alarms_);
        alarms_.integer(static_cast<std::int64_t>(e.what.sequence));
        add_alarm(changed->now);
    } else if (const auto* seen = std::get_if<ward::alarm_seen>(&e.what.what)) {
        begin(shown_);
        shown_.text(alarm::to_text(seen->alarm));
        shown_.text(seen->station);
    } else if (const auto* bed = std::get_if<ward::bed_changed>(&e.what.what)) {
        begin(beds_);
        beds_.integer(static_cast<std::int64_t>(e.what.sequence));
        beds_.text(e.ward);
        beds_.text(e.bed);
        beds_.text(bed->stay);
        beds_.text_or_null(bed->patient);
        beds_.flag(bed->monitored);
    }
}

void batch::add_alarm(const alarm::alarm& a) {
    const auto time_or_null = [&](const std::optional<instant>& t) { t ? alarms_.time(*t) : alarms_.null(); };
    alarms_.text(alarm::to_text(a.id));
    alarms_.integer(a.revision);
    alarms_.text(a.ward);
    alarms_.text(a.bed);
    alarms_.text(a.stay);
    alarms_.text(a.rule);
    alarms_.text(alarm::name(a.what));
    alarms_.text(alarm::name(a.urgency));
    alarms_.text(alarm::name(a.state));
    alarms_.flag(a.latching);
    alarms_.text_or_null(a.acknowledged ? a.acknowledged->by : "");
    time_or_null(a.acknowledged ? std::optional{a.acknowledged->at} : std::nullopt);
    alarms_.time(a.since);
    time_or_null(a.shown_at);
    alarms_.text(a.message);
    if (const auto& because = a.because) {
        alarms_.text(name(because->what));
        alarms_.number(because->value);
        alarms_.number(because->limit);
        alarms_.time(because->measured_at);
        alarms_.time(because->received_at);
        alarms_.text(fmt::format("{:016x}", because->rule_version));
    } else {
        for (int i = 0; i < 6; ++i) alarms_.null();
    }
}

void batch::clear() {
    first_ = last_ = 0;
    undecodable_count_ = 0;
    days_.clear();
    for (copy_rows* table : {&readings_, &alarms_, &shown_, &beds_, &rules_, &undecodable_}) table->clear();
}

std::vector<const copy_rows*> batch::tables() const {
    return {&readings_, &alarms_, &shown_, &beds_, &rules_, &undecodable_};
}

} // namespace vigil::record
