#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

using words = std::vector<std::string>;

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t n = 0;
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++n;
    return n;
}

} // namespace

TEST_CASE("a dashboard gets a snapshot first, then every event that follows") {
    served_ward w;
    w.one_event();
    const auto s = w.join();
    dashboard d;
    const std::string first = w.frame(*s);
    CHECK(types(first) == words{"snapshot"});
    d.read(first);
    CHECK(d.seq == w.sequence());
    for (int i = 0; i < 20; ++i) w.one_event();
    d.read(w.frame(*s));
    CHECK(d.events == 20);
    CHECK(d.seq == w.sequence());
    CHECK_FALSE(s->has_output());
    CHECK(w.frame(*s).empty());
}

TEST_CASE("events between joining and the first frame are in the snapshot, and not sent again") {
    served_ward w;
    w.one_event();
    const auto s = w.join();
    w.one_event();
    w.dashboards.heartbeat(w.now);
    dashboard d;
    d.read(w.frame(*s));
    CHECK(d.snapshots == 1);
    CHECK(d.events == 0);
    CHECK(d.seq == w.sequence());
    w.one_event();
    d.read(w.frame(*s));
    CHECK(d.events == 1);
}

TEST_CASE("a ward that nobody has sent for is an empty one, and its first events follow") {
    served_ward w;
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    CHECK(d.seq == 0);
    w.one_event();
    d.read(w.frame(*s));
    CHECK(d.events == 2);
}

TEST_CASE("resuming brings exactly the missed events") {
    served_ward w;
    for (int i = 0; i < 10; ++i) w.one_event();
    for (std::uint64_t from = 0; from <= w.sequence(); ++from) {
        const auto s = w.join("W1", position{epoch, from});
        const std::string frame = w.frame(*s);
        const auto got = lines(frame);
        REQUIRE_FALSE(got.empty());
        CHECK(got[0].type == "resumed");
        CHECK(got[0].seq == w.sequence());
        dashboard d;
        d.seq = from;
        d.read(frame);
        CHECK(d.seq == w.sequence());
        CHECK(d.snapshots == 0);
        CHECK(got.back().type == "vitals");
        w.dashboards.unsubscribe(s);
    }
    CHECK(w.dashboards.counts().resumed == w.sequence() + 1);
    CHECK(w.dashboards.counts().not_resumed == 0);
}

TEST_CASE("resuming too far back, from another epoch or from the future brings a snapshot") {
    served_ward w{{.history_events_max = 5}};
    for (int i = 0; i < 10; ++i) w.one_event();
    const std::uint64_t last = w.sequence();
    for (const position from : {position{epoch, last - 6}, position{epoch - 1, last}, position{epoch + 1, last},
                                position{epoch, last + 1}, position{epoch, ~std::uint64_t{0}}}) {
        const auto s = w.join("W1", from);
        CHECK(types(w.frame(*s)) == words{"snapshot"});
    }
    CHECK(w.dashboards.counts().not_resumed == 5);
    CHECK(types(w.frame(*w.join("W1", position{epoch, last - 5}))).front() == "resumed");
}

