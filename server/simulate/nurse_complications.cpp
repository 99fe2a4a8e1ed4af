// What goes wrong in a session, what the server must say of it, and what the simulated nurse does then.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "server/simulate/nurse.hpp"

namespace vigil::simulate {

nurse::step nurse::meet(const complication& c) {
    using enum complication::kind;
    scene_.tell("complication", c.tells);
    switch (c.what) {
        case body: co_return co_await suffer(c);
        case overdue: co_return co_await be_away(c);
        case large_step: co_return co_await order_large_step();
        case beyond_ceiling: co_return co_await order_beyond_ceiling();
        case leaves: co_return co_await leave_and_stay(c);
        case probe_off: co_return co_await lose_probe(c);
        case contraindication: co_return; // belongs to the screening
    }
}

nurse::step nurse::await_alarms(const complication& c) {
    const auto rules = alarms_of(c, scene_.plan);
    const double half_a_day_s = 12 * 3600 / scene_.options.speed; // the longest that a check may wait until it is told
    const double within_s = patience_s() + (c.what == complication::kind::overdue ? half_a_day_s : 0);
    co_await until([&] { return std::ranges::all_of(rules, [this](auto rule) { return active(rule); }); }, within_s,
                   fmt::format("alarms {} of '{}'", fmt::join(rules, ", "), c.name),
                   c.what == complication::kind::overdue);
    co_await acknowledge_all();
}

nurse::step nurse::await_end(const complication& c) {
    const auto rules = alarms_of(c, scene_.plan);
    co_await until([&] { return std::ranges::none_of(rules, [this](auto rule) { return active(rule); }); },
                   patience_s(), fmt::format("the end of {}", fmt::join(rules, ", ")));
    co_await acknowledge_all(); // of those that latch
}

nurse::step nurse::suffer(const complication& c) {
    scene_.advance();
    if (c.happens) scene_.side.who().suffer(*c.happens, c.target);
    std::vector<std::string> found;
    for (const complication::finding& f : c.finds) {
        if (f.item.empty()) continue;
        finds_.push_back(f);
        found.emplace_back(f.item);
    }
    co_await chart(found);
    co_await await_alarms(c);
    co_await relieve(c);
    scene_.side.who().recover();
    finds_.clear();
    scene_.tell("patient", "is better");
    if (c.then == complication::remedy::pause)
        co_await until([this] { return scene_.side.who().now().sedation <= 2; },
                       patience_s() + 300 / scene_.options.speed, "the patient to wake up", true);
    co_await chart(found);
    co_await await_end(c);
    if (c.then != complication::remedy::pause) co_return;
    co_await insist("infusion_resume", "");
    set_pump(rate_);
}

nurse::step nurse::relieve(const complication& c) {
    if (c.then == complication::remedy::less) {
        co_await lower(std::max(rate_ - scene_.ladder.step, scene_.ladder.start / 2));
    }
    if (c.then == complication::remedy::pause) {
        co_await must("infusion_pause", "");
        scene_.advance();
        scene_.syringe.mg_per_h = 0;
        scene_.tell("nurse", "pauses the infusion");
    }
}

nurse::step nurse::be_away(const complication& c) {
    co_await await_alarms(c);
    scene_.tell("nurse", "is back");
    co_await await_end(c);
}

nurse::step nurse::leave_and_stay(const complication& c) {
    const std::string stay = bed_.stay;
    co_await register_event("A03");
    co_await await_alarms(c);
    if (bed_.stay != stay || session_.phase == "discharged")
        throw treatment_failed("the patient was let go with the pump attached");
    co_await register_event("A13");
    scene_.tell("registration", "the patient stays");
    co_await await_end(c);
}

nurse::step nurse::lose_probe(const complication& c) {
    scene_.side.who().put_probe(false);
    co_await await_alarms(c);
    scene_.side.who().put_probe(true);
    scene_.tell("nurse", "puts the probe back");
    co_await await_end(c);
}

nurse::step nurse::order_large_step() {
    co_await must_be_refused("infusion_rate", rate_members(scene_.ladder, rate_ + 2 * scene_.ladder.step_most));
}

nurse::step nurse::order_beyond_ceiling() {
    const double before = rate_;
    const std::string members = rate_members(scene_.ladder, 1.04 * scene_.ladder.most);
    co_await must_be_refused("infusion_rate", members);
    if (scene_.plan.dose.beyond == infusion::consent::second_prescriber)
        co_await must_be_refused("infusion_rate", members + R"(,"override":true)", "pain is not relieved");
    co_await must("infusion_rate", members + R"(,"override":true,"second_prescriber":"prescriber-2")",
                  "pain is not relieved, discussed by both");
    scene_.tell("nurse",
                "two prescribers order it: it is taken, and stands in the list of steps with what it is against");
    set_pump(1.04 * scene_.ladder.most);
    raised_at_s_ = scene_.now_s();
    co_await lower(before);
}

} // namespace vigil::simulate
