// Where the hospital's registration says that patients are. It says so once, so its word is followed at once; monitors
// that go on naming the patient who has left bring nobody back.
#include <algorithm>
#include <array>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {

void fold::take(const patient_moved& in) {
    if (hold(in)) return;
    moving_ = &in.content;
    follow_registration(in);
    moving_ = nullptr;
    for (carried_session& c : std::exchange(carried_, {})) set_down(std::move(c));
}

void fold::follow_registration(const patient_moved& in) {
    using enum movement::kind;
    const movement& m = in.content;
    switch (m.what) {
        case admitted:
        case transfer_cancelled:
        case discharge_cancelled: return seat(m.who, m.to, in);
        case transferred:
            if (m.from != m.to) leave(m.from, m.who, in.key);
            if (m.to.bed.empty()) return leave_all(m.who.id, {}, in.key); // to where nobody could be watched
            return seat(m.who, m.to, in);
        case discharged:
        case admission_cancelled:
            return m.to.bed.empty() ? leave_all(m.who.id, {}, in.key) : leave(m.to, m.who, in.key);
        case swapped: return swap(in);
        case merged: return merge(in);
        case updated: return update(in);
        case on_leave: return go_on_leave(in);
        case returned: return come_back(in);
    }
}

void fold::seat(const identity& who, const place& at, const patient_moved& in) {
    if (at.bed.empty() || is_nobody(who)) return;
    const bed_index b = bed_of(at.ward, at.bed);
    leave_all(who.id, std::array{b}, in.key);
    seat_in(b, who, in);
}

void fold::swap(const patient_moved& in) {
    const movement& m = in.content;
    if (m.to.bed.empty() || m.from.bed.empty() || m.to == m.from || is_nobody(m.who) || is_nobody(m.other)) return;
    const std::array both{bed_of(m.to.ward, m.to.bed), bed_of(m.from.ward, m.from.bed)};
    leave_all(m.who.id, both, in.key);
    leave_all(m.other.id, both, in.key);
    seat_in(both[0], m.who, in);
    seat_in(both[1], m.other, in);
}

void fold::seat_in(bed_index b, const identity& who, const patient_moved& in) {
    bed& here = beds_[b];
    const bool first = here.stay.empty();
    if (first) begin_stay(b, {}, in.key);
    std::erase_if(here.claims, &claim::registered);
    remember(here.claims, {in.content.sender, true, who, now_});
    const bool unnamed = here.anonymous() && !here.vacated;
    const bool stays = unnamed || compare(meant(who, here.who(), here.former_ids), here.who()) == likeness::same;
    if (!stays) begin_stay(b, who, in.key);
    const bool learned = stays && learn(b, who, true);
    const bool is_back = std::exchange(here.away, false);
    settle(b, in.key, first || !stays || learned || is_back);
}

/// Whoever has no name lies there as the one who leaves: the next one must not inherit from them.
void fold::leave(const place& from, const identity& who, std::uint64_t key) {
    const auto b = from.bed.empty() ? std::nullopt : find_bed(from.ward, from.bed);
    if (!b || is_nobody(who) || beds_[*b].stay.empty() || beds_[*b].vacated) return;
    const bed& here = beds_[*b];
    if (here.anonymous() || compare(meant(who, here.who(), here.former_ids), here.who()) == likeness::same)
        vacate(*b, key);
}

void fold::leave_all(const std::string& id, std::span<const bed_index> but, std::uint64_t key) {
    if (id.empty()) return;
    for (bed_index b = 0; b < beds_.size(); ++b)
        if (std::ranges::find(but, b) == but.end() &&
            meant({id, {}}, beds_[b].who(), beds_[b].former_ids).id == beds_[b].patient)
            vacate(b, key);
}

/// The bed is empty, and its monitor, if it goes on, watches nobody known.
void fold::vacate(bed_index b, std::uint64_t key) {
    const identity departed = beds_[b].who();
    begin_stay(b, {}, key);
    bed& here = beds_[b];
    here.departed = departed;
    here.vacated = true;
    std::erase_if(here.claims, &claim::registered);
    forget_monitor(here);
    settle(b, key, true);
    watch(here.ward);
}

/// In the bed that is named, as leave() would empty it; else wherever the patient is known by an id.
std::vector<bed_index> fold::beds_of(const movement& m) const {
    std::vector<bed_index> out;
    const auto named = m.to.bed.empty() ? std::nullopt : find_bed(m.to.ward, m.to.bed);
    for (bed_index b = 0; b < beds_.size(); ++b) {
        const bed& here = beds_[b];
        if (here.stay.empty() || here.vacated || is_nobody(m.who) || (!m.to.bed.empty() && b != named)) continue;
        const bool unnamed = named && here.anonymous();
        if (unnamed || compare(meant(m.who, here.who(), here.former_ids), here.who()) == likeness::same)
            out.push_back(b);
    }
    return out;
}

/// The bed stays the patient's, with its session; of whoever is not there nothing is measured, and no silence is told.
void fold::go_on_leave(const patient_moved& in) {
    for (const bed_index b : beds_of(in.content)) {
        bed& here = beds_[b];
        if (std::exchange(here.away, true)) continue;
        set_aside_all(b);
        end_device_alarms(b, never);
        forget_monitor(here);
        settle(b, in.key, true);
        watch(here.ward);
    }
}

void fold::come_back(const patient_moved& in) {
    if (!in.content.to.bed.empty()) return seat(in.content.who, in.content.to, in);
    for (const bed_index b : beds_of(in.content))
        if (std::exchange(beds_[b].away, false)) settle(b, in.key, true);
}

void fold::forget_monitor(bed& b) {
    b.care.last_heard.reset();
    b.care.silent = false;
    b.recovering = false;
    b.care.clock_skew.reset();
}

/// The same person under another id: no new stay, also not when a monitor goes on using the old one.
void fold::merge(const patient_moved& in) {
    const auto& [id, name] = in.content.who;
    const std::string& old = in.content.other.id;
    if (id.empty() || old.empty() || id == old) return;
    merge_courses(old, id);
    for (bed_index b = 0; b < beds_.size(); ++b) {
        bed& here = beds_[b];
        if (here.patient != old && here.patient != id) continue;
        std::erase_if(here.former_ids, [&](const std::string& f) { return f == id || f == old; });
        here.former_ids.push_back(old);
        if (here.former_ids.size() > former_ids_max) here.former_ids.erase(here.former_ids.begin());
        for (claim& c : here.claims)
            if (c.registered && c.who.id == old) c.who.id = id;
        const bool renamed = std::exchange(here.patient, id) != id;
        const bool learned = learn(b, in.content.who, true);
        refresh_past(b);
        settle(b, in.key, renamed || learned);
    }
}

/// A name; and where somebody lies, if nobody has said so before.
void fold::update(const patient_moved& in) {
    const movement& m = in.content;
    if (m.who.id.empty()) return;
    bool is_known = false;
    for (bed_index b = 0; b < beds_.size(); ++b) {
        if (meant(m.who, beds_[b].who(), beds_[b].former_ids).id != beds_[b].patient) continue;
        is_known = true;
        if (learn(b, m.who, true)) settle(b, in.key, true);
    }
    if (is_known || m.to.bed.empty()) return;
    const auto b = find_bed(m.to.ward, m.to.bed);
    if (!b || (beds_[*b].anonymous() && !beds_[*b].vacated)) seat(m.who, m.to, in);
}

} // namespace vigil::ward
