// Past sessions of patients: by the patient's id; while none is known, with the bed, as long as the stay lasts.
#include <algorithm>
#include <tuple>
#include <utility>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

using infusion::past_session;

void add_missing(std::vector<past_session>& all, const std::vector<past_session>& more) {
    for (const past_session& p : more)
        if (std::ranges::find(all, p.id, &past_session::id) == all.end()) all.push_back(p);
}

/// Oldest first, and no more than are kept.
void put_in_order(std::vector<past_session>& all) {
    std::ranges::sort(all, {}, [](const past_session& p) { return std::tie(p.began, p.id); });
    if (all.size() > infusion::session::past_max)
        all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(infusion::session::past_max));
}

} // namespace

/// Before the session that the bed has: of the patient as far as it is known by an id, and of this stay.
std::vector<past_session> fold::known_past(bed_index b) const {
    const bed& here = beds_[b];
    std::vector<past_session> past = here.past;
    const auto found = here.patient.empty() ? courses_.end() : courses_.find(here.patient);
    if (found != courses_.end()) add_missing(past, found->second);
    if (const running_session* s = find_session(b)) add_missing(past, s->what.past);
    put_in_order(past);
    return past;
}

std::vector<past_session> fold::past_of(bed_index b) const {
    std::vector<past_session> past = known_past(b);
    const running_session* s = find_session(b);
    auto last = s ? infusion::summary_of(s->what, now_, beds_[b].care) : std::nullopt;
    if (!last) return past;
    std::erase_if(past, [&](const past_session& p) { return p.id == last->id; });
    past.push_back(*std::move(last));
    return past;
}

/// For the days of a course that come after, each of which is another stay.
void fold::remember_course(bed_index b, std::optional<past_session> s) {
    if (!s) return;
    bed& here = beds_[b];
    if (!here.patient.empty()) return add_course(here.patient, {*std::move(s)});
    add_missing(here.past, {*std::move(s)});
    put_in_order(here.past);
}

void fold::add_course(const std::string& patient, std::vector<past_session> more) {
    if (more.empty()) return;
    auto& past = courses_[patient];
    add_missing(past, more);
    put_in_order(past);
    if (courses_.size() <= courses_max) return;
    courses_.erase(std::ranges::min_element(courses_, {}, [](const auto& c) { return c.second.back().ended; }));
}

/// Two records were of one person: so were their infusions.
void fold::merge_courses(const std::string& old, const std::string& id) {
    const auto found = courses_.find(old);
    if (found == courses_.end()) return;
    auto past = std::move(found->second);
    courses_.erase(found);
    add_course(id, std::move(past));
}

/// More is known of the patient than when the session began: ceilings of a day and of a course count it from now on.
void fold::refresh_past(bed_index b) {
    bed& here = beds_[b];
    if (!here.patient.empty()) add_course(here.patient, std::exchange(here.past, {}));
    const auto found = sessions_.find(b);
    if (found == sessions_.end() || found->second.what.phase == alarm::infusion_phase::discharged) return;
    infusion::session& s = found->second.what;
    s.past = known_past(b);
    s.day = infusion::day_of_course(*s.plan, s.past, s.began.at);
}

} // namespace vigil::ward
