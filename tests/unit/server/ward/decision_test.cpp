// What people decide for a patient or a station: what is refused, and with which words; what other rules leave of it.
#include <algorithm>
#include <cmath>

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

const std::string spo2_rules = R"(
[[alarm]]
name     = "low_spo2"
message  = "SpO2 {spo2}"
priority = "medium"
limit    = 90
adjustable = [80, 95]
when     = "spo2 < limit"
[[alarm]]
name     = "deep"
message  = "Sedation {sedation}"
priority = "high"
when     = "sedation >= 3"
)";

std::string other_limits(const std::string& replacement) {
    std::string text = spo2_rules;
    const std::string was = "priority = \"medium\"\nlimit    = 90\nadjustable = [80, 95]\nwhen     = \"spo2 < limit\"";
    return text.replace(text.find(was), was.size(), replacement);
}

struct bedside {
    fold wards;
    instant now = start;

    explicit bedside(const std::string& rules = spo2_rules) {
        wards.apply(rules_input(rules));
        wards.apply(readings_input(0s, "W1", "3", {{metric::spo2, 97}}));
    }
    patient_command command(decltype(patient_command::what) what) const {
        return {.ward = "W1",
                .bed = "3",
                .stay = wards.beds()[0].stay,
                .by = "nurse-1",
                .reason = "because",
                .request = "",
                .what = std::move(what)};
    }
    /// Why it is refused; what is refused changes nothing.
    std::string refused(const patient_command& c) {
        const auto why = wards.refusal(c, now);
        if (!why) return "";
        const std::string before = wards.snapshot();
        CHECK(wards.apply({now, c}).empty());
        CHECK(wards.snapshot() == before);
        return *why;
    }
    void take(const patient_command& c) {
        REQUIRE_FALSE(wards.refusal(c, now));
        wards.apply({now, c});
    }
};

set_limit spo2_limit(std::optional<double> limit, milliseconds lasting = 1h) {
    return {"low_spo2", alarm::priority::medium, limit, start + lasting};
}

} // namespace

TEST_CASE("what nobody may decide is refused in words, and changes nothing") {
    bedside b;
    auto elsewhere = b.command(note_step{});
    elsewhere.bed = "4";
    CHECK(b.refused(elsewhere) == "there is no bed 'W1/4'");
    auto former = b.command(note_step{});
    former.stay = "another";
    CHECK(b.refused(former) == "another patient lies in this bed now");
    auto anonymous = b.command(note_step{});
    anonymous.by.clear();
    CHECK(b.refused(anonymous) == "somebody has to answer for it: 'by' is empty");
    CHECK(b.refused(b.command(set_limit{"low_sp", {}, 90, start + 1h})) == "there is no rule 'low_sp'");
    CHECK(b.refused(b.command(set_limit{"low_spo2", alarm::priority::high, 90, start + 1h})) ==
          "rule 'low_spo2' has no level of high priority");
    CHECK(b.refused(b.command(set_limit{"deep", alarm::priority::high, 2, start + 1h})) ==
          "the limit of 'deep', high, is not adjustable");
    CHECK(b.refused(b.command(pause_alarm{"low_sp", start + 1min})) == "there is no rule 'low_sp'");
    CHECK(b.refused(b.command(decide_confusion{alarm::confusion::open})) ==
          "it is either new confusion or dissociation");
    auto unexplained = b.command(set_spo2_scale{true});
    unexplained.reason.clear();
    CHECK(b.refused(unexplained) == "the choice of a scale needs a reason");
}

TEST_CASE("a limit of one patient lies within its range, both ends included, for a day at most") {
    bedside b;
    CHECK(b.refused(b.command(spo2_limit(79.9))) == "this limit may be 80 to 95");
    CHECK(b.refused(b.command(spo2_limit(95.1))) == "this limit may be 80 to 95");
    CHECK(b.refused(b.command(spo2_limit(no_value))) == "this limit may be 80 to 95");
    CHECK(b.refused(b.command(spo2_limit(85, 0ms))) == "its end is not in the future");
    CHECK(b.refused(b.command(spo2_limit(85, 24h + 1ms))) == "it ends after 1440 min at most");
    b.take(b.command(spo2_limit(80)));
    CHECK(b.wards.limits_of(b.wards.beds()[0], 0)[0] == 80);
    b.take(b.command(spo2_limit(95, 24h)));
    CHECK(b.wards.limits_of(b.wards.beds()[0], 0)[0] == 95);
    CHECK(b.wards.beds()[0].limits.size() == 1);
    b.take(b.command(spo2_limit({})));
    CHECK(b.wards.beds()[0].limits.empty());
}

TEST_CASE("an alarm is paused for an hour at most, and anew with another end") {
    bedside b;
    CHECK(b.refused(b.command(pause_alarm{"deep", start + 1h + 1ms})) == "it ends after 60 min at most");
    auto unexplained = b.command(pause_alarm{"deep", start + 1h});
    unexplained.reason.clear();
    CHECK(b.refused(unexplained) == "pausing an alarm needs a reason");
    b.take(b.command(pause_alarm{"deep", start + 1h}));
    b.take(b.command(pause_alarm{"low_spo2", start + 1h}));
    b.take(b.command(pause_alarm{"deep", start + 10min}));
    REQUIRE(b.wards.beds()[0].pauses.size() == 2);
    CHECK(b.wards.beds()[0].pauses[1].what.until == start + 10min);
    unexplained.what = pause_alarm{"deep", start}; // to end it needs no reason
    b.take(unexplained);
    CHECK(b.wards.beds()[0].pauses.size() == 1);
}

