#include "server/core/stations.hpp"

#include <doctest/doctest.h>

namespace vigil::core {
namespace {

ward::station_changed wall(bool armed, bool visible) {
    return {"W1", "wall", true, armed, visible};
}

/// The one change that is still to be told; it then counts as told.
ward::station_changed tell(stations& all) {
    const auto changes = all.untold();
    REQUIRE(changes.size() == 1);
    all.told(changes.front());
    CHECK(all.untold().empty());
    return changes.front();
}

const int first = 0, second = 0;

} // namespace

TEST_CASE("a station is told once, and again only when it is otherwise") {
    stations all;
    CHECK(all.untold().empty());
    all.say(&first, wall(false, true));
    auto now = tell(all);
    CHECK(now.station == "wall");
    CHECK(now.connected);
    CHECK_FALSE(now.sound_armed);
    all.say(&first, wall(false, true));
    CHECK(all.untold().empty());
    all.say(&first, wall(true, true));
    CHECK(tell(all).sound_armed);
    all.leave(&first);
    CHECK_FALSE(tell(all).connected);
    all.leave(&first);
    CHECK(all.untold().empty());
}

TEST_CASE("two connections of one name are one station, as good as the better of the two") {
    stations all;
    all.say(&first, wall(true, true));
    tell(all);
    all.say(&second, wall(false, false));
    CHECK(all.untold().empty());
    all.leave(&second);
    CHECK(all.untold().empty());
    all.say(&second, wall(false, true));
    all.leave(&first);
    const auto now = tell(all);
    CHECK(now.connected);
    CHECK_FALSE(now.sound_armed);
}

TEST_CASE("one connection that sounds unseen and one that is seen and silent are not a station that watches") {
    stations all;
    all.say(&first, wall(true, false));
    all.say(&second, wall(false, true));
    const auto now = tell(all);
    CHECK_FALSE((now.sound_armed && now.visible));
    all.say(&second, wall(true, true));
    CHECK(tell(all).sound_armed);
}

TEST_CASE("a connection that takes another name leaves its first station") {
    stations all;
    all.say(&first, wall(true, true));
    tell(all);
    all.say(&first, {"W1", "desk", true, true, true});
    const auto changes = all.untold();
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].station == "desk");
    CHECK(changes[0].connected);
    CHECK(changes[1].station == "wall");
    CHECK_FALSE(changes[1].connected);
}

TEST_CASE("a station that came and went untold leaves nothing behind") {
    stations all;
    all.say(&first, wall(true, true));
    all.leave(&first);
    CHECK(all.untold().empty());
}

} // namespace vigil::core
