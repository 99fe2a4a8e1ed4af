// The protocols that are shipped: sound, in agreement with the rules, and as the documents that they follow have it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "server/infusion/protocol.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;

std::string file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

const std::filesystem::path shipped = VIGIL_SOURCE_DIR "/deploy/protocols";

alarm::rule_set shipped_rules() {
    return alarm::rule_set::parse(file(VIGIL_SOURCE_DIR "/deploy/rules/ketamine.toml"), "ketamine.toml").value();
}

std::string problems_of(const std::string& text, const alarm::rule_set& rules) {
    const auto p = parse_protocol(text, "p", &rules);
    std::string out;
    if (!p)
        for (const alarm::problem& each : p.error()) out += to_text(each) + "\n";
    return out;
}

protocol of_file(std::string_view name) {
    return parse_protocol(file(shipped / fmt::format("{}.toml", name)), name).value();
}

const check& check_of(const protocol& p, std::string_view name) {
    const auto found = std::ranges::find(p.checks, name, &check::name);
    REQUIRE_MESSAGE(found != p.checks.end(), name);
    return *found;
}

} // namespace

TEST_CASE("the shipped protocols are sound, agree with the shipped rules, and are called as their files") {
    const alarm::rule_set rules = shipped_rules();
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shipped)) {
        if (entry.path().extension() != ".toml") continue;
        CAPTURE(entry.path().filename().string());
        CHECK(problems_of(file(entry.path()), rules) == "");
        const protocol p = of_file(entry.path().stem().string());
        CHECK(p.name == entry.path().stem().string());
        CHECK(std::ranges::any_of(p.screening, [](const auto& q) { return q.otherwise == consent::never; }));
        const auto has = [&](discharge_item::kind k) {
            return std::ranges::count(p.discharge, k, &discharge_item::what);
        };
        CHECK(has(discharge_item::kind::pump_removed) == 1);
        CHECK(has(discharge_item::kind::after_care) == 1);
        CHECK(has(discharge_item::kind::minimum_time) == 1);
        CHECK(std::ranges::any_of(p.stops, [](const auto& s) { return s.urgency == alarm::priority::high; }));
        ++count;
    }
    CHECK(count == 5);
}

TEST_CASE(
    "on the ward intervals lengthen as the nursing guideline has it, and liver and bladder are looked after daily") {
    const protocol p = of_file("acute-pain-ward");
    const auto& mind = check_of(p, "mind_and_breathing").schedule;
    REQUIRE(mind.size() == 4);
    CHECK((mind[0].every == 15min && mind[0].until == 1h));
    CHECK((mind[1].every == 30min && mind[1].until == 3h));
    CHECK((mind[2].every == 1h && mind[2].until == 24h));
    CHECK(mind[3].every == 2h);
    CHECK(check_of(p, "circulation").schedule[2].until == 12h);
    CHECK(check_of(p, "liver").schedule[0].every == 24h);
    CHECK(check_of(p, "bladder").items == std::vector<std::string>{"urinary_symptoms"});
}

TEST_CASE("the course has five days of four hours, and pressure and oxygen every quarter of an hour") {
    const protocol p = of_file("chronic-pain-course");
    CHECK(p.sessions_max == 5);
    CHECK(p.planned == milliseconds{4h});
    const check& c = check_of(p, "pressure_and_oxygen");
    CHECK(c.items == std::vector<std::string>{"systolic", "spo2"});
    CHECK(c.schedule[0].every == 15min);
    CHECK((c.overdue_low == 5min && c.overdue_medium == 15min));
    const check& after = check_of(p, "pulse_afterwards");
    CHECK(after.items == std::vector<std::string>{"pulse"});
    CHECK(after.schedule[0].every == 15min);
    CHECK(after.phases == 1u << static_cast<unsigned>(alarm::infusion_phase::recovery));
    CHECK(std::ranges::find(p.baseline, "pain") != p.baseline.end());
}

TEST_CASE("the day case goes home when it has eaten, drunk and passed urine, with an escort") {
    const protocol p = of_file("day-case-low-dose");
    CHECK(check_of(p, "five_checks").items ==
          std::vector<std::string>{"pulse", "systolic", "respiratory_rate", "sedation", "mood_change"});
    for (const std::string_view name : {"vital_signs", "eaten", "drunk", "passed_urine", "escort"})
        CHECK_MESSAGE(std::ranges::find(p.discharge, name, &discharge_item::name) != p.discharge.end(), name);
    CHECK(p.between_courses);
    CHECK(p.dose.most.mg_per_kg_per_hour == 1);
}

TEST_CASE("the burst rises by the day, needs a second prescriber beyond 500 mg, and is to end after five days") {
    const protocol p = of_file("palliative-burst");
    CHECK(p.dose.most.mg_per_24h == 500);
    CHECK(p.dose.beyond == consent::second_prescriber);
    CHECK(p.dose.step_mg_per_24h_max == 50);
    CHECK(p.dose.step_interval == 24h);
    CHECK(p.course_most == milliseconds{120h});
    CHECK(p.dose.routes == std::vector{route::subcutaneous, route::intravenous, route::oral});
    CHECK(p.dose.bolus_mg_max == 50);
    CHECK(check_of(p, "wearing_off").items == std::vector<std::string>{"respiratory_rate", "sedation"});
    CHECK(check_of(p, "wearing_off").phases == 1u << static_cast<unsigned>(alarm::infusion_phase::recovery));
    CHECK(of_file("clinic-continuous").continuous_monitoring);
}

} // namespace vigil::infusion
