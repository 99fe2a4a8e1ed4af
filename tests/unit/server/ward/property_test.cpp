// What holds for every course of events: checked with random ones.
#include <rapidcheck.h>

#include <cmath>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;
using seeds = std::vector<std::uint32_t>;

/// Time alone raises, ends and raises again; beside the shipped rules, which latch, bypass and delay.
std::string all_rules() {
    return R"toml([[alarm]]
name     = "values_missing"
when     = "not present(spo2) and present(temperature) and temperature < 50 or not present(nibp_systolic)"
priority = "low"
message  = "Values are missing"

)toml" + shipped_rules();
}

const std::string other_rules = R"([[alarm]]
name     = "tachycardia"
when     = "heart_rate > 110"
for      = "4s"
priority = "high"
latching = true
message  = "Heart rate {heart_rate}"
[monitor_silent]
after    = "20s"
)";

constexpr milliseconds gaps[]{0ms, 0ms, 1ms, 700ms, 5s, 10s, 15001ms, 30s};

/// Small numbers that follow from one large one (splitmix64).
class chooser {
public:
    explicit chooser(std::uint32_t seed) : state_(seed) {}
    std::uint32_t below(std::uint32_t n) {
        std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15u;
        z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9u;
        z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebu;
        return static_cast<std::uint32_t>((z ^ (z >> 31)) % n);
    }

private:
    std::uint64_t state_;
};

reading random_reading(chooser& c, instant at) {
    constexpr std::pair<metric, std::array<double, 4>> choices[]{{metric::heart_rate, {80, 117, 130, 160}},
                                                                 {metric::spo2, {97, 91, 88, 80}},
                                                                 {metric::abp_systolic, {130, 157, 165, 180}},
                                                                 {metric::nibp_systolic, {130, 157, 165, 400}},
                                                                 {metric::sedation, {1, 2, 3, 4}},
                                                                 {metric::temperature, {36, 37, 38, 39}}};
    const auto& [what, values] = choices[c.below(6)];
    const std::uint32_t status = c.below(8);
    const validity v = status == 0 ? validity::sensor_off : status == 1 ? validity::test : validity::valid;
    return *make_reading(what, values[c.below(4)], info(what).canonical, v, at);
}

input random_readings(chooser& c, std::uint64_t number, instant at) {
    readings_received in;
    in.key = (number + 1) * 0x9e37'79b9'7f4a'7c15u;
    in.content.sender = "monitor";
    in.content.ward = c.below(2) ? "W1" : "W2";
    in.content.bed = std::to_string(1 + c.below(2));
    if (c.below(8) == 0) in.content.patient = c.below(2) ? "MRN-1" : "MRN-2";
    for (std::uint32_t more = 1 + c.below(3); more > 0; --more)
        in.content.readings.push_back(random_reading(c, at - milliseconds{c.below(2)}));
    return {at, std::move(in)};
}

/// A course of events; commands name alarms that are active when they come.
std::vector<input> random_inputs(const seeds& from) {
    fold wards;
    std::vector<input> out{rules_input(all_rules())};
    wards.apply(out.front());
    instant now = start;
    for (std::size_t i = 0; i < from.size(); ++i) {
        chooser c{from[i]};
        now += gaps[c.below(std::size(gaps))];
        const std::uint32_t kind = c.below(8);
        input next{now, tick{}};
        if (kind < 6) {
            next = random_readings(c, i, now);
        } else if (!wards.alarms().empty()) {
            auto a = wards.alarms().begin();
            std::advance(a, c.below(static_cast<std::uint32_t>(wards.alarms().size())));
            if (c.below(4) != 0)
                next.what = acknowledge{a->first, "nurse", std::to_string(i)};
            else
                next.what = alarm_shown{a->first, "wall"};
        } else if (c.below(8) == 0) {
            next.what = rules_changed{c.below(2) ? other_rules : all_rules(), "rules.toml"};
        }
        wards.apply(next);
        out.push_back(std::move(next));
    }
    return out;
}

std::vector<std::string> play(fold& wards, std::span<const input> inputs) {
    std::vector<std::string> out;
    for (const input& in : inputs) append_applied(wards, in, out);
    return out;
}

/// True if the property holds for many random courses, each long enough for alarms to come and go.
template <class Property>
bool holds(const char* what, Property property) {
    return rc::check(what, [&] {
        const auto from = *rc::gen::container<seeds>(60, rc::gen::arbitrary<std::uint32_t>());
        property(random_inputs(from));
    });
}

void require_equal(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    RC_ASSERT(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) RC_ASSERT(a[i] == b[i]);
}

} // namespace

TEST_CASE("the same inputs give the same events, and something does happen") {
    std::size_t alarms = 0;
    CHECK(holds("same inputs, same events", [&](const std::vector<input>& inputs) {
        fold one, two;
        const auto events = play(one, inputs);
        require_equal(events, play(two, inputs));
        RC_ASSERT(one.snapshot() == two.snapshot());
        alarms += one.alarms().size();
    }));
    CHECK(alarms > 100);
}

