// What a session says of the pump: that it runs at another rate than ordered, or is not heard.
#include "tests/unit/server/infusion/told.hpp"

namespace vigil::infusion {

TEST_CASE("a pump that runs at another rate than ordered is told after a minute, and not by a little") {
    bedside b = with(plan_of_day_case(), 20);
    const auto pump = [&](double mg_per_hour) {
        b.put(metric::pump_dose_rate, mg_per_hour);
        return told(b);
    };
    go_to(b, 10min);
    CHECK(pump(25).empty());
    CHECK(next(b) == 10min + 30s + 1ms);
    go_to(b, 10min + 25s);
    CHECK(pump(25).empty());
    go_to(b, 10min + 50s);
    CHECK(pump(25).empty());
    CHECK(next(b) == 11min);
    go_to(b, 11min);
    CHECK(told(b) == "pump_differs medium 11");
    CHECK(message(b) == "The pump runs at 25 mg/h, ordered are 20 mg/h");
    pump(21);
    CHECK(message(b) == "A pump ran at 25 mg/h a moment ago, ordered are 20 mg/h");
    CHECK(next(b) == 11min + 30s);
    go_to(b, 11min + 30s);
    CHECK(pump(21).empty());
    go_to(b, 12min);
    CHECK(pump(21).empty());
    b.take(overridden(rate(25), "doctor-2"), "as agreed");
    CHECK(told(b).empty()); // the pump is about to be set
    go_to(b, 13min);
    CHECK(pump(21).empty());
    b.put(metric::pump_dose_rate, 21);
    go_to(b, 13min + 20s);
    CHECK(pump(21) == "");
    go_to(b, 13min + 40s);
    CHECK(pump(21) == "");
    go_to(b, 14min);
    CHECK(pump(21) == "pump_differs medium 14");
}

TEST_CASE("a pump that runs while the infusion is paused or over is told") {
    for (const bool over : {false, true}) {
        bedside b = with(plan_of_day_case(), 20);
        over ? b.take(stop_infusion{}) : b.take(pause_infusion{});
        for (int i = 0; i <= 4; ++i) b.wait(15s), b.put(metric::pump_dose_rate, 20);
        CHECK(told(b).starts_with("pump_differs medium"));
        if (!over) b.take(stop_infusion{});
        b.take(remove_pump{});
        CHECK(told(b).empty());
    }
}

TEST_CASE("a pump whose rate wavers is told as long after the difference began") {
    bedside b = with(plan_of_day_case(), 20);
    for (int i = 0; i < 6; ++i) {
        go_to(b, 10min + i * 10s);
        b.put(metric::pump_dose_rate, 25 + 0.1 * i);
        CHECK(told(b).empty());
    }
    go_to(b, 11min);
    b.put(metric::pump_dose_rate, 25);
    CHECK(told(b) == "pump_differs medium 11");
}

TEST_CASE("a pump that is put right within the minute is not told") {
    bedside b = with(plan_of_day_case(), 20);
    go_to(b, 10min);
    b.put(metric::pump_dose_rate, 25);
    for (int i = 4; i <= 12; ++i) {
        go_to(b, 10min + i * 10s);
        b.put(metric::pump_dose_rate, 20);
        CHECK(told(b).empty());
    }
}

TEST_CASE("of two pumps, which are not told apart, the one that differs is told although the other agrees") {
    bedside b = with(plan_of_day_case(), 20);
    for (int i = 0; i < 12; ++i) {
        go_to(b, 10min + i * 10s);
        b.put(metric::pump_dose_rate, i % 2 == 0 ? 40 : 20);
        CHECK(told(b) == (i < 6 ? "" : "pump_differs medium 11"));
    }
    CHECK(message(b) == "A pump ran at 40 mg/h a moment ago, ordered are 20 mg/h");
}

TEST_CASE("a pump that was seen running after the stop does not become quiet by not being heard") {
    for (const bool told_off : {false, true}) {
        bedside b = with(plan_of_day_case(), 20);
        go_to(b, 10min);
        b.put(metric::pump_dose_rate, 20);
        b.take(stop_infusion{});
        go_to(b, 10min + 20s);
        b.put(metric::pump_dose_rate, 20);
        go_to(b, 10min + 25s);
        if (told_off) b.lose(metric::pump_dose_rate);
        go_to(b, 11min + 20s);
        CHECK(told(b) == "pump_differs medium 11");
        CHECK(message(b) == "The pump ran at 20 mg/h when it was heard last, ordered are 0 mg/h");
        go_to(b, 5h);
        CHECK(told(b) == "pump_differs medium 11");
        b.take(remove_pump{});
        CHECK(told(b).empty());
    }
}

TEST_CASE("a pump that was heard last before the stop, or before another rate was ordered, is not known to differ") {
    bedside b = with(plan_of_day_case(), 20);
    go_to(b, 10min);
    b.put(metric::pump_dose_rate, 20);
    go_to(b, 10min + 10s);
    b.take(stop_infusion{});
    go_to(b, 1h);
    CHECK(told(b).empty());
}

TEST_CASE("a stop that is told later finds the pump that ran on") {
    bedside b = with(plan_of_day_case(), 20);
    for (int i = 0; i <= 20; ++i) go_to(b, 10min + i * 15s), b.put(metric::pump_dose_rate, 20);
    b.by.at = start + 12min;
    b.take(stop_infusion{});
    CHECK(told(b) == "pump_differs medium 13");
}

TEST_CASE("a stop after a pause is no new order to the pump") {
    bedside b = with(plan_of_day_case(), 20);
    go_to(b, 10min);
    b.take(pause_infusion{});
    for (int i = 1; i <= 5; ++i) go_to(b, 10min + i * 15s), b.put(metric::pump_dose_rate, 20);
    CHECK(told(b) == "pump_differs medium 11");
    b.take(stop_infusion{});
    CHECK(told(b) == "pump_differs medium 11");
}

TEST_CASE("a pump's flow is reckoned with what it holds, by its own word or as it was ordered") {
    protocol p = plan_of_day_case();
    p.dose.concentration_mg_per_ml = 2;
    bedside b = with(p, 20);
    const auto run = [&](double ml_per_hour, double mg_per_ml) {
        for (int i = 0; i <= 4; ++i) {
            b.wait(15s), b.put(metric::pump_flow, ml_per_hour);
            if (!std::isnan(mg_per_ml)) b.put(metric::pump_concentration, mg_per_ml);
        }
        return told(b).substr(0, 12);
    };
    CHECK(run(10, no_value).empty());
    CHECK(run(12, no_value) == "pump_differs");
    CHECK(run(4, 5).empty());
    CHECK(run(4, 4) == "pump_differs");
}

TEST_CASE("a pump that was heard and is not any more is told; one that never was is not") {
    bedside b = with(plan_of_day_case(), 20);
    go_to(b, 10min);
    CHECK(told(b).empty());
    b.put(metric::pump_remaining, 40);
    go_to(b, 11min - 1ms);
    CHECK(told(b).empty());
    CHECK(next(b) == 11min);
    go_to(b, 11min);
    CHECK(told(b) == "pump_lost medium 11");
    b.put(metric::pump_remaining, 39);
    CHECK(told(b).empty());
    go_to(b, 13min);
    b.take(pause_infusion{});
    CHECK(told(b).empty());
}

} // namespace vigil::infusion
