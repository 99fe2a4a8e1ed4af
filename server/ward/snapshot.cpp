// The whole state of the wards as bytes, and back.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "server/ward/codec_infusion.hpp"
#include "server/ward/fold.hpp"
#include "server/ward/snapshot_bed.hpp"
#include "server/ward/snapshot_infusion.hpp"
#include "server/ward/wire.hpp"

namespace vigil::ward {
namespace {

namespace wire = vigil::journal;
using alarms_by_id = std::map<alarm::alarm_id, alarm::alarm>;
using fault = std::optional<std::string>;

constexpr std::uint32_t snapshot_format = 4;
/// Without claims, names, alarms of devices and infusions: there were none.
constexpr std::uint32_t snapshot_format_min = 2;

void write_ward(const ward& w, wire::Ward& out) {
    out.set_name(w.name);
    out.set_sequence(w.sequence);
    for (const station& s : w.stations) write_station(s, *out.add_stations());
    for (std::size_t i = 0; i < w.fixed.size(); ++i) {
        if (w.fixed[i] == alarm::alarm_id{}) continue;
        wire::FixedAlarm& f = *out.add_fixed();
        f.set_rule(std::string(alarm::fixed_names[i]));
        f.set_alarm(static_cast<std::uint64_t>(w.fixed[i]));
    }
    if (w.unwatched_since) out.set_unwatched_since_ms(to_epoch_ms(*w.unwatched_since));
    for (const group& g : w.groups) {
        wire::Group& written = *out.add_groups();
        written.set_rule(g.rule);
        for (const instant onset : g.onsets) written.add_onsets_ms(to_epoch_ms(onset));
        written.set_alarm(static_cast<std::uint64_t>(g.alarm));
        if (g.look_at) written.set_look_at_ms(to_epoch_ms(*g.look_at));
    }
}

bool read_group(const wire::Group& in, group& out) {
    out.rule = in.rule();
    out.alarm = alarm::alarm_id{in.alarm()};
    for (const std::int64_t onset : in.onsets_ms())
        if (!read_time(onset, out.onsets.emplace_back())) return false;
    return read_time(in.has_look_at_ms(), in.look_at_ms(), out.look_at);
}

bool read_ward(const wire::Ward& in, ward& out) {
    out.name = in.name();
    out.sequence = in.sequence();
    for (const wire::Station& s : in.stations())
        if (!read_station(s, out.stations.emplace_back())) return false;
    for (const wire::FixedAlarm& f : in.fixed()) {
        const auto known = std::ranges::find(alarm::fixed_names, f.rule());
        if (known == alarm::fixed_names.end()) return false;
        out.fixed[static_cast<std::size_t>(known - alarm::fixed_names.begin())] = alarm::alarm_id{f.alarm()};
    }
    for (const wire::Group& g : in.groups())
        if (!read_group(g, out.groups.emplace_back())) return false;
    return rising(out.stations, &station::name) && out.stations.size() <= fold::stations_max &&
           rising(out.groups, &group::rule) &&
           read_time(in.has_unwatched_since_ms(), in.unwatched_since_ms(), out.unwatched_since);
}

fault read_rules(const wire::RulesChanged& in, rules_changed& text, alarm::rule_set& out) {
    text = {in.text(), in.source()};
    if (text.text.empty()) return {};
    auto rules = alarm::rule_set::parse(text.text, text.source);
    if (!rules) return "its rules are no longer understood: " + to_text(rules.error().front());
    out = std::move(*rules);
    return {};
}

fault read_wards(const wire::Snapshot& in, std::vector<ward>& out) {
    std::set<std::string_view> names;
    for (const wire::Ward& w : in.wards())
        if (!names.insert(w.name()).second || !read_ward(w, out.emplace_back()))
            return fmt::format("ward '{}' in it is damaged", w.name());
    return {};
}

fault read_beds(const wire::Snapshot& in, const alarm::rule_set& rules, std::vector<ward>& wards,
                std::unordered_map<std::string, bed_index>& names, std::vector<bed>& out) {
    for (const wire::Bed& b : in.beds()) {
        const auto at = static_cast<bed_index>(out.size());
        bed& read = out.emplace_back();
        if (!read_bed(b, rules, read) || read.ward >= wards.size() ||
            !names.emplace(fmt::format("{}/{}", wards[read.ward].name, read.name), at).second)
            return fmt::format("bed '{}' in it is damaged", b.name());
        wards[read.ward].beds.push_back(at);
    }
    return {};
}

/// An alarm as the fold keeps it between two inputs, about places that there are.
bool stands(const alarm::alarm& a, const fold& f) {
    const auto bed_is_there = [&](const std::string& name) { return f.find_bed(a.ward, name).has_value(); };
    const bool of_ward = a.bed.empty();
    return (of_ward ? f.find_ward(a.ward).has_value() : bed_is_there(a.bed)) &&
           std::ranges::all_of(a.beds, bed_is_there) &&
           (a.state == alarm::phase::active || (a.state == alarm::phase::latched && !of_ward));
}

fault read_alarms(const wire::Snapshot& in, const fold& f, std::vector<ward>& wards, alarms_by_id& out) {
    for (const wire::Alarm& w : in.alarms()) {
        alarm::alarm a;
        if (!read_alarm(w, a) || !stands(a, f) || out.contains(a.id)) return "an alarm in it is damaged";
        ward& home = wards[a.bed.empty() ? *f.find_ward(a.ward) : f.beds()[*f.find_bed(a.ward, a.bed)].ward];
        home.digest ^= digest(a);
        ++home.active;
        out.emplace(a.id, std::move(a));
    }
    return {};
}

/// Whatever names an alarm names one that is there and is about the same; and every alarm is named. The fold relies on
/// it: an alarm that nothing names could never end.
fault check_names(const fold& f) {
    std::size_t named = 0;
    const auto right = [&](alarm::alarm_id id, const ward& w, std::string_view bed, std::string_view rule) {
        if (id == alarm::alarm_id{}) return true;
        ++named;
        const alarm::alarm* a = f.find_alarm(id);
        return a && a->ward == w.name && a->bed == bed && a->rule == rule;
    };
    for (const ward& w : f.wards()) {
        bool all = std::ranges::all_of(
            w.groups, [&](const group& g) { return f.rules().find(g.rule) && right(g.alarm, w, {}, g.rule); });
        for (std::size_t i = 0; i < w.fixed.size(); ++i) all = all && right(w.fixed[i], w, {}, alarm::fixed_names[i]);
        if (!all) return fmt::format("the alarms of ward '{}' in it are damaged", w.name);
    }
    for (const auto& [b, s] : f.sessions()) {
        const bed& here = f.beds()[b];
        for (const session_alarm& a : s.alarms)
            if (!right(a.id, f.wards()[here.ward], here.name, a.rule))
                return fmt::format("the session of bed '{}' in it is damaged", here.name);
    }
    for (const bed& b : f.beds())
        for (const live_condition& c : b.conditions)
            if (!right(c.alarm, f.wards()[b.ward], b.name, f.rules().rules[c.rule].name))
                return fmt::format("the alarms of bed '{}' in it are damaged", b.name);
    if (named != f.alarms().size()) return "an alarm in it belongs to nothing";
    return {};
}

void write_protocol(const infusion::protocol& p, wire::Protocol& out) {
    out.set_name(p.file);
    out.set_text(p.text);
}

/// Those in force, and those that sessions go on with although another version is in force now.
void write_protocols(const std::vector<infusion::protocol_ptr>& in_force,
                     const std::map<bed_index, running_session>& sessions, wire::Snapshot& out) {
    std::set<const infusion::protocol*> written;
    for (const auto& p : in_force) {
        written.insert(p.get());
        write_protocol(*p, *out.add_protocols());
    }
    for (const auto& [b, s] : sessions)
        if (written.insert(s.what.plan.get()).second) write_protocol(*s.what.plan, *out.add_earlier_protocols());
}

template <class Written>
std::optional<std::vector<infusion::protocol_ptr>> read_protocols(const Written& in) {
    protocols_changed files;
    for (const wire::Protocol& w : in) files.protocols.push_back({w.name(), w.text()});
    return parse_protocols(files);
}

fault read_infusions(const wire::Snapshot& in, std::size_t beds, std::vector<infusion::protocol_ptr>& in_force,
                     std::map<bed_index, running_session>& sessions,
                     std::map<std::string, std::vector<infusion::past_session>, std::less<>>& courses) {
    auto now = read_protocols(in.protocols()), earlier = read_protocols(in.earlier_protocols());
    if (!now || !earlier) return "its protocols are no longer understood";
    in_force = *std::move(now);
    std::vector<infusion::protocol_ptr> known = in_force;
    known.insert(known.end(), earlier->begin(), earlier->end());
    for (const wire::Session& w : in.sessions())
        if (w.bed() >= beds || sessions.contains(w.bed()) || !read_session(w, known, sessions[w.bed()]))
            return "an infusion session in it is damaged";
    for (const wire::Course& w : in.courses())
        if (!read_course(w, courses[w.patient()])) return "past infusions in it are damaged";
    return {};
}

void write_placed(const placed_senders& senders, wire::Snapshot& out) {
    for (const auto& [sender, place] : senders) {
        wire::PlacedSender& w = *out.add_placed();
        w.set_sender(sender);
        w.set_ward(place.ward);
        w.set_bed(place.bed);
        w.set_by(place.by);
        w.set_at_ms(to_epoch_ms(place.at));
    }
}

fault read_placed(const wire::Snapshot& in, placed_senders& out) {
    for (const wire::PlacedSender& w : in.placed()) {
        const auto [at, first] = out.try_emplace(w.sender(), w.ward(), w.bed(), w.by(), instant{});
        if (!first || w.ward().empty() || w.bed().empty() || !read_time(w.at_ms(), at->second.at))
            return "the beds of senders in it are damaged";
    }
    return {};
}

} // namespace

std::string fold::snapshot() const {
    wire::Snapshot out;
    out.set_format(snapshot_format);
    out.set_at_ms(to_epoch_ms(now_));
    out.mutable_rules()->set_text(rules_text_.text);
    out.mutable_rules()->set_source(rules_text_.source);
    for (const ward& w : wards_) write_ward(w, *out.add_wards());
    for (const bed& b : beds_) write_bed(b, rules_, *out.add_beds());
    for (const auto& [id, a] : alarms_) write_alarm(a, *out.add_alarms());
    write_protocols(protocols_, sessions_, out);
    for (const auto& [b, s] : sessions_) {
        wire::Session& w = *out.add_sessions();
        w.set_bed(b);
        write_session(s, w);
    }
    for (const auto& [patient, past] : courses_) write_course(patient, past, *out.add_courses());
    write_placed(senders_, out);
    const auto& [record, journal, journal_space, journal_integrity] = away_since_;
    if (record) out.set_record_away_since_ms(to_epoch_ms(*record));
    if (journal) out.set_journal_failing_since_ms(to_epoch_ms(*journal));
    if (journal_space) out.set_journal_filling_since_ms(to_epoch_ms(*journal_space));
    if (journal_integrity) out.set_journal_damaged_since_ms(to_epoch_ms(*journal_integrity));
    return out.SerializeAsString();
}

std::expected<fold, std::string> fold::restore(std::string_view bytes) {
    wire::Snapshot in;
    if (!in.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::unexpected("it is damaged");
    if (in.format() < snapshot_format_min || in.format() > snapshot_format)
        return std::unexpected(fmt::format("its format is {}, this version reads {} to {}", in.format(),
                                           snapshot_format_min, snapshot_format));
    fold f;
    auto& [record, journal, journal_space, journal_integrity] = f.away_since_;
    if (!read_time(in.at_ms(), f.now_) ||
        !read_time(in.has_record_away_since_ms(), in.record_away_since_ms(), record) ||
        !read_time(in.has_journal_failing_since_ms(), in.journal_failing_since_ms(), journal) ||
        !read_time(in.has_journal_filling_since_ms(), in.journal_filling_since_ms(), journal_space) ||
        !read_time(in.has_journal_damaged_since_ms(), in.journal_damaged_since_ms(), journal_integrity))
        return std::unexpected("its time is damaged");
    fault found = read_rules(in.rules(), f.rules_text_, f.rules_);
    if (!found) found = read_wards(in, f.wards_);
    if (!found) found = read_beds(in, f.rules_, f.wards_, f.bed_names_, f.beds_);
    if (!found) found = read_infusions(in, f.beds_.size(), f.protocols_, f.sessions_, f.courses_);
    if (!found) found = read_placed(in, f.senders_);
    if (!found) found = read_alarms(in, f, f.wards_, f.alarms_);
    if (!found) found = check_names(f);
    if (found) return std::unexpected(std::move(*found));
    for (const auto& [b, s] : f.sessions_) {
        f.tighten(b);
        f.beds_[b].care.scheduled = infusion::scheduled_now(s.what);
    }
    // Last, for what is due depends on the alarms.
    for (bed_index b = 0; b < f.beds_.size(); ++b) f.schedule(b);
    for (ward_index w = 0; w < f.wards_.size(); ++w) f.schedule_ward(w);
    return f;
}

} // namespace vigil::ward
