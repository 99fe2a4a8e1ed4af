// Every protocol that is shipped, from the first question to the discharge.
#include "tests/unit/server/infusion/values.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "proto/vitals/scale.hpp"
#include "server/infusion/charting.hpp"

namespace vigil::infusion {
namespace {

protocol read(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file}.rdbuf();
    const auto p = parse_protocol(text.str(), file.filename().string());
    REQUIRE_MESSAGE(p, to_text(p.error().front()));
    return *p;
}

/// What is charted of a patient who is well.
double well(metric m) {
    using enum metric;
    if (const auto all = levels(m); !all.empty())
        return std::ranges::find_if(all, [](const level& l) { return l.depth == 0 || l.value == 0; })->value;
    switch (m) {
        case heart_rate:
        case pulse_rate: return 70;
        case spo2: return 98;
        case respiratory_rate: return 14;
        case nibp_systolic:
        case abp_systolic: return 120;
        case nibp_diastolic:
        case abp_diastolic: return 75;
        case temperature: return 36.8;
        case pain: return 3;
        default: return (info(m).plausible_min + info(m).plausible_max) / 2;
    }
}

bool to_be_done(const protocol& p, const std::string& item) {
    return std::ranges::any_of(p.discharge, [&](const discharge_item& i) {
        return i.what == discharge_item::kind::done && std::ranges::find(i.items, item) != i.items.end();
    });
}

charted_value well(const protocol& p, const std::string& name) {
    if (name == "sedation") return text("poss", "1");
    if (const auto m = charted_metric(name)) return number(name, well(*m));
    const auto asked = std::ranges::find(p.items, name, &item::name);
    REQUIRE(asked != p.items.end());
    if (asked->kind == item::answer::text) return text(name, "as before");
    return number(name, asked->kind == item::answer::yes_no && to_be_done(p, name) ? 1 : 0);
}

/// Everything that the protocol names, each once.
std::vector<charted_value> everything(const protocol& p) {
    std::vector<std::string> names = p.baseline;
    for (const check& c : p.checks) names.insert(names.end(), c.items.begin(), c.items.end());
    for (const discharge_item& i : p.discharge) {
        names.insert(names.end(), i.items.begin(), i.items.end());
        for (const auto& r : i.ranges) names.push_back(r.item);
    }
    std::vector<charted_value> out;
    for (const std::string& name : names) {
        const charted_value v = well(p, name);
        const auto m = charted_metric(v.item);
        const auto same = [&](const charted_value& o) { return m ? m == charted_metric(o.item) : o.item == v.item; };
        if (std::ranges::none_of(out, same)) out.push_back(v);
    }
    return out;
}

/// A nurse charts all of it, and the alarm core is told.
void observe(bedside& b, int turn) {
    const chart c = charting("set-" + std::to_string(turn), everything(*b.s.plan));
    b.take(c);
    for (const reading& r : readings_of(c, b.by)) b.put(r.what, r.value);
    b.put(metric::sedation, 0);
}

/// The highest first rate that the protocol allows.
micrograms_per_hour first_rate(const protocol& p) {
    const auto least = [&](const ceiling& c, double most) {
        if (c.mg_per_hour) most = std::min(most, *c.mg_per_hour);
        if (c.mg_per_kg_per_hour) most = std::min(most, *c.mg_per_kg_per_hour * 70);
        if (c.mg_per_24h) most = std::min(most, *c.mg_per_24h / 24);
        return most;
    };
    return micrograms_per_hour{static_cast<std::int64_t>(least(p.dose.start, least(p.dose.most, 1'000)) * 1000)};
}

set_rate in_its_unit(const protocol& p, micrograms_per_hour rate) {
    const dose_unit u = p.dose.units.front();
    return {.prescribed = {.amount = *amount_in(u, rate, {}, 70), .unit = u},
            .by = p.dose.routes.front(),
            .prescriber = "doctor-1"};
}

} // namespace

TEST_CASE("every shipped protocol is played from the first question to the discharge") {
    std::size_t played = 0;
    for (const auto& file : std::filesystem::directory_iterator{VIGIL_SOURCE_DIR "/deploy/protocols"}) {
        if (file.path().extension() != ".toml") continue;
        CAPTURE(file.path().filename().string());
        const protocol p = read(file.path());
        bedside b{p};
        for (const screening_question& q : p.screening) b.take(answer_screening{.question = q.name, .yes = q.pass});
        CHECK(b.refused(in_its_unit(p, first_rate(p))).find("baseline_missing") != std::string::npos);
        observe(b, 0);
        b.take(in_its_unit(p, first_rate(p)));
        b.wait(24h + 1min);
        CHECK(b.refused(in_its_unit(p, micrograms_per_hour{2 * static_cast<std::int64_t>(first_rate(p))}))
                  .find("checks_overdue") != std::string::npos);
        observe(b, 1);
        const auto more = micrograms_per_hour{static_cast<std::int64_t>(first_rate(p)) + 100};
        CHECK(b.why(in_its_unit(p, more)) == "");
        b.take(pause_infusion{});
        b.take(resume_infusion{});
        b.take(stop_infusion{});
        CHECK(b.s.phase == recovery);
        CHECK(b.refused(sign_discharge{}).find("pump_attached") != std::string::npos);
        b.take(remove_pump{});
        b.wait(8h);
        for (const metric_info& m : metrics())
            if (levels(m.what).empty()) b.care.baselines.push_back({m.what, well(m.what), start});
        observe(b, 2);
        if (!p.after_care.empty()) b.take(acknowledge_after_care{});
        CHECK(b.why(sign_discharge{}) == "");
        CHECK(b.s.phase == ready);
        b.take(sign_discharge{});
        CHECK(b.s.phase == discharged);
        ++played;
    }
    CHECK(played == 5);
}

} // namespace vigil::infusion
