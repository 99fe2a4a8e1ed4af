#include "server/simulate/care_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/simulate/complication.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {
namespace {

constexpr double weight_kg = 70;

infusion::protocol shipped(const std::string& name) {
    std::ifstream in(VIGIL_SOURCE_DIR "/deploy/protocols/" + name + ".toml", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    return infusion::parse_protocol(text, name).value();
}

std::vector<infusion::protocol> all_shipped() {
    std::vector<infusion::protocol> out;
    for (const char* name :
         {"acute-pain-ward", "chronic-pain-course", "clinic-continuous", "day-case-low-dose", "palliative-burst"})
        out.push_back(shipped(name));
    return out;
}

std::vector<std::string_view> names(const std::vector<complication>& all) {
    std::vector<std::string_view> out;
    for (const complication& c : all) out.push_back(c.name);
    return out;
}

} // namespace

TEST_CASE("the doses that a simulated nurse orders lie within what each shipped protocol allows") {
    for (const infusion::protocol& p : all_shipped()) {
        CAPTURE(p.name);
        const dose_ladder doses = ladder_of(p, weight_kg).value();
        const double last = doses.mg_per_h(doses.rate(dose_ladder::steps));
        const double step = doses.mg_per_h(doses.rate(1)) - doses.mg_per_h(doses.start);
        CHECK(doses.start > 0);
        CHECK(step > 0);
        if (p.dose.start.mg_per_kg_per_hour)
            CHECK(doses.mg_per_h(doses.start) < *p.dose.start.mg_per_kg_per_hour * weight_kg);
        if (p.dose.start.mg_per_24h) CHECK(doses.mg_per_h(doses.start) * 24 < *p.dose.start.mg_per_24h);
        if (p.dose.most.mg_per_kg_per_hour) CHECK(last < *p.dose.most.mg_per_kg_per_hour * weight_kg);
        if (p.dose.most.mg_per_24h) CHECK(last * 24 < *p.dose.most.mg_per_24h);
        if (p.dose.step_mg_per_hour_max) CHECK(step <= *p.dose.step_mg_per_hour_max);
        if (p.dose.step_mg_per_24h_max) CHECK(step * 24 <= *p.dose.step_mg_per_24h_max + 0.01);
    }
}

TEST_CASE("a rate is ordered in the protocol's own unit and by its own route") {
    const infusion::protocol burst = shipped("palliative-burst");
    const dose_ladder doses = ladder_of(burst, weight_kg).value();
    CHECK(doses.most == doctest::Approx(500).epsilon(0.001)); // of a rate in whole micrograms an hour
    CHECK(rate_members(doses, 50) ==
          R"--("amount":50.00,"unit":"mg/(24.h)","route":"subcutaneous","weight_kg":70,"concentration_mg_per_ml":1,)--"
          R"("prescriber":"prescriber-1")");
}

TEST_CASE("what is charted is what the patient shows, and what was found") {
    const infusion::protocol p = shipped("day-case-low-dose");
    const vitals v{.heart_rate = 71.6, .systolic = 121.2, .sedation = 2};
    const std::vector<std::string> items{"pulse",        "systolic",       "sedation", "mood_change",
                                         "passed_urine", "sedative_given", "pain",     "hallucination"};
    const std::vector<complication::finding> finds{{"hallucination", 2}};
    CHECK(chart_members(p, items, v, finds) ==
          R"("values":[{"item":"pulse","value":72},{"item":"systolic","value":121},{"item":"poss","value":2},)"
          R"({"item":"mood_change","value":0},{"item":"passed_urine","value":true},)"
          R"({"item":"sedative_given","value":"nothing unusual"},{"item":"pain","value":3},)"
          R"({"item":"hallucination","value":2}])");
}

TEST_CASE("for the discharge everything is charted that the checklist asks a person") {
    const auto items = discharge_items(shipped("day-case-low-dose"));
    for (const char* asked : {"pulse", "systolic", "respiratory_rate", "spo2", "eaten", "drunk", "passed_urine",
                              "sedation", "mood_change", "cannula_out", "escort_here", "follow_up"})
        CHECK_MESSAGE(std::ranges::count(items, asked) == 1, asked);
}

TEST_CASE("all complications are those that can happen under a protocol") {
    const auto of = [](const std::string& name) { return choose("all", shipped(name)).value(); };
    CHECK(names(of("clinic-continuous")).back() == "leaves");
    CHECK(std::ranges::count(names(of("clinic-continuous")), "probe_off") == 1);
    CHECK(std::ranges::count(names(of("day-case-low-dose")), "probe_off") == 0);
    CHECK(choose("none", shipped("day-case-low-dose")).value().empty());
    CHECK(names(choose("leaves,overdue", shipped("day-case-low-dose")).value()) ==
          std::vector<std::string_view>{"leaves", "overdue"});
    CHECK(choose("fire", shipped("day-case-low-dose"))
              .error()
              .starts_with("there is no complication 'fire'; there are all"));
    CHECK(choose("probe_off", shipped("day-case-low-dose")).error() ==
          "'probe_off' cannot happen under day-case-low-dose");
}

TEST_CASE("a stop criterion is expected to speak only where the protocol has it") {
    const auto sedation = choose("over_sedation", shipped("chronic-pain-course")).value().front();
    CHECK(alarms_of(sedation, shipped("chronic-pain-course")) ==
          std::vector<std::string_view>{"high_sedation", "stop_unrousable"});
    CHECK(alarms_of(sedation, shipped("palliative-burst")) ==
          std::vector<std::string_view>{"high_sedation", "stop_unrousable", "stop_slow_breathing"});
    CHECK(means("overdue_", "overdue_pain"));
    CHECK_FALSE(means("overdue_", "pressure_overdue"));
    CHECK_FALSE(means("hallucination", "stop_hallucinating"));
}

TEST_CASE("a treatment that makes no sense is not begun") {
    const auto refused = [](auto change) {
        treatment_options o{.protocol = "day-case-low-dose"};
        change(o);
        return run_treatment(o) == 2;
    };
    CHECK(refused([](auto& o) { o.protocol = "day case"; }));
    CHECK(refused([](auto& o) { o.bed = "W1"; }));
    CHECK(refused([](auto& o) { o.bed = "W1/"; }));
    CHECK(refused([](auto& o) { o.speed = 1.5; }));
    CHECK(refused([](auto& o) { o.speed = 100'001; }));
    CHECK(refused([](auto& o) { o.hours = -1; }));
    CHECK(refused([](auto& o) { o.sessions = 0; }));
    CHECK(refused([](auto& o) { o.sessions = 17; }));
    CHECK(refused([](auto& o) { o.http = "nowhere"; }));
    CHECK(refused([](auto& o) { o.mllp = ":1"; }));
}

} // namespace vigil::simulate
