// What concerns a whole ward: its stations, nobody watching, services that are away, many alarms of one cause.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

constexpr milliseconds list_settles{1'000}; ///< a list of beds is brought up to date this long after it changed

enum fixed : std::size_t { unwatched, first_service }; // the others follow as in service_changed::which
static_assert(first_service + services_count == alarm::fixed_names.size());

bool bounded(std::string_view name) {
    return !name.empty() && name.size() <= 128;
}

} // namespace

std::optional<std::string> fold::refusal(const station_changed& c) const {
    const auto w = find_ward(c.ward);
    if (!bounded(c.ward) || !bounded(c.station)) return "the names of wards and stations have 1 to 128 bytes";
    if (!w && wards_.size() >= wards_max) return fmt::format("there are {} wards, and no more are taken", wards_max);
    if (!w) return {}; // its beds are still to come
    const auto& stations = wards_[*w].stations;
    const bool known = std::ranges::find(stations, c.station, &station::name) != stations.end();
    if (c.connected && !known && stations.size() >= stations_max)
        return fmt::format("the ward has {} stations, and no more are taken", stations_max);
    return {};
}

std::optional<std::string> fold::refusal(const pause_audio& c, instant at) const {
    const auto w = find_ward(c.ward);
    if (!w) return fmt::format("there is no ward '{}'", c.ward);
    if (std::ranges::find(wards_[*w].stations, c.station, &station::name) == wards_[*w].stations.end())
        return fmt::format("there is no station '{}' in this ward", c.station);
    if (c.until > at + audio_pause_max)
        return fmt::format("audio is paused for {} s at most", audio_pause_max.count() / 1000);
    if (c.by.empty()) return "somebody has to answer for it: 'by' is empty";
    return {};
}

/// A station that has gone is forgotten with its pause: coming back, it can be heard.
void fold::take(const station_changed& in) {
    const auto found = find_ward(in.ward);
    if (refusal(in) || (!found && !in.connected)) return;
    const ward_index w = found ? *found : add_ward(in.ward);
    auto& stations = wards_[w].stations;
    auto here = std::ranges::lower_bound(stations, in.station, {}, &station::name);
    const bool known = here != stations.end() && here->name == in.station;
    if (!known && !in.connected) return;
    if (!known) here = stations.insert(here, {.name = in.station});
    const station before = *here;
    here->connected = in.connected;
    here->sound_armed = in.sound_armed;
    here->visible = in.visible;
    if (*here == before) return;
    emit(w, no_bed, station_told{*here});
    if (!in.connected) stations.erase(here);
    watch(w);
}

void fold::take(const pause_audio& in) {
    if (refusal(in, now_)) return;
    const ward_index w = *find_ward(in.ward);
    station& here = *std::ranges::find(wards_[w].stations, in.station, &station::name);
    if (in.until <= now_) {
        if (here.audio_paused_until) end_audio_pause(w, here);
        return;
    }
    here.audio_paused_until = in.until;
    here.paused_by = in.by;
    here.paused_upto.reset();
    for (const auto& [id, a] : alarms_)
        if (a.ward == in.ward && !a.acknowledged && !a.paused)
            here.paused_upto = std::max(here.paused_upto.value_or(a.urgency), a.urgency);
    emit(w, no_bed, station_told{here});
    schedule_ward(w);
}

void fold::end_audio_pause(ward_index w, station& s) {
    s.audio_paused_until.reset();
    s.paused_by.clear();
    s.paused_upto.reset();
    emit(w, no_bed, station_told{s});
}

void fold::take(const server_started&) {
    away_since_ = {};
    for (bed_index b = 0; b < beds_.size(); ++b) {
        if (!beds_[b].monitored()) continue;
        beds_[b].recovering = true; // what it showed last is as old as the time we were away
        announce(b);
    }
    for (ward_index w = 0; w < wards_.size(); ++w) {
        for (station& s : wards_[w].stations) {
            s = {.name = s.name};
            emit(w, no_bed, station_told{s});
        }
        wards_[w].stations.clear();
        watch(w);
    }
}

void fold::take(const service_changed& in) {
    auto& since = away_since_[static_cast<std::size_t>(in.what)];
    if (in.working)
        since.reset();
    else if (!since)
        since = now_;
    refresh_every_ward();
}

/// Whether anybody looks at a ward in which somebody lies at a monitor, and can be reached by its sound.
void fold::watch(ward_index w) {
    ward& here = wards_[w];
    const bool needed =
        std::ranges::any_of(here.beds, [&](bed_index b) { return beds_[b].care.last_heard.has_value(); });
    const bool watched = std::ranges::any_of(here.stations, &station::watches);
    if (!needed || watched)
        here.unwatched_since.reset();
    else if (!here.unwatched_since)
        here.unwatched_since = now_;
    refresh_fixed(w);
    schedule_ward(w);
}

void fold::refresh_every_ward() {
    for (ward_index w = 0; w < wards_.size(); ++w) {
        refresh_fixed(w);
        schedule_ward(w);
    }
}

const alarm::fixed_alarm& fold::fixed_rule(std::size_t which) const {
    return rules_.*alarm::fixed_alarms[which];
}

/// When such an alarm is to be raised; nothing while there is no reason for it.
std::optional<instant> fold::fixed_due(const ward& w, std::size_t which) const {
    const auto& since = which == unwatched ? w.unwatched_since : away_since_[which - first_service];
    if (!since || !fixed_rule(which).enabled) return {};
    return *since + fixed_rule(which).after;
}

