#include "server/scenario/happened.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "server/alarm/news2.hpp"
#include "server/infusion/discharge.hpp"
#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using alarm::change;

std::string_view verb(const std::optional<change>& how) {
    return how ? alarm::name(*how) : "shown";
}

bool tells_urgency(const std::optional<change>& how) {
    return how == change::onset || how == change::escalated || how == change::deescalated;
}

std::string told(const alarm_told& t) {
    std::string out = fmt::format("{} {}", verb(t.how), t.alarm.rule);
    if (tells_urgency(t.how)) out += fmt::format(" {}", name(t.alarm.urgency));
    if (t.how == change::called) out += fmt::format(" \"{}\"", t.alarm.called ? t.alarm.called->whom : "");
    if (tells_urgency(t.how) || t.how == change::updated) out += fmt::format(" \"{}\"", t.alarm.message);
    if (!t.by.empty()) out += fmt::format(" by {}", t.by);
    return out;
}

std::string told(const audio_told& t) {
    return fmt::format("station {} {}", t.station, t.paused ? "paused" : "audible");
}

constexpr std::array<std::string_view, 4> device_priorities{"none", "low", "medium", "high"};

std::string_view state_text(const std::optional<device_alarm::state>& now) {
    return !now ? "over" : *now == device_alarm::state::latched ? "latched" : "active";
}

/// None: over.
std::optional<device_alarm::state> state_of(const device_alarm& a) {
    return a.ended() ? std::nullopt : std::optional{a.now};
}

std::string told(const device_told& t) {
    return fmt::format("device {} {} {} \"{}\"", t.now.id, state_text(state_of(t.now)),
                       device_priorities[static_cast<std::size_t>(t.now.urgency)], t.now.text);
}

/// Whose act a change was: also later, of an alarm that somebody has acknowledged.
std::string who(const alarm::alarm& a, change how) {
    if (how == change::paused) return a.paused ? a.paused->by : "";
    if (how == change::noted) return a.notes.back().by;
    if (how == change::assigned) return a.assigned ? a.assigned->by : "";
    return a.acknowledged ? a.acknowledged->by : "";
}

std::string limit_text(const limit_is& l) {
    const std::string value = l.limit ? fmt::format("{:g}", *l.limit) : "none";
    return fmt::format("bed limit {} {} {}", l.rule, name(l.level), value);
}

std::string patient_text(const identity& who) {
    if (who.id.empty() && who.name.empty()) return "bed anonymous";
    if (who.name.empty()) return fmt::format("bed patient {}", who.id);
    return fmt::format("bed patient {}{}\"{}\"", who.id, who.id.empty() ? "" : " ", who.name);
}

std::string watched_text(watched how) {
    switch (how) {
        case watched::monitored: return "bed monitored";
        case watched::recovering: return "bed recovering";
        case watched::away: return "bed away";
        case watched::not_monitored: break;
    }
    return "bed not monitored";
}

std::string due_text(const due_is& d) {
    return fmt::format("bed due {} {}", d.check, d.at ? to_text(*d.at) : "never");
}

std::string_view state_name(infusion::checked_item::state s) {
    using enum infusion::checked_item::state;
    return s == done ? "done" : s == missing ? "missing" : s == blocked ? "blocked" : "overridden";
}

/// What a bed is, in the words of what it should be.
struct actual {
    const ward::fold& wards;
    ward::bed_index index;
    int stays;
    instant beginning;
    const ward::bed& bed = wards.beds()[index];
    const ward::running_session* session = wards.find_session(index);

    std::string operator()(const watched_is&) const {
        return watched_text(bed.monitored()  ? watched::monitored
                            : bed.recovering ? watched::recovering
                            : bed.away       ? watched::away
                                             : watched::not_monitored);
    }
    std::string operator()(const news2_is&) const {
        const alarm::news2_score score = alarm::news2(bed.care, wards.now());
        return (*this)(score.low, score.high);
    }
    std::string operator()(const limit_is& wanted) const {
        const auto rule = wards.rules().find(wanted.rule);
        if (!rule) return fmt::format("there is no rule '{}'", wanted.rule);
        const auto& levels = wards.rules().rules[*rule].levels;
        const auto found = std::ranges::find(levels, wanted.level, &alarm::level::urgency);
        if (found == levels.end())
            return fmt::format("'{}' has no level of {} priority", wanted.rule, name(wanted.level));
        const double limit = wards.limits_of(bed, *rule)[static_cast<std::size_t>(found - levels.begin())];
        return limit_text({wanted.rule, wanted.level, std::isnan(limit) ? std::nullopt : std::optional{limit}});
    }