TEST_CASE("an infusion that begins takes the baseline if there is none, and starts the time since a step") {
    bedside b;
    b.take(b.command(set_phase{alarm::infusion_phase::infusing}));
    const alarm::patient& p = b.wards.beds()[0].care;
    REQUIRE(p.baselines.size() == 1);
    CHECK(p.baselines[0].value == 97);
    CHECK(p.step_at == start);
    b.now += 1min;
    b.take(b.command(set_phase{alarm::infusion_phase::infusing})); // it is in this phase already
    CHECK(p.phase_since == start);
    b.take(b.command(set_phase{alarm::infusion_phase::paused}));
    b.take(b.command(set_phase{alarm::infusion_phase::infusing})); // goes on, with the dose that it had
    CHECK(p.step_at == start);
    CHECK(p.phase_since == start + 1min);
    b.take(b.command(set_phase{alarm::infusion_phase::recovery}));
    b.wards.apply(readings_input(61s, "W1", "3", {{metric::spo2, 91}}));
    b.now += 1s;
    b.take(b.command(set_phase{alarm::infusion_phase::infusing})); // another infusion: the baseline stays
    CHECK(p.step_at == start + 61s);
    CHECK(p.baselines[0].value == 97);
}

TEST_CASE("a baseline is made of what is known, not of what was known once") {
    bedside b;
    b.wards.apply(readings_input(16s, "W1", "3", {{metric::heart_rate, 80}}));
    b.now += 16s;
    b.take(b.command(take_baseline{}));
    const auto& baselines = b.wards.beds()[0].care.baselines;
    REQUIRE(baselines.size() == 1);
    CHECK(baselines[0].what == metric::heart_rate);
}

TEST_CASE("a limit of one patient outlives other rules only where they still allow it") {
    struct row {
        std::string_view what;
        std::string rules;
        bool stays;
    };
    const row rows[]{
        {"the same", other_limits("priority = \"medium\"\nlimit = 92\nadjustable = [80, 95]\nwhen = \"spo2 < limit\""),
         true},
        {"a narrower range, below",
         other_limits("priority = \"medium\"\nlimit = 92\nadjustable = [86, 95]\nwhen = \"spo2 < limit\""), false},
        {"a narrower range, above",
         other_limits("priority = \"medium\"\nlimit = 82\nadjustable = [80, 84]\nwhen = \"spo2 < limit\""), false},
        {"no range", other_limits("priority = \"medium\"\nlimit = 92\nwhen = \"spo2 < limit\""), false},
        {"another priority",
         other_limits("priority = \"high\"\nlimit = 92\nadjustable = [80, 95]\nwhen = \"spo2 < limit\""), false},
        {"no such rule",
         "[monitor_silent]\nafter = \"30s\"\n[[alarm]]\nname = \"deep\"\nmessage = \"m\"\n"
         "priority = \"high\"\nwhen = \"sedation >= 3\"\n",
         false}};
    for (const row& r : rows) {
        CAPTURE(r.what);
        bedside b;
        b.take(b.command(spo2_limit(85)));
        const auto events = b.wards.apply(rules_input(r.rules));
        CHECK(b.wards.beds()[0].limits.empty() != r.stays);
        const bool told =
            std::ranges::any_of(events, [](const event& e) { return std::holds_alternative<bed_changed>(e.what); });
        CHECK(told != r.stays);
    }
}

TEST_CASE("an alarm that goes on under other rules takes their words, and says nothing where they are the same") {
    bedside b;
    b.wards.apply(readings_input(1s, "W1", "3", {{metric::spo2, 85}}));
    const auto words_after = [&](const std::string& rules) {
        std::vector<std::string> out;
        for (const event& e : b.wards.apply(rules_input(rules, start + 1s)))
            if (const auto* c = std::get_if<alarm_changed>(&e.what))
                out.push_back(std::string(name(c->how)) + " " + c->now.message);
        return out;
    };
    using words = std::vector<std::string>;
    CHECK(words_after(spo2_rules + "# nothing else\n").empty());
    std::string text = spo2_rules;
    CHECK(words_after(text.replace(text.find("SpO2 {spo2}"), 11, "Low: {spo2}")) == words{"updated Low: 85"});
    CHECK(words_after(other_limits("priority = \"medium\"\nlimit = 91\nwhen = \"spo2 < limit\"")) ==
          words{"updated SpO2 85"});
    CHECK(words_after(other_limits("priority = \"medium\"\nlimit = 91\nwhen = \"spo2 < limit - 1\"")) ==
          words{"updated SpO2 85"});
    CHECK(words_after(other_limits("priority = \"medium\"\nlimit = 80\nwhen = \"spo2 < limit - 1\"")) ==
          words{"updated SpO2 85", "cleared SpO2 85"});
}

TEST_CASE("the past of a value is carried over to rules that ask for the same past, and to no others") {
    const auto rules = [](const std::string& when) {
        return "[[alarm]]\nname = \"r\"\nmessage = \"m\"\npriority = \"low\"\nwhen = \"" + when + "\"\n";
    };
    bedside b{rules("mean(spo2, 12s) < 90")};
    b.wards.apply(readings_input(10s, "W1", "3", {{metric::spo2, 95}}));
    b.wards.apply(rules_input(rules("mean(heart_rate, 12s) < 90 or mean(spo2, 12s) < 80"), start + 10s));
    const auto& windows = b.wards.beds()[0].care.windows;
    REQUIRE(windows.size() == 2);
    CHECK(std::isnan(windows[0].mean()));
    CHECK(windows[1].mean() == 96);
}

} // namespace vigil::ward
