#include "server/alarm/alarm.hpp"

#include <array>

#include "server/alarm/suggestion.hpp"
#include "tests/unit/server/alarm/values.hpp"

namespace vigil::alarm {

TEST_CASE("priorities, kinds and phases have the names of the wire") {
    CHECK(name(priority::low) == "low");
    CHECK(name(priority::medium) == "medium");
    CHECK(name(priority::high) == "high");
    CHECK(priority::low < priority::medium);
    CHECK(priority::medium < priority::high);
    CHECK(name(kind::physiological) == "physiological");
    CHECK(name(kind::technical) == "technical");
    CHECK(name(phase::onset) == "onset");
    CHECK(name(phase::active) == "active");
    CHECK(name(phase::latched) == "latched");
    CHECK(name(phase::cleared) == "cleared");
    constexpr std::array<std::string_view, 14> changes{
        "onset",  "escalated", "deescalated", "acknowledged", "realarmed", "paused", "resumed",
        "called", "updated",   "latched",     "renewed",      "cleared",   "noted",  "assigned"};
    for (std::size_t i = 0; i < changes.size(); ++i) CHECK(name(static_cast<change>(i)) == changes[i]);
    CHECK(name(change::realarmed) == "realarmed");
    CHECK(name(change::cleared) == "cleared");
    for (const priority p : {priority::low, priority::medium, priority::high}) CHECK(priority_from_name(name(p)) == p);
    CHECK(!priority_from_name("High"));
    CHECK(!priority_from_name(""));
}

TEST_CASE("an alarm's id is 16 lower-case hexadecimal digits, and nothing else is read as one") {
    CHECK(to_text(alarm_id{0}) == "0000000000000000");
    CHECK(to_text(alarm_id{0x9f3c}) == "0000000000009f3c");
    CHECK(to_text(alarm_id{~std::uint64_t{0}}) == "ffffffffffffffff");
    for (const std::uint64_t id :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{0x0123456789abcdef}, ~std::uint64_t{0}})
        CHECK(alarm_id_from_text(to_text(alarm_id{id})) == alarm_id{id});
    for (const std::string_view text : {"", "9f3c", "000000000000000", "00000000000000000", "000000000000000G",
                                        "00000000000000AB", "0x00000000000001", "-000000000000001", " 00000000000001"})
        CHECK_MESSAGE(!alarm_id_from_text(text), text);
}

TEST_CASE("a misspelt word finds the nearest name, a foreign one none") {
    constexpr std::array<std::string_view, 4> names{"latching", "priority", "until", "for"};
    CHECK(nearest("latchin", names) == "latching");
    CHECK(nearest("latchingg", names) == "latching");
    CHECK(nearest("latcihng", names) == "latching");
    CHECK(nearest("LATCHING", names) == "latching");
    CHECK(nearest("utnil", names) == "until");
    CHECK(nearest("prioirty", names) == "priority");
    CHECK(!nearest("colour", names));
    CHECK(!nearest("", names));
    CHECK(!nearest("xyz", names));
    CHECK(!nearest(std::string(41, 'u'), names));
    CHECK(did_you_mean("fo", names) == "; did you mean 'for'?");
    CHECK(did_you_mean("xyz", names) == "");
}

} // namespace vigil::alarm
