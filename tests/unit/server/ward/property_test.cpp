// What holds for every course of events: checked with random ones.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <regex>
#include <utility>

#include "tests/unit/server/ward/course.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;
using inputs = std::vector<input>;

} // namespace

TEST_CASE("the same inputs give the same events, and everything that can happen does happen") {
    std::map<alarm::change, std::size_t> changes;
    std::size_t refused = 0, taken = 0, device_alarms = 0, conflicts = 0, vacated = 0, away = 0, carried = 0;
    std::map<alarm::infusion_phase, std::size_t> phases;
    std::set<std::string> of_sessions;
    CHECK(holds("same inputs, same events", [&](const inputs& course) {
        fold one, two;
        for (const input& in : course) {
            if (const auto* c = std::get_if<patient_command>(&in.what)) ++(one.refusal(*c, in.at) ? refused : taken);
            for (const event& e : one.apply(in)) {
                if (const auto* c = std::get_if<alarm_changed>(&e.what)) ++changes[c->how];
                if (changed(e) && changed(e)->rule == "identity_conflict") ++conflicts;
                if (std::holds_alternative<device_alarm_changed>(e.what)) ++device_alarms;
                if (const auto* told = std::get_if<infusion_told>(&e.what)) {
                    ++phases[told->now.phase];
                    carried += told->now.over && told->now.ended_why.starts_with("it goes on");
                }
            }
            for (const bed& b : one.beds()) vacated += b.vacated, away += b.away;
            for (const auto& [b, s] : one.sessions())
                for (const session_alarm& a : s.alarms) of_sessions.insert(a.rule);
        }
        fold again;
        require_equal(play(again, course), play(two, course));
        RC_ASSERT(one.snapshot() == two.snapshot());
    }));
    for (int how = 0; how <= static_cast<int>(alarm::change::cleared); ++how) {
        CAPTURE(name(static_cast<alarm::change>(how)));
        CHECK(changes[static_cast<alarm::change>(how)] > 2); // the rarest comes some 20 times, as chance has it
    }
    CHECK(refused > 10);
    CHECK(taken > 100);
    CHECK(device_alarms > 100);
    CHECK(conflicts > 10);
    CHECK(vacated > 10);
    CHECK(away > 10);
    CHECK(carried > 3);
    for (auto phase = alarm::infusion_phase::screening; phase <= alarm::infusion_phase::discharged;
         phase = static_cast<alarm::infusion_phase>(static_cast<int>(phase) + 1)) {
        CAPTURE(name(phase));
        CHECK(phases[phase] > 0);
    }
    const auto raised = [&](const char* rule) { return of_sessions.contains(rule); };
    CHECK(
        std::ranges::count_if(std::array{"overdue_signs", "overdue_walk", "stop_deep", "stop_oxygen", "monitoring_gap",
                                         "infusion_too_long", "dose_above_ceiling", "leaves_with_pump"},
                              raised) >= 6); // of eight: the rarest is not in every run
}

TEST_CASE("one big tick gives what many small ones give, and none comes before its deadline") {
    CHECK(holds("ticks change nothing", [](const inputs& course) {
        fold plain, ticked;
        std::vector<std::string> events;
        instant now = start;
        for (const input& in : course) {
            for (; now + 250ms < in.at; now += 250ms) append_applied(ticked, {now + 250ms, tick{}}, events);
            now = in.at;
            append_applied(ticked, in, events);
        }
        require_equal(play(plain, course), events);
    }));
    CHECK(holds("deadlines are not late", [](const inputs& course) {
        fold wards;
        for (const input& in : course) {
            for (instant next = wards.next_deadline(); next <= in.at; next = wards.next_deadline()) {
                if (next > wards.now() + 1ms) RC_ASSERT(wards.apply({next - 1ms, tick{}}).empty());
                wards.apply({next, tick{}});
                RC_ASSERT(wards.next_deadline() > next);
            }
            wards.apply(in);
        }
    }));
}

