// A session from admission to discharge, as the simulated nurse plays it.
#include <fmt/format.h>

#include <algorithm>

#include "server/simulate/nurse.hpp"

namespace vigil::simulate {
namespace {

/// Complications of the infusion are spread over its middle.
double moment_of(std::size_t place, std::size_t count, double length_s) {
    return length_s * (0.1 + 0.8 * (static_cast<double>(place) + 0.5) / static_cast<double>(count));
}

} // namespace

nurse::step nurse::play_session() {
    co_await admit();
    co_await screen();
    co_await start();
    co_await infuse();
    co_await recover();
    co_await leave();
}

nurse::step nurse::admit() {
    co_await register_event("A01");
    scene_.monitored = true;
    co_await until([this] { return !bed_.patient.empty(); }, patience_s(), "the patient in the bed", true);
    scene_.tell("registration", fmt::format("{} lies in {}", bed_.patient, scene_.options.bed));
}

nurse::step nurse::screen() {
    co_await must("infusion_start",
                  fmt::format(R"("protocol":"{}","weight_kg":{})", scene_.plan.name, scene_.ladder.weight_kg));
    scene_.tell("nurse", fmt::format("begins a session: {}", scene_.plan.title));
    const bool doubtful = std::ranges::count(todo_, complication::kind::contraindication, &complication::what) != 0;
    bool told = false;
    for (const infusion::screening_question& q : scene_.plan.screening) {
        if (doubtful && !told && q.otherwise == infusion::consent::second_prescriber) {
            told = true;
            scene_.tell("nurse", fmt::format("{} {}", q.ask, q.pass ? "No" : "Yes"));
            const std::string answer = fmt::format(R"("question":"{}","yes":{})", q.name, !q.pass);
            co_await must("infusion_screening", answer);
            co_await must_be_refused("infusion_rate", rate_members(scene_.ladder, scene_.ladder.start));
            co_await must("infusion_screening", answer + R"(,"override":true,"second_prescriber":"prescriber-2")",
                          "seen and weighed by both");
            scene_.tell("nurse", "two prescribers go on all the same");
        } else {
            co_await must("infusion_screening", fmt::format(R"("question":"{}","yes":{})", q.name, q.pass));
        }
    }
    co_await until([this] { return session_.phase == "baseline"; }, patience_s(), "the screening to be passed");
}

nurse::step nurse::start() {
    co_await chart(scene_.plan.baseline);
    co_await must("infusion_rate", rate_members(scene_.ladder, scene_.ladder.start));
    set_pump(scene_.ladder.start);
    scene_.syringe.attached = true;
    raised_at_s_ = scene_.now_s();
    co_await until([this] { return session_.phase == "infusing"; }, patience_s(), "the infusion to run");
}

/// By the nurse's plan a step, as soon as the protocol lets it be.
nurse::step nurse::raise() {
    const double earliest_s = raised_at_s_ + 1.02 * scene_.simulated_s(scene_.plan.dose.step_interval);
    const double wait_s = (earliest_s - scene_.now_s()) / scene_.options.speed;
    co_await until([&] { return scene_.now_s() >= earliest_s; }, std::max(0.0, wait_s) + patience_s(),
                   "the time of a step");
    co_await insist("infusion_rate", rate_members(scene_.ladder, rate_ + scene_.ladder.step));
    set_pump(rate_ + scene_.ladder.step);
    raised_at_s_ = scene_.now_s();
}

nurse::step nurse::infuse() {
    const double began_s = scene_.now_s();
    const double planned_s = scene_.plan.planned ? scene_.simulated_s(*scene_.plan.planned) : 2 * 3600;
    const double length_s = scene_.options.hours > 0 ? scene_.options.hours * 3600 : planned_s;
    std::vector<complication> now;
    std::ranges::copy_if(todo_, std::back_inserter(now),
                         [](const complication& c) { return c.what != complication::kind::contraindication; });
    int raised = 0;
    for (std::size_t i = 0; i <= now.size(); ++i) {
        const double next_s = began_s + (i < now.size() ? moment_of(i, now.size(), length_s) : length_s);
        for (; raised < dose_ladder::steps; ++raised) {
            const double due_s = raised_at_s_ + scene_.simulated_s(scene_.plan.dose.step_interval);
            const bool in_time =
                due_s < next_s && scene_.now_s() < next_s && rate_ + scene_.ladder.step < scene_.ladder.most;
            if (!in_time) break;
            co_await raise();
        }
        const double wait_s = std::max(0.0, next_s - scene_.now_s()) / scene_.options.speed;
        co_await until([&] { return scene_.now_s() >= next_s; }, wait_s + patience_s(), "the time to pass");
        if (i < now.size()) co_await meet(now[i]);
    }
    co_await must("infusion_stop", "");
    scene_.syringe.mg_per_h = 0;
    scene_.tell("nurse", "stops the infusion");
}

nurse::step nurse::recover() {
    scene_.syringe.attached = false;
    co_await must("infusion_pump_removed", "");
    scene_.tell("nurse", "removes the pump");
    co_await must("infusion_after_care", "");
    scene_.tell("patient", "has read the after-care sheet");
    double charted_s = 0;
    const double every_s = std::max(900.0, 0.5 * scene_.options.speed);
    const double wait_s = scene_.simulated_s(scene_.plan.recovery_least) / scene_.options.speed;
    const auto deadline_s = scene_.now_s() + scene_.options.speed * (2 * wait_s + patience_s());
    while (session_.phase != "ready") {
        co_await look();
        if (scene_.now_s() > deadline_s) {
            std::string open;
            for (const item_view& i : session_.discharge)
                if (i.state != "done") open += fmt::format("; {} is {}: {}", i.name, i.state, i.why);
            throw treatment_failed("the patient is not ready to leave" + open);
        }
        co_await chart_due();
        if (scene_.now_s() - charted_s > every_s) {
            co_await chart(discharge_items(scene_.plan));
            charted_s = scene_.now_s();
        }
        co_await acknowledge_all();
        co_await rest();
    }
}

nurse::step nurse::leave() {
    co_await must("infusion_discharge", "");
    co_await until([this] { return session_.phase == "discharged"; }, patience_s(), "the session to be over");
    scene_.tell("nurse",
                fmt::format("signs the discharge; {:.3f} mg were given by the server's clock", session_.total_mg));
    scene_.monitored = false;
    co_await register_event("A03");
    co_await until([this] { return bed_.patient.empty(); }, patience_s(), "the bed to be empty", true);
    scene_.tell("registration", "the patient has left");
}

} // namespace vigil::simulate
