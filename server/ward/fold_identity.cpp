// Who lies in a bed: what a sender's claim changes, and how a stay begins.
#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

/// Names one patient's time in a bed; the message that began it makes it unique. The first version wrote journals by
/// the same formula, without names: replayed after an upgrade, their alarms keep the ids under which they are known.
std::string stay_name(std::string_view ward, std::string_view bed, const identity& who, std::uint64_t key) {
    const std::string place = fmt::format("{}/{}", ward, bed);
    XXH64_hash_t hash = XXH3_64bits(place.data(), place.size());
    hash = XXH3_64bits_withSeed(who.id.data(), who.id.size(), hash);
    if (!who.name.empty()) hash = XXH3_64bits_withSeed(who.name.data(), who.name.size(), hash);
    return fmt::format("{:016x}", hash ^ key);
}

} // namespace

/// What a message says of whom it is about. True if the bed's stay or patient changed.
bool fold::identify(bed_index b, const std::string& sender, identity who, std::uint64_t key) {
    const bool first = beds_[b].stay.empty();
    if (first) begin_stay(b, who, key);
    bed& here = beds_[b];
    claim* known = find_claim(here.claims, sender);
    const identity before = known ? known->who : identity{};
    if (is_nobody(who) || (who.id.empty() && !before.id.empty())) return first; // a name is no key of who has one
    if (who.name.empty() && who.id == before.id) who.name = before.name;
    const bool agrees = compare(meant(who, here.who(), here.former_ids), here.who()) == likeness::same;
    if (known)
        known->who = who, known->named_at = now_;
    else if (!agrees || !crowded(here.claims, now_))
        remember(here.claims, {sender, false, who, now_});
    const bool news = before != who && follow(b, before, who, key);
    if (before != who || !agrees) compare_claims(beds_[b]); // who agrees and says so again changes nothing
    return first || news;
}

/// A claim that is new, or was `before` until now. True if the bed's stay or patient changed.
bool fold::follow(bed_index b, const identity& before, const identity& who, std::uint64_t key) {
    bed& here = beds_[b];
    const bool is_new = is_nobody(before);
    const likeness to_before = compare(before, who);
    if (here.anonymous() && !here.vacated) return learn(b, who, true); // who gets a name stays who they are
    if (here.vacated && compare(here.departed, who) == likeness::same) return false; // only registration brings back
    const likeness to_own = compare(meant(who, here.who(), here.former_ids), here.who());
    if (to_own == likeness::same) return learn(b, who, !is_new);
    if (to_before == likeness::same) return false; // the one named before, only better known
    const running_session* session = find_session(b);
    if (session && session->what.pump_attached) { // whoever has a pump running lies there until it is removed
        if (here.vacated) here.vacated = false;
        return here.anonymous() && learn(b, who, true);
    }
    const bool moves = to_own == likeness::different || to_before == likeness::different || here.vacated;
    if (moves) begin_stay(b, who, key);
    return moves;
}

/// The same patient, better known. `rename`: also by another name than so far. True if that is news.
bool fold::learn(bed_index b, const identity& who, bool rename) {
    bed& here = beds_[b];
    const identity before = here.who();
    if (here.patient.empty() && !who.id.empty()) {
        here.patient = who.id;
        refresh_past(b);
    }
    if (!who.name.empty() && (rename || here.patient_name.empty())) here.patient_name = who.name;
    return here.who() != before;
}

void fold::compare_claims(bed& b) {
    b.care.named = named_patients(b.who(), b.former_ids, b.claims);
}

void fold::leave_measurements(bed& b) {
    for (const metric_info& m : metrics()) {
        if (m.how != sampling::episodic || !b.care.values.has(m.what)) continue;
        const alarm::observed& last = b.care.values[m.what];
        const auto at = std::ranges::lower_bound(b.left_behind, m.what, {}, &left_measurement::what);
        const left_measurement left{m.what, last.status, last.value, last.measured_at};
        if (at != b.left_behind.end() && at->what == m.what)
            *at = left;
        else
            b.left_behind.insert(at, left);
    }
}

/// Another patient in the bed is another stay, which inherits nothing but the monitor.
void fold::begin_stay(bed_index b, const identity& who, std::uint64_t key) {
    end_session(b);
    clear_all(b);
    end_device_alarms(b, never);
    bed& here = beds_[b];
    leave_measurements(here);
    here.care = {.windows = std::vector<alarm::window>(rules_.windows.size()),
                 .phase_since = now_,
                 .last_heard = here.care.last_heard,
                 .silent = here.care.silent,
                 .clock_skew = here.care.clock_skew};
    here.limits.clear();
    here.pauses.clear();
    here.former_ids.clear();
    here.past.clear();
    here.vacated = false;
    here.away = false;
    here.departed = {};
    here.patient = who.id;
    here.patient_name = who.name;
    here.stay = stay_name(wards_[here.ward].name, here.name, who, key);
    compare_claims(here);
}

/// After a message that may have said who lies in a bed, and nothing of its vital signs.
void fold::settle(bed_index b, std::uint64_t key, bool news) {
    beds_[b].last_key = key;
    compare_claims(beds_[b]);
    if (news) announce(b);
    evaluate(b, news ? alarm::news::everything() : alarm::news{.observed = alarm::expression::heard_bit});
    if (news) refresh_session(b); // more may be known of the patient's past
    schedule(b);
}

} // namespace vigil::ward