TEST_CASE("a snapshot followed by the rest gives what the whole gives, bit for bit") {
    CHECK(holds("snapshot and tail", [](const inputs& course) {
        const auto cut = *rc::gen::inRange<std::size_t>(0, course.size() + 1);
        fold whole, first;
        const auto events = play(whole, course);
        auto pieces = play(first, std::span{course}.first(cut));
        fold second = restored(first);
        RC_ASSERT(second.snapshot() == first.snapshot());
        const auto tail = play(second, std::span{course}.subspan(cut));
        pieces.insert(pieces.end(), tail.begin(), tail.end());
        require_equal(pieces, events);
        RC_ASSERT(second.snapshot() == whole.snapshot());
    }));
}

TEST_CASE("inputs as the journal keeps them give the same events, bit for bit") {
    CHECK(holds("journaled inputs", [](const inputs& course) {
        fold plain, replayed;
        std::vector<std::string> events;
        std::string bytes;
        for (const input& in : course) {
            input read;
            encode(in, bytes);
            RC_ASSERT(decode(bytes, read));
            append_applied(replayed, read, events);
        }
        require_equal(play(plain, course), events);
    }));
}

namespace {

/// The same rules, but for words that keep them from being told by values alone: true whatever is known.
std::string looked_at_always(std::string text) {
    static const std::regex conditions{"((?:when|bypass) *= \")([^\"]*)\""};
    return std::regex_replace(text, conditions, "$1($2) and (phase == infusing or phase != infusing)\"");
}

/// Each report once more half a second later, where nothing else comes before.
inputs said_again(const inputs& course) {
    inputs out;
    for (std::size_t i = 0; i < course.size(); ++i) {
        out.push_back(course[i]);
        if (!std::holds_alternative<readings_received>(course[i].what)) continue;
        if (i + 1 < course.size() && course[i + 1].at <= course[i].at + 500ms) continue;
        out.push_back(course[i]);
        out.back().at += 500ms;
    }
    return out;
}

/// What everybody is told of a course, without the version of the rules.
std::vector<std::string> told(fold& wards, const std::vector<input>& course) {
    std::vector<std::string> out;
    std::vector<event> events;
    for (const input& in : course) {
        const auto applied = wards.apply(in);
        events.assign(applied.begin(), applied.end());
        for (event& e : events)
            if (auto* c = std::get_if<alarm_changed>(&e.what); c && c->now.because) c->now.because->rule_version = 0;
        const auto texts = encoded(events, wards);
        out.insert(out.end(), texts.begin(), texts.end());
    }
    return out;
}

} // namespace

TEST_CASE("a condition that does not look at the same values once more misses nothing") {
    std::uint64_t looks = 0, always = 0;
    CHECK(holds("same values, same alarms", [&](const inputs& random) {
        const inputs course = said_again(random);
        inputs reference = course;
        for (input& in : reference)
            if (auto* r = std::get_if<rules_changed>(&in.what)) r->text = looked_at_always(r->text);
        fold wards, looking;
        require_equal(told(wards, course), told(looking, reference));
        looks += wards.evaluations(), always += looking.evaluations();
    }));
    CHECK(looks > 0);
    CHECK(looks + 200 < always); // else the courses hold too few values that come again
}

namespace {

bool of_bed_one(const fold& wards, const event& e) {
    return e.bed != no_bed && wards.wards()[e.ward].name == "W1" && wards.beds()[e.bed].name == "1";
}

/// What is meant for bed W1/1, or for everybody; alarms of the ward stand for its neighbours too, so what is said to
/// them is left out of both courses.
bool concerns_bed_one(const input& in, const std::set<alarm::alarm_id>& its_alarms) {
    if (const auto* r = std::get_if<readings_received>(&in.what))
        return r->content.ward == "W1" && r->content.bed == "1";
    if (const auto* d = std::get_if<device_alarms_reported>(&in.what))
        return d->content.ward == "W1" && d->content.bed == "1";
    if (const auto* c = std::get_if<patient_command>(&in.what)) return c->ward == "W1" && c->bed == "1";
    if (const auto* a = std::get_if<acknowledge>(&in.what)) return its_alarms.contains(a->alarm);
    if (const auto* s = std::get_if<alarm_shown>(&in.what)) return its_alarms.contains(s->alarm);
    return true;
}

bool says_to_a_ward(const fold& wards, const input& in) {
    const auto* a = std::get_if<acknowledge>(&in.what);
    const alarm::alarm* known = a ? wards.find_alarm(a->alarm) : nullptr;
    return known && known->bed.empty();
}

/// Registration's update says where a patient lies only if no other bed knows them.
bool looks_elsewhere(const input& in) {
    const auto* moved = std::get_if<patient_moved>(&in.what);
    return moved && moved->content.what == movement::kind::updated;
}

/// A session goes with its patient from bed to bed, and what was given before counts wherever they lie.
bool treats(const input& in) {
    const auto* c = std::get_if<patient_command>(&in.what);
    return c && std::holds_alternative<infusion_order>(c->what);
}

} // namespace

