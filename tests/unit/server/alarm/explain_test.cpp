#include "server/alarm/explain.hpp"

#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {
namespace {

rule_set read(const std::string& text) {
    auto rules = rule_set::parse(text, "f.toml");
    REQUIRE_MESSAGE(rules, to_text(rules.error().front()));
    return *std::move(rules);
}

/// The condition of a rule's only level, as it is explained.
std::string said(const std::string& when, const std::string& limit = "") {
    const rule_set rules =
        read("[[alarm]]\nname = \"a\"\nmessage = \"m\"\npriority = \"low\"\nwhen = \"" + when + "\"\n" + limit);
    const std::string text = explain(rules.rules.front(), rules), before = "  low: when ";
    const std::size_t from = text.find(before) + before.size();
    return text.substr(from, text.find("; ends when") - from);
}

std::string explained(const std::string& lines) {
    const rule_set rules = read("[[alarm]]\nname = \"a\"\nmessage = \"m\"\n" + lines);
    return explain(rules.rules.front(), rules);
}

} // namespace

TEST_CASE("a rule is explained level by level") {
    const std::string file = R"([[alarm]]
name = "low_spo2"
message = "m"
latching = true
again_after = "5min"
realarm = "10min"
[[alarm.level]]
priority = "medium"
limit = 94
adjustable = [80, 94]
when = "spo2 < limit"
for = "15s"
until = "spo2 >= limit + 1"
[[alarm.level]]
priority = "high"
when = "spo2 < 90"
for = "10s"
bypass = "spo2 < 85"
[[call]]
priority = "low"
after = "60s"
to = "charge nurse"
[[call]]
priority = "high"
after = "90s"
to = "physician"
)";
    const rule_set rules = read(file);
    CHECK(explain(rules.rules.front(), rules) ==
          R"(low_spo2: a physiological alarm.
  medium: when SpO2 is below 94 % for 15 s; ends when SpO2 is at least 95 %.
    Its limit, 94 %, may be set for one patient between 80 % and 94 %; what is reckoned from it moves with it.
  high: when SpO2 is below 90 % for 10 s, or at once when SpO2 is below 85 %; ends when that is no longer so.
  A value that is not known neither raises nor ends it.
  Latching: once over it stays shown until somebody acknowledges it.
  Not raised again within 5 min of the last time, except at once or more urgently.
  Acknowledged and still there, it sounds again after 10 min.
  Called if nobody acknowledges it: charge nurse after 1 min, physician after 1 min 30 s (if high).
)");
    CHECK(explain(rules.rules.back(), rules) ==
          R"(monitor_silent: a technical alarm.
  medium: when the monitor was last heard at least 30 s ago; ends when that is no longer so.
  Called if nobody acknowledges it: charge nurse after 1 min.
)");
}

TEST_CASE("what a rule has not is not explained") {
    CHECK(explained("kind = \"technical\"\npriority = \"low\"\nwhen = \"lost(spo2)\"\n[[call]]\npriority = \"medium\"\n"
                    "after = \"1min\"\nto = \"x\"\n") ==
          "a: a technical alarm.\n  low: when SpO2 was known and is not any more; ends when that is no longer so.\n"
          "  Nobody is called if nobody acknowledges it.\n");
    CHECK(explained("[[alarm.level]]\npriority = \"low\"\nwhen = \"lost(spo2)\"\n[[alarm.level]]\npriority = \"high\"\n"
                    "when = \"lost(etco2)\"\n[[call]]\npriority = \"medium\"\nafter = \"1min\"\nto = \"x\"\n")
              .ends_with("  Called if nobody acknowledges it: x after 1 min (if medium or more).\n"));
}

TEST_CASE("the limit that may be set is told with its unit") {
    const auto limit_line = [](const std::string& lines) {
        const std::string text = explained("priority = \"low\"\n" + lines);
        const std::size_t from = text.find("    Its limit");
        return text.substr(from, text.find('\n', from) - from);
    };
    CHECK(limit_line("when = \"temperature > limit\"\nlimit = 38.5\nadjustable = [38, 39]\n") ==
          "    Its limit, 38.5 °C, may be set for one patient between 38 °C and 39 °C.");
    CHECK(limit_line("when = \"spo2 < 90\"\nbypass = \"spo2 < limit\"\nlimit = 80\nadjustable = [70, 85]\n") ==
          "    Its limit, 80 %, may be set for one patient between 70 % and 85 %; what is reckoned from it moves with "
          "it.");
    CHECK(limit_line("when = \"systolic > limit * baseline(systolic)\"\nlimit = 1.2\nadjustable = [1.1, 1.5]\n") ==
          "    Its limit, 1.2, may be set for one patient between 1.1 and 1.5.");
}

TEST_CASE("a delay of a condition with several parts is about all of them") {
    CHECK(explained("priority = \"low\"\nfor = \"15s\"\nwhen = \"spo2 < 90 and etco2 > 50\"\n")
              .find("when SpO2 is below 90 % and EtCO2 is above 50 mmHg, all this for 15 s;") != std::string::npos);
}