TEST_CASE("one big tick gives what many small ones give, and none comes before its deadline") {
    CHECK(holds("ticks change nothing", [](const std::vector<input>& inputs) {
        fold plain, ticked;
        std::vector<std::string> events;
        instant now = start;
        for (const input& in : inputs) {
            for (; now + 250ms < in.at; now += 250ms) append_applied(ticked, {now + 250ms, tick{}}, events);
            now = in.at;
            append_applied(ticked, in, events);
        }
        require_equal(play(plain, inputs), events);
    }));
    CHECK(holds("deadlines are not late", [](const std::vector<input>& inputs) {
        fold wards;
        for (const input& in : inputs) {
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
    CHECK(holds("snapshot and tail", [](const std::vector<input>& inputs) {
        const auto cut = *rc::gen::inRange<std::size_t>(0, inputs.size() + 1);
        fold whole, first;
        const auto events = play(whole, inputs);
        auto pieces = play(first, std::span{inputs}.first(cut));
        fold second = restored(first);
        RC_ASSERT(second.snapshot() == first.snapshot());
        const auto tail = play(second, std::span{inputs}.subspan(cut));
        pieces.insert(pieces.end(), tail.begin(), tail.end());
        require_equal(events, pieces);
        RC_ASSERT(whole.snapshot() == second.snapshot());
    }));
}

TEST_CASE("inputs read back from the journal's bytes give the same events") {
    CHECK(holds("codec", [](const std::vector<input>& inputs) {
        fold plain, journaled;
        std::vector<std::string> events;
        std::string bytes;
        input again;
        for (const input& in : inputs) {
            encode(in, bytes);
            RC_ASSERT(decode(bytes, again));
            append_applied(journaled, again, events);
        }
        require_equal(play(plain, inputs), events);
    }));
}

TEST_CASE("what happens in one bed does not depend on the others") {
    CHECK(holds("beds are independent", [](const std::vector<input>& inputs) {
        fold all, alone;
        std::set<alarm::alarm_id> of_bed;
        std::vector<std::string> expected, events;
        const auto note = [&](fold& wards, const input& in, std::vector<std::string>& out) {
            for (event e : wards.apply(in)) {
                if (wards.wards()[e.ward].name != "W1" || wards.beds()[e.bed].name != "1") continue;
                if (const auto* a = changed(e)) of_bed.insert(a->id);
                e.sequence = 0, e.bed = 0, e.ward = 0;
                fold named; // the names are compared through the alarm; the numbers depend on who came first
                named.apply(readings_input(0ms, "W1", "1", {}));
                encode(std::span{&e, 1}, named, out.emplace_back());
            }
        };
        for (const input& in : inputs) {
            note(all, in, expected);
            const auto* r = std::get_if<readings_received>(&in.what);
            const auto* a = std::get_if<acknowledge>(&in.what);
            const auto* s = std::get_if<alarm_shown>(&in.what);
            const bool mine = r   ? r->content.ward == "W1" && r->content.bed == "1"
                              : a ? of_bed.contains(a->alarm)
                              : s ? of_bed.contains(s->alarm)
                                  : true;
            if (mine) note(alone, in, events);
        }
        note(alone, {inputs.back().at, tick{}}, events);
        require_equal(expected, events);
    }));
}

TEST_CASE("sequences have no gaps, ids are never used twice, revisions grow, and digests agree with the alarms") {
    CHECK(holds("bookkeeping", [](const std::vector<input>& inputs) {
        fold wards;
        std::map<ward_index, std::uint64_t> sequence;
        std::map<alarm::alarm_id, std::uint32_t> revision;
        for (const input& in : inputs) {
            for (const event& e : wards.apply(in)) {
                RC_ASSERT(e.at <= in.at);
                if (std::holds_alternative<alarm_seen>(e.what)) {
                    RC_ASSERT(e.sequence == 0u);
                    continue;
                }
                RC_ASSERT(e.sequence == ++sequence[e.ward]);
                if (const auto* a = changed(e)) RC_ASSERT(a->revision == ++revision[a->id]);
                if (const auto* a = changed(e); a && a->state == alarm::phase::onset) RC_ASSERT(a->revision == 1u);
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

TEST_CASE("taking note ends only what was over already, and a bed that was heard is live or has its alarm") {
    CHECK(holds("acknowledging and silence", [](const std::vector<input>& inputs) {
        fold wards;
        for (const input& in : inputs) {
            wards.apply({in.at, tick{}});
            const auto* said = std::get_if<acknowledge>(&in.what);
            const auto* known = said ? wards.find_alarm(said->alarm) : nullptr;
            const bool latched = known && known->state == alarm::phase::latched;
            for (const event& e : wards.apply(in))
                if (said) RC_ASSERT(changed(e) && (changed(e)->state == alarm::phase::cleared) == latched);
            std::set<std::pair<std::string, std::string>> silent;
            for (const auto& [id, a] : wards.alarms())
                if (a.rule == "monitor_silent") RC_ASSERT(silent.emplace(a.ward, a.bed).second);
            for (const bed& b : wards.beds())
                RC_ASSERT((b.last_heard && !b.monitored) == silent.contains({wards.wards()[b.ward].name, b.name}));
        }
    }));
}

} // namespace vigil::ward
