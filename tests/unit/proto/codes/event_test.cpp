#include "proto/codes/event.hpp"

#include <doctest/doctest.h>

using namespace vigil;
using namespace vigil::codes;

TEST_CASE("Events are found by number and by name") {
    REQUIRE(find_event(196670));
    CHECK(find_event(196670)->ref_id == "MDC_EVT_LO");
    CHECK(find_event(196670)->kind == device_alarm::kind::physiological);
    CHECK(find_event("MDC_EVT_SENSOR_DISCONN") == find_event(196916));
    CHECK(find_event(196916)->kind == device_alarm::kind::technical);
    CHECK(find_event("MDC_EVT_ACTIVE")->number == 196614);
    CHECK(find_event(199684)->name == "asystole");
}

TEST_CASE("What is no event is none, nor is the row that announces one") {
    for (const std::uint32_t number : {0U, 147842U, 196616U, 68481U}) CHECK_FALSE(find_event(number));
    for (const char* name : {"", "MDC_EVT_", "MDC_EVT_ALARM", "mdc_evt_lo"}) CHECK_FALSE(find_event(name));
}
