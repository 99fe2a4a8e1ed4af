// What people say about an alarm: it says nothing of its condition, so nothing sounds, ends or is called for by it.
#include <fmt/format.h>

#include "server/ward/fold.hpp"

namespace vigil::ward {
namespace {

constexpr const char* no_alarm = "no such alarm is active";
constexpr const char* nobody = "somebody has to answer for it: 'by' is empty";
constexpr std::size_t name_bytes_max = 128;

} // namespace

std::optional<std::string> fold::refusal(const note_alarm& c, instant) const {
    if (!find_alarm(c.alarm)) return no_alarm;
    if (c.by.empty()) return nobody;
    if (c.text.empty() || c.text.size() > alarm::note_bytes_max)
        return fmt::format("a note has 1 to {} bytes", alarm::note_bytes_max);
    return {};
}

std::optional<std::string> fold::refusal(const assign_alarm& c, instant) const {
    const alarm::alarm* known = find_alarm(c.alarm);
    if (!known) return no_alarm;
    if (c.by.empty()) return nobody;
    if (c.to.size() > name_bytes_max) return fmt::format("'to' has at most {} bytes", name_bytes_max);
    if (c.to.empty() && !known->assigned) return "nobody is assigned to it";
    return {};
}

void fold::take(const note_alarm& in) {
    if (refusal(in, now_)) return;
    alarm::alarm& a = alarms_.at(in.alarm);
    if (a.notes.size() == alarm::notes_max) a.notes.erase(a.notes.begin());
    a.notes.push_back({in.by, now_, in.text});
    publish(a, bed_of(a), alarm::change::noted);
}

void fold::take(const assign_alarm& in) {
    if (refusal(in, now_)) return;
    alarm::alarm& a = alarms_.at(in.alarm);
    a.assigned.reset();
    if (!in.to.empty()) a.assigned = {in.to, in.by, now_};
    publish(a, bed_of(a), alarm::change::assigned);
}

} // namespace vigil::ward