TEST_CASE("NEWS2 is explained with its bounds and for whom it is not") {
    CHECK(explained("priority = \"low\"\nwhen = \"news2() >= 5\"\n")
              .find("  NEWS2 with a value missing counts where no such value could change the answer. Not for patients "
                    "under "
                    "16 years or in pregnancy.\n") != std::string::npos);
}

TEST_CASE("every operator and function is put into words") {
    struct row {
        std::string when, words;
    };
    for (const row& r : {
             row{"heart_rate < 50", "heart rate is below 50 /min"},
             row{"heart_rate <= 50", "heart rate is at most 50 /min"},
             row{"heart_rate > 120", "heart rate is above 120 /min"},
             row{"heart_rate >= 120", "heart rate is at least 120 /min"},
             row{"heart_rate == 60", "heart rate is 60 /min"},
             row{"heart_rate != 60", "heart rate is not 60 /min"},
             row{"120 < heart_rate", "heart rate is above 120 /min"},
             row{"120 <= heart_rate", "heart rate is at least 120 /min"},
             row{"120 > heart_rate", "heart rate is below 120 /min"},
             row{"120 >= heart_rate", "heart rate is at most 120 /min"},
             row{"60 == heart_rate", "heart rate is 60 /min"},
             row{"60 != heart_rate", "heart rate is not 60 /min"},
             row{"2 > 1", "2 is above 1"},
             row{"not heart_rate < 50", "heart rate is at least 50 /min"},
             row{"not heart_rate == 60", "heart rate is not 60 /min"},
             row{"not not heart_rate > 50", "heart rate is above 50 /min"},
             row{"etco2 > 6 kPa", "EtCO2 is above 45.004 mmHg"},
             row{"temperature > 101.3 degF", "temperature is above 38.5 °C"},
             row{"temperature - baseline(temperature) > 1",
                 "temperature minus the baseline of temperature is above 1 °C"},
             row{"oxygen_flow > 2", "oxygen flow is above 2 L/min"},
             row{"pain >= 7", "pain is at least 7"},
             row{"sedation >= 2", "sedation is at least 2 (rouses and drifts off)"},
             row{"sedation > 1.5", "sedation is above 1.5"},
             row{"sedation < 4", "sedation is below 4"},
             row{"poss == S", "POSS is S (asleep, easy to rouse)"},
             row{"poss >= 3", "POSS is at least 3 (drifts off in conversation)"},
             row{"systolic > 160", "systolic pressure is above 160 mmHg"},
             row{"diastolic > 100", "diastolic pressure is above 100 mmHg"},
             row{"mean_pressure < 65", "mean pressure is below 65 mmHg"},
             row{"pulse > 120", "pulse is above 120 /min"},
             row{"nibp_systolic > 160", "systolic pressure (cuff) is above 160 mmHg"},
             row{"heart_rate > pulse_rate", "heart rate is above pulse rate"},
             row{"heart_rate - pulse_rate > 15", "heart rate minus pulse rate is above 15 /min"},
             row{"heart_rate > pulse_rate + 15", "heart rate is above pulse rate plus 15 /min"},
             row{"heart_rate - (pulse_rate - 5) > 15", "heart rate minus (pulse rate minus 5 /min) is above 15 /min"},
             row{"heart_rate - pulse_rate - 5 > 15", "heart rate minus pulse rate minus 5 /min is above 15 /min"},
             row{"heart_rate + (pulse_rate - 5) > 15", "heart rate plus pulse rate minus 5 /min is above 15 /min"},
             row{"(heart_rate + pulse_rate) / 2 > 90", "(heart rate plus pulse rate) divided by 2 is above 90 /min"},
             row{"heart_rate / systolic > 1", "heart rate divided by systolic pressure is above 1"},
             row{"heart_rate * systolic > 20000", "heart rate times systolic pressure is above 20000"},
             row{"60 / heart_rate > 1", "60 divided by heart rate is above 1"},
             row{"heart_rate / (2 * spo2) > 1", "heart rate divided by (2 times SpO2) is above 1"},
             row{"1 / 0 > 1", "1 divided by 0 is above 1"},
             row{"spo2 < 90 + 2 * 3 - 4 / 2", "SpO2 is below 94 %"},
             row{"systolic > 1.2 * baseline(systolic)",
                 "systolic pressure is above 1.2 times the baseline of systolic pressure"},
             row{"spo2 < 0.9 * baseline(spo2)", "SpO2 is below 0.9 times the baseline of SpO2"},
             row{"-heart_rate < -120", "minus heart rate is below -120 /min"},
             row{"-(heart_rate - pulse_rate) > 5", "minus (heart rate minus pulse rate) is above 5 /min"},
             row{"-(2 + 3) < spo2", "SpO2 is above -5 %"},
             row{"change(spo2, 10min) < -5", "the change of SpO2 over 10 min is below -5 %"},
             row{"mean(spo2, 90s) < 92", "the mean of SpO2 over 1 min 30 s is below 92 %"},
             row{"present(spo2)", "SpO2 is known"},
             row{"not present(systolic)", "systolic pressure is not known"},
             row{"lost(spo2)", "SpO2 was known and is not any more"},
             row{"not lost(spo2)", "SpO2 is known, or never was"},
             row{"sensor_off(spo2)", "SpO2 has its sensor off"},
             row{"not sensor_off(spo2)", "SpO2 does not have its sensor off"},
             row{"implausible(spo2)", "SpO2 is beyond the plausible"},
             row{"not implausible(spo2)", "SpO2 is not beyond the plausible"},
             row{"frozen(spo2, 10min)", "SpO2 has been exactly the same for 10 min"},
             row{"not frozen(spo2, 10min)", "SpO2 has changed within the last 10 min"},
             row{"overdue(sedation, 30min)", "no sedation came for 30 min of this phase"},
             row{"not overdue(sedation, 30min)", "sedation came within the last 30 min, or the phase is as new"},
             row{"scheduled(systolic)", "systolic pressure is due as the session's protocol has it"},
             row{"not scheduled(sedation)", "sedation is in no check of a session's protocol"},
             row{"confusion_open()",
                 "new confusion and dissociation are both charted and nobody has decided which it is"},
             row{"identity_conflict()", "senders name different patients for this bed"},
             row{"not identity_conflict()", "all senders name the same patient"},
             row{"not confusion_open()", "it is not open whether there is new confusion or dissociation"},
             row{"phase == infusing", "the phase is infusing"},
             row{"phase != recovery", "the phase is not recovery"},
             row{"age(nibp_systolic) > 30min", "systolic pressure (cuff) was measured more than 30 min ago"},
             row{"age(nibp_systolic) >= 30min", "systolic pressure (cuff) was measured at least 30 min ago"},
             row{"age(nibp_systolic) < 30min", "systolic pressure (cuff) was measured less than 30 min ago"},
             row{"age(nibp_systolic) <= 30min", "systolic pressure (cuff) was measured at most 30 min ago"},
             row{"silence() > 500ms", "the monitor was last heard more than 500 ms ago"},
             row{"silence() >= 0s", "the monitor was last heard at least 0 s ago"},
             row{"minutes_since_step < 15", "the dose was last changed less than 15 min ago"},
             row{"minutes_since_step >= 90", "the dose was last changed at least 1 h 30 min ago"},
             row{"clock_skew() > 2min", "the monitor's clock is off by more than 2 min"},
             row{"clock_skew() >= 2min", "the monitor's clock is off by at least 2 min"},
             row{"clock_skew() < 2min", "the monitor's clock is off by less than 2 min"},
             row{"news2() >= 5", "NEWS2 is at least 5"},
             row{"news2() < 5", "NEWS2 is below 5"},
             row{"news2() > 5", "NEWS2 is at least 6"},
             row{"news2_single() >= 3", "the highest single item of NEWS2 is at least 3"},
             row{"news2_single() < 3", "the highest single item of NEWS2 is below 3"},
         }) {
        CAPTURE(r.when);
        CHECK(said(r.when) == r.words);
    }
}