TEST_CASE("resuming with more missed events than the bound brings one snapshot and no event twice") {
    served_ward w{{.outbox_bytes_max = 4'000}};
    for (int i = 0; i < 40; ++i) w.one_event();
    const auto s = w.join("W1", position{epoch, 0});
    CHECK_FALSE(s->closing());
    dashboard d;
    while (s->has_output()) d.read(w.frame(*s));
    CHECK(d.snapshots == 1);
    CHECK(d.events == 0);
    CHECK(d.seq == w.sequence());
}

TEST_CASE("vital signs are sent when they changed, with what changed only") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    w.flush();
    w.frame(*s);
    w.send("W1", "3", 81);
    w.send("W1", "3", 82);
    w.flush();
    const std::string frame = w.frame(*s);
    CHECK(types(frame) == words{"vitals"});
    CHECK(keys(frame, "/values") == "heart_rate");
    CHECK(count(frame, "\"value\":82") == 1);
    w.flush();
    CHECK_FALSE(s->has_output());
}

TEST_CASE("vital signs say when the bed's monitor was heard, however late they are told, and charting is not hearing") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto said = [&](const std::string& frame) {
        const std::size_t at = frame.find("\"last_heard\":");
        REQUIRE(at != frame.npos);
        return frame.substr(at + 13, frame.find(",\"values\"", at) - at - 13);
    };
    const std::string heard = '"' + to_rfc3339(w.now) + '"';
    w.now += milliseconds{5'000};
    CHECK(said(lines(w.frame(*w.join("W1", position{epoch, w.sequence()}))).back().text) == heard);
    const auto s = w.join();
    w.frame(*s);
    w.chart("W1", "3");
    w.flush();
    CHECK(said(w.frame(*s)) == heard);
    w.chart("W1", "4");
    w.flush();
    CHECK(said(lines(w.frame(*s)).back().text) == "null");
}

TEST_CASE("values of a bed go out four times a second at the most, and the newest wins") {
    served_ward w;
    w.send("W1", "3", 80);
    const auto s = w.join();
    w.frame(*s);
    w.send("W1", "3", 80);
    w.flush();
    w.frame(*s);
    w.send("W1", "3", 81);
    w.send("W1", "3", 82);
    w.now += milliseconds{247}; // 249 after the last ones
    w.dashboards.flush_vitals(w.now);
    CHECK_FALSE(s->has_output());
    w.dashboards.flush_vitals(w.now + milliseconds{1});
    const std::string frame = w.frame(*s);
    CHECK(frame.contains("\"value\":82"));
    CHECK_FALSE(frame.contains("\"value\":81"));
}

TEST_CASE("a dashboard that is behind skips vital signs, gets the newest later, and misses no alarm") {
    served_ward w{{.vitals_bytes_max = 1'000}};
    w.send("W1", "3", 80);
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    for (int i = 0; i < 100; ++i) {
        w.send("W1", "3", 60 + i % 50);
        w.flush();
        w.one_event("W1", "4");
    }
    CHECK(w.dashboards.counts().vitals_coalesced > 50);
    w.send("W1", "3", 77);
    w.flush();
    std::string all;
    while (s->has_output()) all += w.frame(*s);
    d.read(all);
    CHECK(d.events == 101); // the bed's appearance, and each alarm's beginning or end
    CHECK(d.snapshots == 1);
    CHECK(count(all, "\"type\":\"vitals\"") < 20);
    const auto got = lines(all);
    std::string last;
    for (const told& t : got)
        if (t.type == "vitals" && t.text.contains("W1/3")) last = t.text;
    CHECK(last.contains("\"value\":77"));
}

TEST_CASE("a dashboard over its bound gets one fresh snapshot and then continues without gap or repetition") {
    served_ward w{{.outbox_bytes_max = 3'000, .overflows_max = 1'000}};
    w.one_event();
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    for (int burst = 0; burst < 20; ++burst) {
        for (int i = 0; i < burst * 3; ++i) {
            w.one_event();
            CHECK(w.dashboards.counts().outbox_bytes <= 3'000);
        }
        d.read(w.frame(*s));
        w.one_event();
    }
    while (s->has_output()) d.read(w.frame(*s));
    CHECK(d.seq == w.sequence());
    CHECK(d.snapshots > 5);
    CHECK(w.dashboards.counts().overflows > 5);
    CHECK(w.dashboards.counts().outbox_bytes == 0);
}

TEST_CASE("a dashboard that overflows again and again is told why and closed; the others notice nothing") {
    served_ward w{{.outbox_bytes_max = 3'000, .overflows_max = 3}};
    w.one_event();
    const auto slow = w.join();
    const auto quick = w.join();
    dashboard d;
    d.read(w.frame(*quick));
    w.frame(*slow);
    for (int i = 0; i < 200 && !slow->closing(); ++i) {
        w.one_event();
        d.read(w.frame(*quick));
        if (i % 30 == 0) w.frame(*slow); // one frame of it is read in the time of 30 events
    }
    REQUIRE(slow->closing());
    CHECK(w.dashboards.counts().closed_slow == 1);
    const auto last = lines(w.frame(*slow));
    CHECK(last.back().type == "closing");
    CHECK(last.back().text.contains("too slow"));
    CHECK(d.seq == w.sequence());
    CHECK(d.snapshots == 1);
    w.dashboards.unsubscribe(slow);
    CHECK(w.dashboards.counts().subscribers == 1);
}

TEST_CASE("a dashboard that has caught up in between is not closed, however often it was slow") {
    served_ward w{{.outbox_bytes_max = 3'000, .overflows_max = 3}};
    w.one_event();
    const auto s = w.join();
    w.frame(*s);
    for (int days = 0; days < 10; ++days) {
        for (int i = 0; i < 30; ++i) w.one_event();
        REQUIRE_FALSE(s->closing());
        while (s->has_output()) w.frame(*s); // as a session does: it asks only when there is output
        w.one_event();
        while (s->has_output()) w.frame(*s);
    }
    CHECK(w.dashboards.counts().overflows >= 10);
    CHECK_FALSE(s->closing());
}

TEST_CASE("nothing is kept for a dashboard that has gone, even an answer that comes late") {
    served_ward w;
    w.one_event();
    const auto s = w.join();
    w.one_event();
    w.dashboards.reply(s, result_line("c1", true, ""));
    w.dashboards.unsubscribe(s);
    CHECK(w.dashboards.counts().outbox_bytes == 0);
    w.dashboards.reply(s, result_line("c2", true, ""));
    w.one_event();
    CHECK(w.dashboards.counts().outbox_bytes == 0);
    CHECK(w.dashboards.counts().subscribers == 0);
    CHECK_FALSE(s->has_output());
    w.dashboards.unsubscribe(s);
    CHECK(w.dashboards.counts().subscribers == 0);
}

TEST_CASE("a dashboard sees its own ward only") {
    served_ward w;
    w.send("W1", "3", 140);
    w.send("W2", "3", 80);
    const auto one = w.join("W1");
    const auto two = w.join("W2");
    CHECK_FALSE(w.frame(*one).contains("W2"));
    CHECK_FALSE(w.frame(*two).contains("W1"));
    w.send("W1", "3", 80);
    w.flush();
    CHECK(w.frame(*one).contains("tachycardia"));
    CHECK_FALSE(w.frame(*two).contains("tachycardia"));
    w.send("W2", "3", 90);
    w.flush();
    CHECK_FALSE(one->has_output());
    CHECK(w.frame(*two).contains("\"value\":90"));
}

TEST_CASE("each dashboard with output is woken once, and its answers go to it alone") {
    served_ward w;
    w.one_event();
    const auto a = w.join();
    const auto b = w.join();
    CHECK(w.woken() == std::vector{a, b});
    CHECK(w.woken().empty());
    w.frame(*a);
    w.frame(*b);
    w.one_event();
    w.one_event();
    CHECK(w.woken() == std::vector{a, b});
    w.frame(*a);
    w.frame(*b);
    w.dashboards.reply(a, result_line("c1-17", false, "no such alarm"));
    CHECK(w.woken() == std::vector{a});
    CHECK(w.frame(*a) == "{\"type\":\"result\",\"request\":\"c1-17\",\"ok\":false,\"reason\":\"no such alarm\"}\n");
    CHECK_FALSE(b->has_output());
}

TEST_CASE("a heartbeat carries the digest and number of the ward's alarms") {
    served_ward w;
    w.send("W1", "3", 140);
    w.send("W1", "4", 140);
    const auto s = w.join();
    w.frame(*s);
    w.dashboards.heartbeat(w.now);
    std::uint64_t sum = 0;
    for (const auto& [id, a] : w.wards.alarms()) sum ^= ward::digest(a);
    const std::string frame = w.frame(*s);
    CHECK(keys(frame) == "type epoch seq time active digest");
    CHECK(frame.contains(fmt::format("\"epoch\":7,\"seq\":{}", w.sequence())));
    CHECK(frame.contains(fmt::format("\"active\":2,\"digest\":\"{:016x}\"", sum)));
}

TEST_CASE("frames are bounded: what is left comes in the next ones, in order") {
    served_ward w{{.frame_bytes_max = 1'500}};
    w.one_event();
    const auto s = w.join();
    dashboard d;
    d.read(w.frame(*s));
    for (int i = 0; i < 30; ++i) w.one_event();
    int frames = 0;
    for (; s->has_output(); ++frames) {
        const std::string frame = w.frame(*s);
        CHECK(frame.size() < 3'000);
        d.read(frame);
    }
    CHECK(frames > 5);
    CHECK(d.seq == w.sequence());
}

} // namespace vigil::feed
