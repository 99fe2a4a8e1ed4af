// The whole state of the wards as bytes, and back.
#include <fmt/format.h>

#include <algorithm>

#include "server/ward/fold.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;

constexpr std::uint32_t snapshot_format = 1;

void write_bed(const bed& b, const alarm::rule_set& rules, wire::Bed& out) {
    out.set_ward(b.ward);
    out.set_name(b.name);
    out.set_stay(b.stay);
    out.set_patient(b.patient);
    out.set_monitored(b.monitored);
    out.set_last_key(b.last_key);
    if (b.last_heard) out.set_last_heard_ms(to_epoch_ms(*b.last_heard));
    for (std::size_t m = 0; m < metric_count; ++m) {
        const alarm::observed& seen = b.chart[m];
        if (seen.received_at == instant{}) continue;
        wire::Observed& w = *out.add_chart();
        w.set_metric(static_cast<std::uint32_t>(m));
        w.set_validity(static_cast<std::uint32_t>(seen.status));
        w.set_value(seen.value);
        w.set_measured_at_ms(to_epoch_ms(seen.measured_at));
        w.set_received_at_ms(to_epoch_ms(seen.received_at));
    }
    for (std::size_t rule = 0; rule < b.conditions.size(); ++rule) {
        if (b.conditions[rule].at == alarm::stage::idle) continue;
        wire::Condition& w = *out.add_conditions();
        if (rule < rules.rules.size()) w.set_rule(rules.rules[rule].name);
        w.set_stage(static_cast<std::uint32_t>(b.conditions[rule].at));
        w.set_since_ms(to_epoch_ms(b.conditions[rule].since));
        w.set_alarm(static_cast<std::uint64_t>(b.alarms[rule]));
    }
}

bool read_bed(const wire::Bed& in, const alarm::rule_set& rules, bed& out) {
    out.ward = in.ward();
    out.name = in.name();
    out.stay = in.stay();
    out.patient = in.patient();
    out.monitored = in.monitored();
    out.last_key = in.last_key();
    if (!sane_time(in.last_heard_ms())) return false;
    if (in.has_last_heard_ms()) out.last_heard = from_epoch_ms(in.last_heard_ms());
    for (const wire::Observed& w : in.chart()) {
        if (w.metric() >= metric_count || w.validity() > static_cast<std::uint32_t>(validity::test) ||
            !sane_time(w.measured_at_ms()) || !sane_time(w.received_at_ms()))
            return false;
        out.chart[w.metric()] = {w.value(), static_cast<validity>(w.validity()), from_epoch_ms(w.measured_at_ms()),
                                 from_epoch_ms(w.received_at_ms())};
    }
    out.conditions.resize(rules.rules.size() + 1);
    out.alarms.resize(rules.rules.size() + 1);
    for (const wire::Condition& w : in.conditions()) {
        const auto named = std::ranges::find(rules.rules, w.rule(), &alarm::rule::name);
        const bool silence = w.rule().empty();
        if ((named == rules.rules.end() && !silence) || w.stage() > static_cast<std::uint32_t>(alarm::stage::latched) ||
            !sane_time(w.since_ms()))
            return false;
        const auto rule = silence ? rules.rules.size() : static_cast<std::size_t>(named - rules.rules.begin());
        out.conditions[rule] = {static_cast<alarm::stage>(w.stage()), from_epoch_ms(w.since_ms())};
        out.alarms[rule] = alarm::alarm_id{w.alarm()};
    }
    return true;
}

} // namespace

std::string fold::snapshot() const {
    wire::Snapshot out;
    out.set_format(snapshot_format);
    out.set_at_ms(to_epoch_ms(now_));
    out.mutable_rules()->set_text(rules_text_.text);
    out.mutable_rules()->set_source(rules_text_.source);
    for (const ward& w : wards_) {
        auto& written = *out.add_wards();
        written.set_name(w.name);
        written.set_sequence(w.sequence);
    }
    for (const bed& b : beds_) write_bed(b, rules_, *out.add_beds());
    for (const auto& [id, a] : alarms_) write_alarm(a, *out.add_alarms());
    return out.SerializeAsString();
}

std::expected<fold, std::string> fold::restore(std::string_view bytes) {
    wire::Snapshot in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::unexpected("it is damaged");
    if (in.format() != snapshot_format)
        return std::unexpected(fmt::format("its format is {}, this version reads {}", in.format(), snapshot_format));
    fold f;
    if (!sane_time(in.at_ms())) return std::unexpected("its time is damaged");
    f.now_ = from_epoch_ms(in.at_ms());
    f.rules_text_ = {in.rules().text(), in.rules().source()};
    if (!f.rules_text_.text.empty()) {
        auto rules = alarm::rule_set::parse(f.rules_text_.text, f.rules_text_.source);
        if (!rules) return std::unexpected("its rules are no longer understood: " + to_text(rules.error().front()));
        f.rules_ = std::move(*rules);
    }
    for (const wire::Ward& w : in.wards()) f.wards_.push_back({.name = w.name(), .sequence = w.sequence()});
    for (const wire::Bed& b : in.beds()) {
        bed read;
        if (!read_bed(b, f.rules_, read) || read.ward >= f.wards_.size())
            return std::unexpected(fmt::format("bed '{}' in it is damaged", b.name()));
        const auto at = static_cast<bed_index>(f.beds_.size());
        f.bed_names_.emplace(fmt::format("{}/{}", f.wards_[read.ward].name, read.name), at);
        f.wards_[read.ward].beds.push_back(at);
        f.beds_.push_back(std::move(read));
        f.schedule(at);
    }
    for (const wire::Alarm& w : in.alarms()) {
        alarm::alarm a;
        if (!read_alarm(w, a)) return std::unexpected("an alarm in it is damaged");
        const auto bed = f.find_bed(a.ward, a.bed);
        if (!bed) return std::unexpected("an alarm in it belongs to no bed");
        const ward_index home = f.beds_[*bed].ward;
        f.wards_[home].digest ^= digest(a);
        ++f.wards_[home].active;
        f.alarms_.emplace(a.id, std::move(a));
    }
    return f;
}

} // namespace vigil::ward