TEST_CASE("parentheses stand only where they are needed") {
    const std::string a = "spo2 < 90", b = "etco2 > 50", c = "pain > 3";
    const std::string A = "SpO2 is below 90 %", B = "EtCO2 is above 50 mmHg", C = "pain is above 3";
    CHECK(said(a + " and " + b + " and " + c) == A + " and " + B + " and " + C);
    CHECK(said(a + " or " + b + " or " + c) == A + " or " + B + " or " + C);
    CHECK(said(a + " and " + b + " or " + c) == A + " and " + B + ", or " + C);
    CHECK(said(a + " or " + b + " and " + c) == A + ", or " + B + " and " + C);
    CHECK(said("(" + a + " or " + b + ") and " + c) == "(" + A + " or " + B + ") and " + C);
    CHECK(said("(" + a + ") and (" + b + ")") == A + " and " + B);
    CHECK(said("not (" + a + " and " + b + ")") == "not (" + A + " and " + B + ")");
    CHECK(said("not (" + a + " or " + b + ") and " + c) == "not (" + A + " or " + B + ") and " + C);
    CHECK(said("not (not (" + a + " or " + b + ")) and " + c) == "(" + A + " or " + B + ") and " + C);
    CHECK(said("(heart_rate + 1) * 2 > 9") == "(heart rate plus 1 /min) times 2 is above 9 /min");
}

TEST_CASE("the limit is told as the number that it is, and reckoned with") {
    CHECK(said("spo2 < limit", "limit = 92\n") == "SpO2 is below 92 %");
    CHECK(said("spo2 < limit - 5", "limit = 90\n") == "SpO2 is below 85 %");
    CHECK(said("limit > spo2", "limit = 90\n") == "SpO2 is below 90 %");
}

} // namespace vigil::alarm
