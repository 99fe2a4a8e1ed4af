#include "proto/vitals/movement.hpp"

#include <doctest/doctest.h>

#include <set>

namespace vigil {

TEST_CASE("every kind of movement has a name of its own") {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(movement::kind::returned); ++i)
        names.insert(name(static_cast<movement::kind>(i)));
    CHECK(names.size() == 11);
    CHECK_FALSE(names.contains(""));
    CHECK(name(movement::kind::admitted) == "admitted");
    CHECK(name(movement::kind::transfer_cancelled) == "transfer_cancelled");
    CHECK(name(movement::kind::merged) == "merged");
    CHECK(name(movement::kind::on_leave) == "on_leave");
    CHECK(name(movement::kind::returned) == "returned");
}

TEST_CASE("a cleared movement has nothing of the one before") {
    movement m{.what = movement::kind::merged, .who = {"P-17", ""}, .to = {"W1", "4"}};
    m.clear();
    CHECK(m.what == movement::kind::admitted);
    CHECK(m.who == identity{});
    CHECK(m.to == place{});
}

} // namespace vigil
