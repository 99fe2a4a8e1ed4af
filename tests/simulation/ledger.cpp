#include "tests/simulation/ledger.hpp"

#include "tests/simulation/rules.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>

namespace vigil::simulation {
namespace {

std::uint64_t hash_of(const journal::row& r) {
    const std::uint64_t in = XXH3_64bits_withSeed(r.input.data(), r.input.size(), r.key);
    return XXH3_64bits_withSeed(r.events.data(), r.events.size(), in ^ static_cast<std::uint64_t>(to_epoch_ms(r.at)));
}

ward::fold copy_at(const ward::fold& wards, instant at) {
    auto copy = ward::fold::restore(wards.snapshot());
    if (!copy) throw violation{"a snapshot cannot be restored: " + copy.error()};
    copy->apply({at, ward::tick{}});
    return std::move(*copy);
}

} // namespace

void ledger::committed(const std::vector<journal::row>& rows) {
    for (const journal::row& r : rows) take(r);
}

void ledger::take(const journal::row& r) {
    world_.require(r.number == last() + 1, "row {} is committed after row {}", r.number, last());
    hashes_.push_back(hash_of(r));
    ++world_.seen.rows;
    world_.require(ward::decode(r.input, input_), "the input of row {} does not decode", r.number);
    ward::encode(wards_.apply(input_), wards_, scratch_);
    world_.require(scratch_ == r.events, "row {} causes other events when it is applied again", r.number);
    world_.note("row", r.events);
    events_.clear();
    world_.require(ward::decode(r.events, events_), "the events of row {} do not decode", r.number);
    note_input(input_);
    note_events(events_);
    check_wards(world_, wards_);
}

void ledger::note_input(const ward::input& in) {
    const auto count = [&](std::unordered_map<std::string, int>& what, const std::string& id) {
        world_.require(++what[id] == 1, "'{}' stands in the journal twice", id);
    };
    if (const auto* r = std::get_if<ward::readings_received>(&in.what)) count(messages_, r->content.control_id);
    if (const auto* m = std::get_if<ward::patient_moved>(&in.what)) count(messages_, m->content.control_id);
    if (const auto* c = std::get_if<ward::patient_command>(&in.what)) count(requests_, c->request);
    if (const auto* p = std::get_if<ward::pause_audio>(&in.what)) count(requests_, p->request);
}

void ledger::note_events(const std::vector<ward::recorded_event>& events) {
    for (const ward::recorded_event& e : events) {
        const auto* changed = std::get_if<ward::alarm_changed>(&e.what.what);
        if (!changed) continue;
        const alarm::alarm& a = changed->now;
        world_.require(a.revision == ++revisions_[static_cast<std::uint64_t>(a.id)], "alarm {} has revision {}",
                       alarm::to_text(a.id), a.revision);
        world_.require((a.revision == 1) == (a.state == alarm::phase::onset), "alarm {} begins twice",
                       alarm::to_text(a.id));
        if (a.acknowledged || a.state == alarm::phase::cleared) acknowledged_.insert(a.id);
        world_.seen.alarms += a.revision == 1;
    }
}

void ledger::reopened(journal::reader& log, const std::vector<journal::row>& under_way) {
    const journal::sequence known = last();
    world_.require(log.last() >= known, "rows {} to {} were committed and are lost", log.last() + 1, known);
    std::vector<journal::row> found;
    log.rows(0, std::size_t{1} << 30, [&](const journal::row& r) {
        if (r.number > known)
            found.push_back(r);
        else
            world_.require(hashes_[r.number - 1] == hash_of(r), "row {} is not what was committed", r.number);
    });
    world_.require(found.empty() || found.size() == under_way.size(), "{} of {} rows of one commit are there",
                   found.size(), under_way.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        world_.require(hash_of(found[i]) == hash_of(under_way[i]), "row {} is not what was written", found[i].number);
    committed(found);
}

/// Both at the same moment: which of the moments in between a server looked at must make no difference.
void ledger::compare(const ward::fold& recovered) {
    const instant at = std::max(recovered.now(), wards_.now());
    world_.require(copy_at(recovered, at).snapshot() == copy_at(wards_, at).snapshot(),
                   "the wards are not what the journal makes of them, after row {}", last());
}

void ledger::promised(const std::string& control_id) {
    ++world_.seen.acknowledged;
    world_.require(messages_.contains(control_id), "message {} was acknowledged before it was on disk", control_id);
    promised_.insert(control_id);
}

void ledger::promised_command(const std::string& request) {
    world_.require(requests_.contains(request), "command {} was confirmed before it was on disk", request);
}

void ledger::promised_acknowledgement(alarm::alarm_id id) {
    world_.require(acknowledged_.contains(id), "the acknowledgement of alarm {} was confirmed before it was on disk",
                   alarm::to_text(id));
}

void ledger::check_promises() {
    for (const std::string& id : promised_)
        world_.require(messages_[id] == 1, "message {} was acknowledged and stands in the journal {} times", id,
                       messages_[id]);
}

namespace {

void check_beds(world& w, const ward::fold& wards) {
    std::set<std::pair<std::string_view, std::string_view>> silent;
    for (const auto& [id, a] : wards.alarms()) {
        if (a.bed.empty()) continue;
        w.require(a.stay == wards.beds()[*wards.find_bed(a.ward, a.bed)].stay, "an alarm of another stay in {}/{}",
                  a.ward, a.bed);
        if (a.rule == "monitor_silent") silent.emplace(a.ward, a.bed);
    }
    for (const ward::bed& b : wards.beds()) {
        const std::string& home = wards.wards()[b.ward].name;
        w.require((b.care.last_heard && !b.monitored() && !b.recovering) == silent.contains({home, b.name}),
                  "bed {}/{} is neither live nor shown as not monitored", home, b.name);
        w.require(!b.recovering || wards.now() <= *b.care.last_heard + silent_after_max,
                  "bed {}/{} is recovering for ever", home, b.name);
        for (const ward::paused_rule& p : b.pauses)
            w.require(p.what.until > wards.now() && p.what.until <= wards.now() + ward::alarm_pause_max,
                      "a pause in {}/{} does not end", home, b.name);
        for (const ward::own_limit& l : b.limits)
            w.require(l.until > wards.now() && l.until <= wards.now() + ward::limit_time_max,
                      "a limit in {}/{} does not end", home, b.name);
    }
}

void check_digests(world& w, const ward::fold& wards) {
    for (const ward::ward& one : wards.wards()) {
        std::uint64_t sum = 0;
        std::size_t active = 0;
        for (const auto& [id, a] : wards.alarms())
            if (a.ward == one.name) sum ^= ward::digest(a), ++active;
        w.require(one.digest == sum && one.active == active, "the digest of ward {} is not that of its alarms",
                  one.name);
        for (const ward::station& s : one.stations)
            w.require(!s.audio_paused_until || *s.audio_paused_until > wards.now(), "paused audio at {} does not end",
                      s.name);
    }
}

} // namespace

void check_wards(world& w, const ward::fold& wards) {
    check_beds(w, wards);
    check_digests(w, wards);
    for (const auto& [id, a] : wards.alarms())
        w.require(!a.paused || (a.paused->until > wards.now() && a.urgency <= a.paused->upto),
                  "alarm {} is paused and more urgent than when it was", alarm::to_text(id));
}

} // namespace vigil::simulation
