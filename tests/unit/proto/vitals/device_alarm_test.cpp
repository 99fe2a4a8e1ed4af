#include "proto/vitals/device_alarm.hpp"

#include <doctest/doctest.h>

#include <set>

namespace vigil {
namespace {

using alarm = device_alarm;

template <class Enum>
std::set<std::string_view> names_up_to(Enum last) {
    std::set<std::string_view> out;
    for (int i = 0; i <= static_cast<int>(last); ++i) out.insert(name(static_cast<Enum>(i)));
    CHECK_FALSE(out.contains(""));
    CHECK(out.size() == static_cast<std::size_t>(last) + 1);
    return out;
}

} // namespace

TEST_CASE("everything that a device alarm says has a name of its own") {
    CHECK(names_up_to(alarm::phase::reset).contains("continue"));
    CHECK(names_up_to(alarm::state::latched).contains("inactive"));
    CHECK(names_up_to(alarm::priority::high).contains("medium"));
    CHECK(names_up_to(alarm::kind::advisory).contains("technical"));
    CHECK(name(alarm::phase::resume) == "continue");
    CHECK(name(alarm::phase::end) == "end");
    CHECK(name(alarm::phase::deescalate) == "deescalate");
    CHECK(name(alarm::state::active) == "active");
    CHECK(name(alarm::priority::none) == "none");
    CHECK(name(alarm::kind::physiological) == "physiological");
}

TEST_CASE("a device alarm has ended with its end or its inactivity; a point never lasts, a latched one stays") {
    using enum alarm::phase;
    CHECK(alarm{.step = end}.ended());
    CHECK(alarm{.step = update, .now = alarm::state::inactive}.ended());
    CHECK_FALSE(alarm{.step = update, .now = alarm::state::latched}.ended());
    CHECK_FALSE(alarm{.step = start}.ended());
    CHECK_FALSE(alarm{.step = point, .now = alarm::state::inactive}.ended());
}

TEST_CASE("a cleared report has nothing of the one before") {
    device_alarm_report r{.sender = "m", .ward = "W1", .alarms = {alarm{.id = "1"}}};
    r.clear();
    CHECK(r.sender.empty());
    CHECK(r.ward.empty());
    CHECK(r.alarms.empty());
}

} // namespace vigil