TEST_CASE("what happens in one bed does not depend on the others") {
    CHECK(holds("beds are independent", [](const inputs& course) {
        fold all, alone;
        std::set<alarm::alarm_id> its_alarms;
        std::vector<std::string> expected, events;
        const auto note = [&](fold& wards, const input& in, std::vector<std::string>& out) {
            for (event e : wards.apply(in)) {
                if (!of_bed_one(wards, e)) continue;
                if (const auto* a = changed(e)) its_alarms.insert(a->id);
                e.sequence = 0, e.bed = 0, e.ward = 0; // these depend on who came first
                fold named;
                named.apply(readings_input(0ms, "W1", "1", {}));
                encode(std::span{&e, 1}, named, out.emplace_back());
            }
        };
        for (const input& in : course) {
            if (says_to_a_ward(all, in) || looks_elsewhere(in) || treats(in)) continue;
            note(all, in, expected);
            if (concerns_bed_one(in, its_alarms)) note(alone, in, events);
        }
        note(all, {course.back().at, tick{}}, expected); // what was left out may have been the last
        note(alone, {course.back().at, tick{}}, events);
        require_equal(expected, events);
    }));
}

TEST_CASE("sequences have no gaps, ids are never used twice, revisions grow, and digests agree with the alarms") {
    CHECK(holds("bookkeeping", [](const inputs& course) {
        fold wards;
        std::map<ward_index, std::uint64_t> sequence;
        std::map<alarm::alarm_id, std::uint32_t> revision;
        for (const input& in : course) {
            for (const event& e : wards.apply(in)) {
                RC_ASSERT(e.at <= in.at);
                if (std::holds_alternative<alarm_seen>(e.what)) {
                    RC_ASSERT(e.sequence == 0u);
                    continue;
                }
                RC_ASSERT(e.sequence == ++sequence[e.ward]);
                const auto* a = changed(e);
                if (!a) continue;
                RC_ASSERT(a->revision == ++revision[a->id]);
                RC_ASSERT((a->revision == 1u) == (a->state == alarm::phase::onset));
                RC_ASSERT(a->bed.empty() == (e.bed == no_bed));
            }
            for (ward_index w = 0; w < wards.wards().size(); ++w) {
                std::uint64_t sum = 0;
                std::size_t active = 0;
                for (const auto& [id, a] : wards.alarms())
                    if (a.ward == wards.wards()[w].name) sum ^= digest(a), ++active;
                RC_ASSERT(wards.wards()[w].digest == sum);
                RC_ASSERT(wards.wards()[w].active == active);
                RC_ASSERT(wards.wards()[w].sequence == sequence[w]);
            }
        }
    }));
}

TEST_CASE(
    "taking note ends only what was over already, and a bed that was heard is live, recovering or has its alarm") {
    CHECK(holds("acknowledging and silence", [](const inputs& course) {
        fold wards;
        for (const input& in : course) {
            wards.apply({in.at, tick{}});
            const auto* said = std::get_if<acknowledge>(&in.what);
            const auto* known = said ? wards.find_alarm(said->alarm) : nullptr;
            const bool latched = known && known->state == alarm::phase::latched;
            for (const event& e : wards.apply(in))
                if (said) RC_ASSERT(changed(e) && (changed(e)->state == alarm::phase::cleared) == latched);
            std::set<std::pair<std::string, std::string>> silent;
            for (const auto& [id, a] : wards.alarms())
                if (a.rule == "monitor_silent" && !a.bed.empty()) RC_ASSERT(silent.emplace(a.ward, a.bed).second);
            for (const bed& b : wards.beds())
                RC_ASSERT(b.monitored() + b.recovering + silent.contains({wards.wards()[b.ward].name, b.name}) ==
                          b.care.last_heard.has_value()); // one of them
        }
    }));
}

