#include "server/outbound/queue.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

#include "server/outbound/backoff.hpp"
#include "tests/unit/server/outbound/alarms.hpp"

namespace {

using namespace vigil;
using namespace vigil::outbound;
using alarm::change;
using alarm::priority;

constexpr milliseconds an_hour{3'600'000};

class told_queue : public outbound::queue {
public:
    explicit told_queue(interest wanted = {}, std::size_t most = 10) : queue{std::move(wanted), an_hour, most} {}

    /// Sends what is next, and gets it acknowledged. 0: nothing waits.
    std::uint64_t tell() {
        const entry* e = next();
        if (!e) return 0;
        const news n = e->newest;
        trying(n.now.id);
        delivered(n.now.id, n.now.revision, n.now.urgency);
        return static_cast<std::uint64_t>(n.now.id);
    }
    std::uint32_t next_revision() const { return next() ? next()->newest.now.revision : 0; }
};

} // namespace

TEST_CASE("an alarm is told once, and its end too") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    CHECK(q.waiting() == 1);
    CHECK(q.tell() == 1);
    CHECK(q.tell() == 0);
    q.offer(then(a, change::cleared));
    CHECK(q.tell() == 1);
    CHECK(q.entries().empty());
    CHECK(q.lost().collapsed == 0);
}

TEST_CASE("more urgent alarms are told first, and of equally urgent ones the older") {
    told_queue q;
    q.offer(onset(1, priority::low, after(0)));
    q.offer(onset(2, priority::high, after(3)));
    q.offer(onset(3, priority::high, after(2)));
    q.offer(onset(4, priority::medium, after(1)));
    CHECK(q.tell() == 3);
    CHECK(q.tell() == 2);
    CHECK(q.tell() == 4);
    CHECK(q.tell() == 1);
}

TEST_CASE("only the newest revision of an alarm waits, and it keeps its place") {
    told_queue q;
    const news first = onset(1, priority::medium, after(0));
    q.offer(first);
    q.offer(onset(2, priority::medium, after(1)));
    q.offer(then(first, change::acknowledged, after(2)));
    CHECK(q.waiting() == 2);
    CHECK(q.next_revision() == 2);
    CHECK(q.tell() == 1);
    CHECK(q.tell() == 2);
    CHECK(q.tell() == 0);
}

TEST_CASE("an older revision than is known, or the same once more, is no news") {
    told_queue q;
    const news first = onset(1);
    const news second = then(first, change::acknowledged);
    q.offer(second);
    q.offer(first);
    q.offer(second);
    CHECK(q.tell() == 1);
    q.offer(second);
    q.offer(first);
    CHECK(q.waiting() == 0);
    CHECK(q.entries().at(alarm::alarm_id{1}).told == 2);
}

TEST_CASE("an alarm that was over before it could be told is not told, and counted") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.offer(then(a, change::cleared));
    CHECK(q.waiting() == 0);
    CHECK(q.entries().empty());
    CHECK(q.lost().collapsed == 1);
}

TEST_CASE("an alarm that may have reached the receiver has its end told") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.trying(a.now.id); // and no answer came
    q.offer(then(a, change::cleared));
    CHECK(q.next_revision() == 2);
    CHECK(q.tell() == 1);
    CHECK(q.entries().empty());
    CHECK(q.lost().collapsed == 0);
}

TEST_CASE("what changes while a message is on its way is told next") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.trying(a.now.id);
    q.offer(with_urgency(then(a, change::escalated, after(5)), priority::high));
    q.delivered(a.now.id, 1, priority::medium);
    REQUIRE(q.next());
    CHECK(q.next()->told == 1);
    CHECK(q.next()->told_urgency == priority::medium);
    CHECK(q.behind_since() == after(5));
    CHECK(q.tell() == 1);
    CHECK(q.waiting() == 0);
}

TEST_CASE("what a receiver refuses is not sent again, and the next change is") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.trying(a.now.id);
    q.refused(a.now.id, 1);
    CHECK(q.waiting() == 0);
    const news b = then(a, change::acknowledged);
    q.offer(b);
    CHECK(q.next_revision() == 2);
    q.trying(a.now.id);
    q.refused(a.now.id, 2);
    q.offer(then(b, change::cleared));
    CHECK(q.waiting() == 0); // it never took the alarm: there is no end to tell
    CHECK(q.entries().empty());
}

TEST_CASE("an answer to what was given up meanwhile harms nothing") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.tell();
    q.offer(then(a, change::cleared));
    q.trying(a.now.id);
    q.give_up(noon + an_hour + milliseconds{1});
    CHECK(q.entries().empty());
    q.delivered(a.now.id, 2, priority::medium);
    q.refused(a.now.id, 2);
    CHECK(q.entries().empty());
    CHECK(q.lost().gave_up == 1);
}

TEST_CASE("a change is given up when it has waited too long, not a moment before, and later ones are told") {
    told_queue q;
    const news a = onset(1);
    q.offer(a);
    q.give_up(noon + an_hour);
    CHECK(q.waiting() == 1);
    q.give_up(noon + an_hour + milliseconds{1});
    CHECK(q.waiting() == 0);
    CHECK(q.lost().gave_up == 1);
    q.offer(then(a, change::realarmed, after(4000)));
    CHECK(q.next_revision() == 2);
    CHECK(q.behind_since() == after(4000));
}

TEST_CASE("a receiver is told of its wards and of its priorities only") {
    told_queue q{interest{.wards = {"W1", "W2"}, .least = priority::medium}};
    q.offer(onset(1, priority::low));
    news elsewhere = onset(2);
    elsewhere.now.ward = "W3";
    q.offer(elsewhere);
    CHECK(q.entries().empty());
    q.offer(onset(3));
    CHECK(q.tell() == 3);
}