    std::string operator()(const patient_is& wanted) const {
        return patient_text({bed.patient, wanted.who.name.empty() ? "" : bed.patient_name});
    }
    std::string operator()(const stay_is&) const { return fmt::format("bed stay {}", stays); }
    std::string operator()(const device_alarms_are&) const {
        return fmt::format("bed device_alarms {}", bed.device_alarms.size());
    }

    std::string operator()(const phase_is&) const { return fmt::format("bed phase {}", name(bed.care.phase)); }
    std::string operator()(const rate_is&) const {
        return session ? fmt::format("bed rate {:g}", static_cast<double>(session->what.doses.rate()) / 1000) : none;
    }
    std::string operator()(const given_is&) const {
        return session ? fmt::format("bed given {:g}", infusion::milligrams(session->what.doses.total(wards.now())))
                       : none;
    }
    std::string operator()(const due_is& wanted) const {
        if (!session) return none;
        for (const auto& c : infusion::checks(session->what, wards.surroundings_of(index, wards.now())))
            if (c.name == wanted.check)
                return due_text({c.name, c.due_at.transform([this](instant at) { return at - beginning; })});
        return fmt::format("there is no check '{}'", wanted.check);
    }
    std::string operator()(const item_is& wanted) const {
        if (!session) return none;
        for (const auto& i : infusion::checklist(session->what, wards.surroundings_of(index, wards.now())))
            if (i.name == wanted.item)
                return fmt::format("bed item {} {}{}", i.name, state_name(i.is),
                                   state_name(i.is) == wanted.state ? "" : fmt::format(" (\"{}\")", i.why));
        return fmt::format("there is no item '{}'", wanted.item);
    }
    static constexpr const char* none = "no infusion session";

    static std::string operator()(int low, int high) {
        return low == high ? fmt::format("bed news2 {}", low) : fmt::format("bed news2 {}..{}", low, high);
    }
};

struct wanted {
    std::string operator()(const watched_is& w) const { return watched_text(w.how); }
    std::string operator()(const news2_is& n) const { return actual::operator()(n.low, n.high); }
    std::string operator()(const limit_is& l) const { return limit_text(l); }
    std::string operator()(const patient_is& p) const { return patient_text(p.who); }
    std::string operator()(const stay_is& s) const { return fmt::format("bed stay {}", s.number); }
    std::string operator()(const device_alarms_are& d) const { return fmt::format("bed device_alarms {}", d.count); }
    std::string operator()(const phase_is& p) const { return fmt::format("bed phase {}", name(p.phase)); }
    std::string operator()(const rate_is& r) const { return fmt::format("bed rate {:g}", r.mg_per_hour); }
    std::string operator()(const given_is& g) const { return fmt::format("bed given {:g}", g.mg); }
    std::string operator()(const due_is& d) const { return due_text(d); }
    std::string operator()(const item_is& i) const { return fmt::format("bed item {} {}", i.item, i.state); }
};

} // namespace

std::string to_text(const happened& h) {
    const std::string what = std::visit([](const auto& t) { return told(t); }, h.what);
    return fmt::format("{} {} in {}", to_text(h.at), what, to_text(h.where));
}

std::string to_text(const alarm_expected& e, milliseconds at) {
    std::string out = fmt::format("{} {} {}", to_text(at), verb(e.how), e.rule);
    if (e.urgency) out += fmt::format(" {}", name(*e.urgency));
    if (e.whom) out += fmt::format(" \"{}\"", *e.whom);
    if (e.message) out += fmt::format(" \"{}\"", *e.message);
    if (e.by) out += fmt::format(" by {}", *e.by);
    return out + fmt::format(" in {}", to_text(e.where));
}

std::string to_text(const audio_expected& e, milliseconds at) {
    return fmt::format("{} {} in {}", to_text(at), told(audio_told{e.station, e.paused}), e.ward);
}

std::optional<device_alarm::priority> device_priority_from_name(std::string_view name) {
    const auto found = std::ranges::find(device_priorities, name);
    if (found == device_priorities.end()) return {};
    return static_cast<device_alarm::priority>(found - device_priorities.begin());
}

std::string to_text(const device_expected& e, milliseconds at) {
    std::string out = fmt::format("{} device {} {}", to_text(at), e.id, state_text(e.now));
    if (e.urgency) out += fmt::format(" {}", device_priorities[static_cast<std::size_t>(*e.urgency)]);
    if (e.text) out += fmt::format(" \"{}\"", *e.text);
    return out + fmt::format(" in {}", to_text(e.where));
}

std::string to_text(const bed_expected& e) {
    return fmt::format("{} in {}", std::visit(wanted{}, e.what), to_text(e.where));
}

