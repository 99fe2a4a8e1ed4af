// A bed at which a small protocol is carried out from screening to discharge, for the tests of what is told of it.
#pragma once

#include "server/infusion/order.hpp"
#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {

inline const std::string small_protocol = R"(
[protocol]
name         = "small"
title        = "A small <dose>"
drug         = "ketamine"
source       = "Proposal & more"
sessions_max = 3
after_care   = """
Somebody takes you home.
Do not drive.
"""
[[item]]
name   = "passed_urine"
ask    = "Has the patient passed urine?"
answer = "yes_no"
[[item]]
name   = "dreams"
ask    = "Vivid dreams?"
answer = "grade"
[[item]]
name   = "words"
ask    = "In the patient's words?"
answer = "text"
[[screening]]
name      = "glaucoma"
ask       = "Glaucoma?"
kind      = "contraindication"
otherwise = "second_prescriber"
[[screening]]
name = "escort"
ask  = "Is somebody there?"
kind = "requirement"
[baseline]
items = ["pulse"]
age   = "1h"
[dose]
routes = ["intravenous"]
units  = ["mg/h"]
beyond = "second_prescriber"
[dose.start]
mg_per_hour = 10
[dose.most]
mg_per_hour = 20
[dose.bolus]
mg       = 10
interval = "5min"
[[check]]
name           = "vitals"
title          = "Pulse and pain"
items          = ["pulse", "pain"]
phases         = ["infusing", "paused"]
every          = "15min"
overdue_low    = "5min"
overdue_medium = "15min"
[[stop]]
name     = "fast"
text     = "Pulse above 150: stop"
when     = "pulse > 150"
priority = "high"
[[stop]]
name     = "slow"
text     = "Pulse below 30: stop"
when     = "pulse < 30"
priority = "high"
[recovery]
least = "1min"
[[discharge]]
name  = "passed_urine"
text  = "Has passed urine"
kind  = "done"
items = ["passed_urine"]
[[discharge]]
name = "pump_off"
text = "The pump is removed"
kind = "pump_removed"
[[discharge]]
name = "after_care"
text = "The after-care sheet was read"
kind = "after_care"
)";

/// A JSON text, and what stands where in it.
struct document {
    simdjson::dom::parser parser;
    simdjson::dom::element root;

    explicit document(const std::string& json) { REQUIRE(parser.parse(json).get(root) == simdjson::SUCCESS); }

    std::string at(std::string_view pointer) const {
        simdjson::dom::element e;
        REQUIRE_MESSAGE(root.at_pointer(pointer).get(e) == simdjson::SUCCESS, pointer);
        return simdjson::minify(e);
    }
    bool has(std::string_view pointer) const { return root.at_pointer(pointer).error() == simdjson::SUCCESS; }
    std::size_t size(std::string_view pointer) const {
        simdjson::dom::array list;
        REQUIRE(root.at_pointer(pointer).get(list) == simdjson::SUCCESS);
        return list.size();
    }
};

inline std::string quoted_time(int minutes) {
    return fmt::format("\"{}\"", to_rfc3339(start + std::chrono::minutes{minutes}));
}

struct infused_ward : served_ward {
    infused_ward() {
        wards.apply({now, ward::protocols_changed{{{"small.toml", small_protocol}}}});
        REQUIRE(wards.protocols().size() == 1);
        pulse(80);
    }

    /// Of a patient whose name is written so that it could do harm.
    void pulse(double rate) {
        ward::readings_received in;
        in.key = ++count_;
        in.content = {.sender = "m", .control_id = "1", .ward = "W1", .bed = "3"};
        in.content.patient = "P-17";
        in.content.patient_name = "<script>alert('x')</script>";
        in.content.readings = {
            {.what = metric::pulse_rate, .declared = unit::per_minute, .value = rate, .measured_at = now}};
        wards.apply({now, std::move(in)});
    }

    void wait(int minutes) {
        now += std::chrono::minutes{minutes};
        wards.apply({now, ward::tick{}});
    }

    void order(infusion::order what, std::string reason = {}, std::optional<instant> at = {}) {
        ward::patient_command c{.ward = "W1",
                                .bed = "3",
                                .stay = wards.beds().front().stay,
                                .by = "nurse-1",
                                .reason = std::move(reason),
                                .request = "r" + std::to_string(++count_),
                                .what = ward::infusion_order{std::move(what), at}};
        const auto why = wards.refusal(c, now);
        REQUIRE_MESSAGE(!why, why.value_or(""));
        const auto told = wards.apply({now, std::move(c)});
        events.assign(told.begin(), told.end());
    }

    void chart(std::string id, std::string item, double value, std::string corrects = {},
               std::optional<instant> at = {}) {
        order(infusion::chart{.id = std::move(id),
                              .corrects = std::move(corrects),
                              .values = {{.item = std::move(item), .number = value, .text = {}}},
                              .note = {}},
              {}, at);
    }

    void begin() {
        order(infusion::start_session{.protocol = "small", .weight_kg = 70});
        order(infusion::answer_screening{"glaucoma", true, true, "doctor-2"}, "the eye clinic agrees");
        order(infusion::answer_screening{"escort", true, false, ""});
        chart("c1", "pain", 6);
        order(rate(10));
    }

    /// 5 mg in 30 min, 6.25 in 15, a bolus of 5, a pause of 5 min, 4.167 in 10: 20.417 mg.
    void run() {
        wait(25);
        pulse(90);
        chart("c2", "pain", 5);
        wait(5);
        infusion::set_rate more = rate(25);
        more.second_prescriber = "doctor-2";
        more.override = true;
        order(more, "no effect yet");
        order(infusion::give_bolus{
            .mg = 5, .by = infusion::route::intravenous, .prescriber = "doctor-1", .second_prescriber = {}});
        wait(10);
        chart("c3", "pain", 4, {}, now - std::chrono::minutes{4});
        chart("c4", "pain", 3, "c3", now - std::chrono::minutes{4});
        wait(5);
        order(infusion::pause_infusion{}, "the patient asked");
        pulse(160);
        now += std::chrono::seconds{10};
        pulse(90);
        now += std::chrono::seconds{50};
        wait(4);
        order(infusion::resume_infusion{});
        wait(10);
        order(infusion::stop_infusion{});
    }

    void leave() {
        wait(2);
        order(infusion::remove_pump{});
        order(infusion::acknowledge_after_care{});
        chart("c5", "passed_urine", 0);
        infusion::sign_discharge out;
        out.override = {"passed_urine"};
        order(out, "has a catheter");
    }

    static infusion::set_rate rate(double mg_per_hour) {
        return {.prescribed = {.amount = mg_per_hour, .unit = infusion::dose_unit::mg_per_hour},
                .by = infusion::route::intravenous,
                .prescriber = "doctor-1",
                .second_prescriber = {}};
    }

    std::vector<ward::event> events; ///< of the last order

private:
    std::uint64_t count_ = 1000;
};

} // namespace vigil::feed