TEST_CASE("a pause always ends, and nothing more urgent than what was known sounds unheard during one") {
    CHECK(holds("pauses", [](const inputs& course) {
        fold wards;
        for (const input& in : course) {
            wards.apply(in);
            const instant now = wards.now();
            for (const bed& b : wards.beds()) {
                for (const paused_rule& p : b.pauses)
                    RC_ASSERT(p.what.until > now && p.what.until <= now + alarm_pause_max);
                for (const own_limit& l : b.limits) RC_ASSERT(l.until > now && l.until <= now + limit_time_max);
            }
            for (const auto& [id, a] : wards.alarms())
                if (a.paused) RC_ASSERT(a.paused->until > now && a.urgency <= a.paused->upto);
            for (const ward& w : wards.wards())
                for (const station& s : w.stations) {
                    if (!s.audio_paused_until) continue;
                    RC_ASSERT(*s.audio_paused_until > now && *s.audio_paused_until <= now + audio_pause_max);
                    for (const auto& [id, a] : wards.alarms())
                        if (a.ward == w.name && !a.acknowledged && !a.paused)
                            RC_ASSERT(s.paused_upto && a.urgency <= *s.paused_upto);
                }
        }
    }));
}

TEST_CASE("an alarm that latches is cleared only after somebody took note, or with its patient or its rule") {
    CHECK(holds("latching", [](const inputs& course) {
        fold wards;
        for (const input& in : course) {
            for (const event& e : wards.apply(in)) {
                const auto* a = changed(e);
                if (!a || !a->latching || a->state != alarm::phase::cleared || a->acknowledged) continue;
                const bed& b = wards.beds()[e.bed];
                RC_ASSERT(std::holds_alternative<rules_changed>(in.what) || b.stay != a->stay);
            }
        }
    }));
}

TEST_CASE("another patient inherits nothing") {
    CHECK(holds("stays", [](const inputs& course) {
        fold wards;
        std::map<bed_index, std::string> stays;
        std::map<std::string, bed> patients; // of sessions, before the input
        for (const input& in : course) {
            patients.clear();
            for (const auto& [b, s] : wards.sessions()) patients[s.what.id] = wards.beds()[b];
            wards.apply(in);
            for (const auto& [id, a] : wards.alarms())
                if (!a.bed.empty()) RC_ASSERT(a.stay == wards.beds()[*wards.find_bed(a.ward, a.bed)].stay);
            for (bed_index i = 0; i < wards.beds().size(); ++i) {
                const bed& b = wards.beds()[i];
                if (std::exchange(stays[i], b.stay) == b.stay) continue;
                RC_ASSERT(b.limits.empty() && b.pauses.empty() && !b.care.spo2_scale_2 && !b.away);
                RC_ASSERT(b.former_ids.empty());
                if (const running_session* s = wards.find_session(i)) { // it came with its patient
                    const auto from = patients.find(s->what.id);
                    RC_ASSERT(from != patients.end());
                    const bed& was = from->second;
                    const bool joined = std::ranges::find(was.former_ids, b.patient) !=
                                        was.former_ids.end(); // registration uses the old id
                    RC_ASSERT(was.patient.empty() || was.patient == b.patient || joined);
                } else {
                    RC_ASSERT(b.care.phase == alarm::infusion_phase::none && !b.care.step_at);
                    RC_ASSERT(b.care.baselines.empty());
                }
                for (const relayed_alarm& a : b.device_alarms) RC_ASSERT(a.since == in.at);
                for (const metric_info& m : metrics()) {
                    const auto& seen = b.care.values[m.what];
                    RC_ASSERT(seen.received_at == instant{} || seen.received_at == in.at);
                }
            }
        }
    }));
}

} // namespace vigil::ward