bool fulfils(const happened& h, const alarm_expected& e, milliseconds at) {
    const auto* t = std::get_if<alarm_told>(&h.what);
    return t && h.at == at && t->how == e.how && h.where == e.where && t->alarm.rule == e.rule &&
           (!e.urgency || t->alarm.urgency == *e.urgency) && (!e.message || t->alarm.message == *e.message) &&
           (!e.whom || (t->alarm.called && t->alarm.called->whom == *e.whom)) && (!e.by || t->by == *e.by);
}

bool fulfils(const happened& h, const audio_expected& e, milliseconds at) {
    const auto* t = std::get_if<audio_told>(&h.what);
    return t && h.at == at && h.where == place{e.ward, {}} && t->station == e.station && t->paused == e.paused;
}

bool fulfils(const happened& h, const device_expected& e, milliseconds at) {
    const auto* t = std::get_if<device_told>(&h.what);
    return t && h.at == at && h.where == e.where && t->now.id == e.id && state_of(t->now) == e.now &&
           (!e.urgency || t->now.urgency == *e.urgency) && (!e.text || t->now.text == *e.text);
}

std::optional<std::string> contradiction(const bed_expected& e, const ward::fold& wards, const witness& seen) {
    const auto b = wards.find_bed(e.where.ward, e.where.bed);
    if (!b) return fmt::format("nothing was heard of the bed {} so far", to_text(e.where));
    std::string is = std::visit(actual{wards, *b, seen.stays_of(e.where), seen.beginning()}, e.what);
    if (is == std::visit(wanted{}, e.what)) return {};
    return fmt::format("{} in {}", is, to_text(e.where));
}

std::optional<std::string> witness::take(const ward::event& e, const ward::fold& wards) {
    const std::string& ward_name = wards.wards()[e.ward].name;
    const place where{ward_name, e.bed == ward::no_bed ? "" : wards.beds()[e.bed].name};
    const milliseconds at = e.at - beginning_;
    if (const auto* changed = std::get_if<ward::alarm_changed>(&e.what)) return take_alarm(*changed, at, where);
    if (const auto* seen = std::get_if<ward::alarm_seen>(&e.what))
        all_.push_back({at, where, alarm_told{{}, known_[seen->alarm], seen->station}});
    if (const auto* station = std::get_if<ward::station_told>(&e.what)) take_station(station->now, at, ward_name);
    if (const auto* bed = std::get_if<ward::bed_changed>(&e.what)) stays_[to_text(where)].insert(bed->stay);
    if (const auto* device = std::get_if<ward::device_alarm_changed>(&e.what))
        all_.push_back({at, where, device_told{device->now}});
    return {};
}

std::optional<std::string> witness::take_alarm(const ward::alarm_changed& changed, milliseconds at,
                                               const place& where) {
    const alarm::alarm& now = changed.now;
    all_.push_back({at, where, alarm_told{changed.how, now, who(now, changed.how)}});
    const auto before = known_.find(now.id);
    const bool first = before == known_.end();
    const bool in_order = !first && before->second.revision + 1 == now.revision;
    known_.insert_or_assign(now.id, now);
    ids_.insert_or_assign(to_text(where) + " " + now.rule, now.id);
    if (changed.how == change::onset)
        return first ? std::nullopt : std::optional{fmt::format("{} has the id of an earlier alarm", now.rule)};
    return in_order ? std::nullopt : std::optional{fmt::format("{} skips a revision", now.rule)};
}

void witness::take_station(const ward::station& now, milliseconds at, const std::string& ward) {
    const std::pair key{ward, now.name};
    const bool paused = now.audio_paused_until.has_value() && now.connected;
    if (paused == paused_.contains(key)) return;
    if (paused)
        paused_.insert(key);
    else
        paused_.erase(key);
    all_.push_back({at, {ward, {}}, audio_told{now.name, paused}});
}

std::optional<alarm::alarm_id> witness::last_of(const place& where, const std::string& rule) const {
    const auto found = ids_.find(to_text(where) + " " + rule);
    if (found == ids_.end()) return {};
    return found->second;
}

int witness::stays_of(const place& where) const {
    const auto found = stays_.find(to_text(where));
    return found == stays_.end() ? 0 : static_cast<int>(found->second.size());
}

std::vector<std::string> wards_with_wrong_digest(const ward::fold& wards) {
    std::map<std::string, std::pair<std::size_t, std::uint64_t>> sums;
    for (const auto& [id, a] : wards.alarms()) {
        auto& [count, digest] = sums[a.ward];
        ++count;
        digest ^= ward::digest(a);
    }
    std::vector<std::string> wrong;
    for (const ward::ward& w : wards.wards())
        if (sums[w.name] != std::pair{w.active, w.digest}) wrong.push_back(w.name);
    return wrong;
}

} // namespace vigil::scenario
