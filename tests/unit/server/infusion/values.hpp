// Protocols, sessions and orders for the tests of infusions.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "server/infusion/discharge.hpp"
#include "server/infusion/judgement.hpp"
#include "server/infusion/session.hpp"

namespace vigil::infusion {

using namespace std::chrono_literals;
using enum alarm::infusion_phase;

inline constexpr instant start = from_epoch_ms(1'800'000'000'000);

/// Screening of one contraindication, a requirement, and one that nobody may pass over; doses in mg/h.
inline protocol plan_of_day_case() {
    protocol p;
    p.name = "day-case";
    p.items = {{"passed_urine", "Has the patient passed urine?", item::answer::yes_no},
               {"nausea", "How much nausea?", item::answer::grade},
               {"steps", "How many steps?", item::answer::number},
               {"words", "In the patient's words?", item::answer::text}};
    using enum screening_question::kind;
    p.screening = {{"glaucoma", "Glaucoma?", contraindication, false, consent::second_prescriber},
                   {"escort", "Is somebody there?", requirement, true, consent::reason},
                   {"allergy", "Allergic to the drug?", contraindication, false, consent::never}};
    p.baseline = {"systolic", "spo2"};
    p.baseline_age = 1h;
    p.dose.routes = {route::intravenous, route::oral};
    p.dose.units = {dose_unit::mg_per_hour, dose_unit::mg_per_kg_per_hour};
    p.dose.start = {.mg_per_hour = 10};
    p.dose.most = {.mg_per_hour = 30, .mg_per_kg_per_hour = 0.5, .mg_per_24h = 500, .mg_total = 120};
    p.dose.beyond = consent::second_prescriber;
    p.dose.step_mg_per_hour_max = 10;
    p.dose.step_interval = 15min;
    p.dose.bolus_mg_max = 20;
    p.dose.bolus_mg_per_kg_max = 0.25;
    p.dose.bolus_interval = 10min;
    p.dose.sedation_max = 1;
    return p;
}

inline protocol_ptr shared(protocol p) {
    return std::make_shared<const protocol>(std::move(p));
}

/// A session, and what it looks at.
struct bedside {
    act by{.by = "nurse-1", .reason = {}, .at = start, .entered_at = start};
    session s;
    alarm::patient care;
    instant now = start;
    bool high_alarm = false;

    explicit bedside(protocol p = plan_of_day_case(), std::optional<double> weight_kg = 70.0)
        : s(begin("0123456789abcdef", shared(std::move(p)), {.protocol = "", .weight_kg = weight_kg}, by, {})) {}

    surroundings around() const { return {care, now, high_alarm}; }

    void wait(milliseconds time) {
        now += time;
        by.at = by.entered_at = now;
    }
    void put(metric m, double value) {
        care.values.put(m, {value, validity::valid, now, now, {}});
        listen_to_pump(s, around()); // as whenever something is measured
    }
    void lose(metric m) {
        care.values.put(m, {no_value, validity::unavailable, now, now, {}});
        listen_to_pump(s, around());
    }

    std::vector<objection> against(const order& o) const { return objections(s, o, by, around()); }

    /// Names of the guards that refuse it, with spaces between.
    std::string refused(const order& o) const {
        std::string out;
        for (const objection& one : against(o)) out += (out.empty() ? "" : " ") + one.guard;
        return out;
    }
    std::string why(const order& o) const { return to_text(against(o)); }

    void take(const order& o) {
        const std::string wrong = why(o);
        REQUIRE_MESSAGE(wrong.empty(), wrong);
        apply(s, o, by, around());
    }
    void take(const order& o, std::string reason) {
        by.reason = std::move(reason);
        take(o);
        by.reason.clear();
    }
};

inline set_rate rate(double mg_per_hour) {
    return {.prescribed = {.amount = mg_per_hour, .unit = dose_unit::mg_per_hour},
            .by = route::intravenous,
            .prescriber = "doctor-1"};
}
inline set_rate rate(double amount, dose_unit u, std::optional<double> weight_kg = {}) {
    set_rate out = rate(amount);
    out.prescribed = {.amount = amount, .unit = u, .weight_kg = weight_kg};
    return out;
}
template <typename Order>
Order overridden(Order o, std::string second = {}) {
    o.override = true;
    o.second_prescriber = std::move(second);
    return o;
}
inline give_bolus bolus(double mg) {
    return {.mg = mg, .by = route::intravenous, .prescriber = "doctor-1"};
}
inline chart charting(std::string id, std::vector<charted_value> values) {
    return {.id = std::move(id), .corrects = {}, .values = std::move(values), .note = {}};
}
inline charted_value number(std::string item, double value) {
    return {.item = std::move(item), .number = value, .text = {}};
}
inline charted_value text(std::string item, std::string value) {
    return {.item = std::move(item), .number = {}, .text = std::move(value)};
}

/// Everything known that a first dose asks for.
inline bedside screened(protocol p = plan_of_day_case(), std::optional<double> weight_kg = 70.0) {
    bedside b{std::move(p), weight_kg};
    b.take(answer_screening{.question = "glaucoma", .yes = false});
    b.take(answer_screening{.question = "escort", .yes = true});
    b.take(answer_screening{.question = "allergy", .yes = false});
    b.put(metric::nibp_systolic, 120);
    b.put(metric::spo2, 97);
    b.put(metric::sedation, 0);
    return b;
}
inline bedside running(double mg_per_hour = 10) {
    bedside b = screened();
    b.take(rate(mg_per_hour));
    return b;
}

} // namespace vigil::infusion