void fold::refresh_fixed(ward_index w) {
    for (std::size_t which = 0; which < alarm::fixed_names.size(); ++which) {
        const auto due = fixed_due(wards_[w], which);
        const bool holds = due && *due <= now_;
        alarm::alarm_id& slot = wards_[w].fixed[which];
        if (holds && slot == alarm::alarm_id{})
            slot = raise_in_ward(w, {.rule = std::string(alarm::fixed_names[which]),
                                     .urgency = fixed_rule(which).urgency,
                                     .message = fixed_rule(which).message});
        else if (!due && slot != alarm::alarm_id{}) // what once held stays while its cause lasts, though `after` grew
            erase(std::exchange(slot, {}), no_bed);
        else if (slot != alarm::alarm_id{})
            restate(alarms_.at(slot), no_bed, fixed_rule(which).urgency, fixed_rule(which).message);
    }
}

/// An alarm that no condition stands behind has another priority or other words.
void fold::restate(alarm::alarm& known, bed_index b, alarm::priority urgency, const std::string& message) {
    if (known.urgency == urgency && known.message == message) return;
    const auto how = urgency > known.urgency   ? alarm::change::escalated
                     : urgency < known.urgency ? alarm::change::deescalated
                                               : alarm::change::updated;
    if (how == alarm::change::escalated) known.acknowledged.reset();
    known.urgency = urgency;
    known.message = message;
    publish(known, b, how);
}

/// An alarm about the whole ward. No message stands behind it: its id comes from what has happened in the ward so far.
alarm::alarm_id fold::raise_in_ward(ward_index w, alarm::alarm a) {
    const ward& here = wards_[w];
    a.ward = here.name;
    a.what = alarm::kind::technical;
    a.since = now_;
    XXH64_hash_t hash = XXH3_64bits_withSeed(here.name.data(), here.name.size(), here.sequence);
    hash = XXH3_64bits_withSeed(a.rule.data(), a.rule.size(), hash);
    a.id = alarm::alarm_id{hash};
    publish(alarms_.insert_or_assign(a.id, std::move(a)).first->second, no_bed, alarm::change::onset);
    return alarm::alarm_id{hash};
}

std::optional<std::size_t> fold::find_technical(std::string_view rule) const {
    const auto found = rules_.find(rule);
    return found && rules_.rules[*found].what == alarm::kind::technical ? found : std::nullopt;
}

/// A technical alarm was raised at a bed: many within a short time are soon shown as one.
void fold::count_in(bed_index b, std::size_t rule) {
    const ward_index w = beds_[b].ward;
    auto& groups = wards_[w].groups;
    const std::string& name = rules_.rules[rule].name;
    auto g = std::ranges::lower_bound(groups, name, {}, &group::rule);
    if (g == groups.end() || g->rule != name) g = groups.insert(g, {.rule = name});
    g->onsets.push_back(now_);
    while (g->onsets.size() > rules_.together.beds) g->onsets.erase(g->onsets.begin()); // new rules may ask for fewer
    const bool many =
        g->onsets.size() == rules_.together.beds && g->onsets.back() - g->onsets.front() <= rules_.together.within;
    if (!many && g->alarm == alarm::alarm_id{}) return;
    if (!g->look_at) g->look_at = now_ + list_settles;
    schedule_ward(w);
}

/// A technical alarm of a bed changed or ended: what stands for many has to follow.
void fold::recount(bed_index b, std::size_t rule) {
    const ward_index w = beds_[b].ward;
    const auto g = std::ranges::find(wards_[w].groups, rules_.rules[rule].name, &group::rule);
    if (g == wards_[w].groups.end() || g->alarm == alarm::alarm_id{}) return;
    if (!g->look_at) g->look_at = now_ + list_settles;
    schedule_ward(w);
}

/// Brings the alarm that stands for many up to date with the beds that have it; with less than two of them it is over,
/// and what is left shows itself.
void fold::look_at(ward_index w, group& g) {
    g.look_at.reset();
    const auto rule = find_technical(g.rule);
    std::vector<std::string> names;
    alarm::alarm many{.rule = g.rule, .urgency = alarm::priority::low};
    bool unseen = false;
    for (const bed_index b : wards_[w].beds) {
        const live_condition* c = rule ? find_condition(beds_[b], *rule) : nullptr;
        const alarm::alarm* one = c ? find_alarm(c->alarm) : nullptr;
        if (!one) continue;
        names.push_back(beds_[b].name);
        many.urgency = std::max(many.urgency, one->urgency);
        many.message = one->message;
        unseen = unseen || !one->acknowledged;
    }
    std::ranges::sort(names);
    const bool stands = g.alarm != alarm::alarm_id{};
    if (names.size() < 2) {
        if (stands) erase(std::exchange(g.alarm, {}), no_bed);
        return;
    }
    many.message = fmt::format("{} beds: {}", names.size(), many.message);
    many.beds = std::move(names);
    if (stands)
        relist(alarms_.at(g.alarm), std::move(many), unseen);
    else
        g.alarm = raise_in_ward(w, std::move(many));
}

/// Whoever has taken note of it has taken note of each bed: not of a further one, nor of one that has it anew or worse.
void fold::relist(alarm::alarm& known, alarm::alarm now, bool unseen) {
    const bool again = known.acknowledged && unseen;
    if (!again && known.beds == now.beds && known.urgency == now.urgency) return;
    const auto how = now.urgency > known.urgency   ? alarm::change::escalated
                     : again                       ? alarm::change::realarmed
                     : now.urgency < known.urgency ? alarm::change::deescalated
                                                   : alarm::change::updated;
    if (how == alarm::change::escalated || again) known.acknowledged.reset();
    known.beds = std::move(now.beds);
    known.message = std::move(now.message);
    known.urgency = now.urgency;
    publish(known, no_bed, how);
}

} // namespace vigil::ward
