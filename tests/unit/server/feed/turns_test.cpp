// How a turn of the event loop is shared among wards and their dashboards.
#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

using people = std::vector<std::shared_ptr<subscriber>>;

/// So many dashboards of the ward, which have read their snapshot.
people audience(served_ward& w, std::string_view ward_name, std::size_t count) {
    people out;
    for (std::size_t i = 0; i < count; ++i) {
        out.push_back(w.join(ward_name));
        w.frame(*out.back());
    }
    while (w.dashboards.has_ready()) w.woken();
    w.dashboards.next_turn();
    return out;
}

people first(const people& all, std::size_t count) {
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

} // namespace

TEST_CASE("a turn tells some dashboards of a ward, the next ones go on, and each is told once") {
    served_ward w{{.turn_subscribers_max = 3}};
    const people all = audience(w, "W1", 8);
    w.one_event();
    CHECK(w.woken() == people{all[0], all[1], all[2]});
    CHECK(w.woken() == people{all[3], all[4], all[5]});
    CHECK(w.dashboards.has_ready());
    CHECK(w.woken() == people{all[6], all[7]});
    CHECK_FALSE(w.dashboards.has_ready());
    CHECK(w.woken().empty());
}

TEST_CASE("an alarm does not wait until a thousand others have been told of another ward's") {
    served_ward w{{.turn_subscribers_max = 3}};
    const people crowd = audience(w, "W1", 1'000);
    const people few = audience(w, "W2", 2);
    w.one_event("W1");
    REQUIRE(w.dashboards.hurries());
    CHECK(w.woken() == first(crowd, 3));
    w.one_event("W2");
    CHECK(w.dashboards.hurries());
    CHECK(w.woken() == few);
    CHECK_FALSE(w.dashboards.hurries());
    CHECK(w.woken() == people{crowd[3], crowd[4], crowd[5]});
}

TEST_CASE("an alarm goes before heartbeats and vital signs that are still to be sent") {
    served_ward w{{.turn_subscribers_max = 3}};
    const people crowd = audience(w, "W1", 10);
    const people few = audience(w, "W2", 2);
    w.dashboards.heartbeat(w.now);
    CHECK_FALSE(w.dashboards.hurries());
    w.one_event("W2");
    CHECK(w.woken() == few);
    CHECK(w.frame(*few[0]).contains("\"phase\":\"onset\""));
}

TEST_CASE("two crowded wards take turns") {
    served_ward w{{.turn_subscribers_max = 2}};
    const people one = audience(w, "W1", 5);
    const people two = audience(w, "W2", 5);
    w.dashboards.heartbeat(w.now);
    CHECK(w.woken() == first(one, 2));
    CHECK(w.woken() == first(two, 2));
    CHECK(w.woken() == people{one[2], one[3]});
    CHECK(w.woken() == people{two[2], two[3]});
    CHECK(w.woken() == people{one[4]});
    CHECK(w.woken() == people{two[4]});
}

TEST_CASE("the first event of a turn hurries, further ones of the ward follow joined in the next turn") {
    served_ward w;
    const people all = audience(w, "W1", 1);
    w.one_event();
    CHECK(w.dashboards.hurries());
    w.woken();
    w.frame(*all[0]);
    w.one_event();
    w.one_event();
    CHECK_FALSE(w.dashboards.hurries());
    w.dashboards.next_turn();
    CHECK(w.woken() == all);
    CHECK(lines(w.frame(*all[0])).size() == 2);
    w.one_event();
    CHECK(w.dashboards.hurries());
}

TEST_CASE("a turn ends earlier where frames are large") {
    served_ward w{{.turn_bytes_max = 1}};
    const people all = audience(w, "W1", 3);
    w.read_when_woken = true;
    w.one_event();
    CHECK(w.woken() == people{all[0]});
    CHECK(w.woken() == people{all[1]});
    CHECK(w.woken() == people{all[2]});
}

TEST_CASE("a dashboard that leaves before its turn is not woken, and the others are") {
    served_ward w{{.turn_subscribers_max = 1}};
    people all = audience(w, "W1", 3);
    w.one_event();
    CHECK(w.woken() == people{all[0]});
    w.dashboards.unsubscribe(all[1]);
    CHECK(w.woken() == people{all[2]});
    const auto stranger = w.join("W9"); // a ward that nobody has sent for goes with its last dashboard
    w.dashboards.unsubscribe(stranger);
    CHECK_FALSE(w.dashboards.has_ready());
    CHECK(w.woken().empty());
}

TEST_CASE("who can take more is served again, and who has everything is not") {
    served_ward w;
    const people all = audience(w, "W1", 1);
    w.dashboards.resume(all[0]);
    CHECK_FALSE(w.dashboards.has_ready());
    w.one_event();
    w.woken(); // could not take it then
    w.dashboards.resume(all[0]);
    CHECK(w.woken() == all);
}

TEST_CASE("dashboards that have the same lines to read share one frame, and others get their own") {
    served_ward w;
    const people all = audience(w, "W1", 3);
    w.one_event();
    w.frame(*all[2]);
    w.one_event();
    const line a = w.dashboards.next_frame(*all[0], w.now);
    const line b = w.dashboards.next_frame(*all[1], w.now);
    CHECK(a == b);
    CHECK(lines(*a).size() == 3); // a new bed, and its alarm, begun and ended
    CHECK(lines(w.frame(*all[2])).size() == 1);
    for (int i = 0; i < 3; ++i) w.one_event();
    const line later = w.dashboards.next_frame(*all[0], w.now); // as many lines, but others
    CHECK(lines(*later).size() == 3);
    CHECK(lines(*later)[0].seq == lines(*a)[2].seq + 1);
}

} // namespace vigil::feed