TEST_CASE("an alarm that has become urgent enough is told, and followed to its end even when it is less urgent again") {
    told_queue q{interest{.wards = {}, .least = priority::high}};
    news a = onset(1);
    q.offer(a);
    CHECK(q.entries().empty());
    a = with_urgency(then(a, change::escalated), priority::high);
    q.offer(a);
    CHECK(q.tell() == 1);
    a = with_urgency(then(a, change::deescalated), priority::medium);
    q.offer(a);
    CHECK(q.tell() == 1);
    q.offer(then(a, change::cleared));
    CHECK(q.tell() == 1);
}

TEST_CASE("an alarm that is less urgent again before it could be told is of no interest any more") {
    told_queue q{interest{.wards = {}, .least = priority::high}};
    const news a = onset(1, priority::high);
    q.offer(a);
    q.offer(with_urgency(then(a, change::deescalated), priority::medium));
    CHECK(q.entries().empty());
    CHECK(q.lost().collapsed == 1);
}

TEST_CASE("where too many wait the oldest of the least urgent is dropped and counted") {
    told_queue q{{}, 3};
    q.offer(onset(1, priority::low, after(1)));
    q.offer(onset(2, priority::low, after(2)));
    q.offer(onset(3, priority::high, after(0)));
    q.offer(onset(4, priority::medium, after(3)));
    CHECK(q.waiting() == 3);
    CHECK(q.lost().crowded_out == 1);
    CHECK(q.tell() == 3);
    CHECK(q.tell() == 4);
    CHECK(q.tell() == 2);
    CHECK(q.tell() == 0);
}

TEST_CASE("what a restart finds waiting may have been sent before it") {
    told_queue before;
    const news a = onset(1);
    before.offer(a);
    told_queue q;
    for (const auto& [id, e] : before.entries()) q.restore(e);
    CHECK(q.waiting() == 1);
    q.offer(then(a, change::cleared));
    CHECK(q.next_revision() == 2); // not collapsed
}

TEST_CASE("a new receiver is told of what is active") {
    told_queue q;
    q.reconcile({onset(1), then(onset(2), change::acknowledged)}, noon);
    CHECK(q.waiting() == 2);
    CHECK(q.tell() == 1);
    CHECK(q.tell() == 2);
    q.reconcile({onset(1), then(onset(2), change::acknowledged)}, noon);
    CHECK(q.waiting() == 0);
}

TEST_CASE("an alarm that ended while nobody looked has its end told, with a revision that it never had") {
    told_queue q;
    q.offer(onset(1));
    q.tell();
    q.reconcile({}, after(9));
    REQUIRE(q.next());
    CHECK(q.next()->newest.now.state == alarm::phase::cleared);
    CHECK(q.next_revision() == 2);
    CHECK(q.tell() == 1);
    CHECK(q.entries().empty());
}

TEST_CASE("whatever happens, the receiver ends up knowing what holds, unless something was counted as lost") {
    std::mt19937 random{42};
    const auto chance = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    for (int round = 0; round < 200; ++round) {
        told_queue q{{}, 1000};
        std::map<std::uint64_t, news> wards;        // not over
        std::set<std::uint64_t> over;               // an alarm's id never comes again
        std::map<std::uint64_t, std::uint32_t> far; // what the receiver holds for active
        const auto send = [&](bool answered) {
            const entry* e = q.next();
            if (!e) return;
            const news n = e->newest;
            q.trying(n.now.id);
            const auto id = static_cast<std::uint64_t>(n.now.id);
            CHECK((!far.contains(id) || far[id] <= n.now.revision)); // in order
            far[id] = n.now.revision;
            if (n.now.state == alarm::phase::cleared) far.erase(id);
            if (answered) q.delivered(n.now.id, n.now.revision, n.now.urgency);
        };
        for (int step = 0; step < 100; ++step) {
            const auto id = static_cast<std::uint64_t>(1 + chance(5)) + 10 * static_cast<std::uint64_t>(step / 20);
            if (chance(3) == 0) {
                send(chance(2) == 0);
            } else if (over.contains(id)) {
                continue;
            } else if (!wards.contains(id)) {
                q.offer(wards[id] = onset(id, static_cast<priority>(chance(3)), after(step)));
            } else if (chance(2) == 0) {
                q.offer(then(wards[id], change::cleared, after(step)));
                wards.erase(id);
                over.insert(id);
            } else {
                q.offer(wards[id] = then(wards[id], change::acknowledged, after(step)));
            }
        }
        while (q.next()) send(true);
        std::map<std::uint64_t, std::uint32_t> true_now;
        for (const auto& [id, n] : wards) true_now[id] = n.now.revision;
        CHECK(far == true_now);
        CHECK(q.entries().size() == wards.size());
        CHECK_FALSE(q.behind_since());
    }
}

TEST_CASE("a receiver that does not answer is left alone for longer and longer, a minute at most") {
    CHECK(backoff(1, 0.5) == milliseconds{1'000});
    CHECK(backoff(2, 0.5) == milliseconds{2'000});
    CHECK(backoff(6, 0.5) == milliseconds{32'000});
    CHECK(backoff(7, 0.5) == milliseconds{60'000});
    CHECK(backoff(4'000'000'000, 0.5) == milliseconds{60'000});
    CHECK(backoff(1, 0) == milliseconds{800});
    CHECK(backoff(7, 1) == milliseconds{72'000});
}
