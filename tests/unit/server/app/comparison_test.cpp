#include "server/app/comparison.hpp"

#include <doctest/doctest.h>

#include "server/ward/fold.hpp"

namespace vigil::app {
namespace {

const instant noon = *parse_rfc3339("2026-11-22T12:00:00Z");

/// What the start of monitoring of these beds is told as.
std::string told_of(std::initializer_list<const char*> beds) {
    ward::fold wards;
    std::vector<ward::event> all;
    for (const char* bed : beds) {
        ward::readings_received in;
        in.content = {.ward = "W1", .bed = bed, .readings = {{.what = metric::heart_rate, .value = 80}}};
        std::ranges::copy(wards.apply({noon, in}), std::back_inserter(all));
    }
    std::string bytes;
    encode(all, wards, bytes);
    return bytes;
}

journal::row row_of(journal::sequence number, std::string events) {
    return {.number = number, .at = noon, .events = std::move(events)};
}

std::string raised(const char* rule) {
    ward::fold wards;
    wards.apply({noon, ward::readings_received{{.ward = "W1", .bed = "3"}, 1}});
    const ward::event e{
        .at = noon, .what = ward::alarm_changed{{.rule = rule, .state = alarm::phase::onset}, alarm::change::onset}};
    std::string bytes;
    encode({&e, 1}, wards, bytes);
    return bytes;
}

} // namespace

TEST_CASE("equal events are proven equal, with what was compared") {
    proof p;
    p.add(row_of(7, told_of({"3", "4"})), told_of({"3", "4"}));
    p.add(row_of(8, ""), "");
    CHECK(p.equal());
    CHECK(p.rows() == 2);
    const std::string text = p.to_text();
    CHECK(text.starts_with("2 rows compared\nstored            2 events  sha256 "));
    CHECK(text.ends_with("\nequal\n"));
}

TEST_CASE("the first row that differs is shown as it is stored and as it is computed") {
    proof p;
    p.add(row_of(7, told_of({"3"})), told_of({"3"}));
    p.add(row_of(8, told_of({"3"})), told_of({"4"}));
    p.add(row_of(9, ""), told_of({"5"}));
    p.add(row_of(10, "\xff"), "");
    CHECK_FALSE(p.equal());
    const std::string text = p.to_text();
    CHECK(text.contains(
        "the events of 3 rows are not those stored; the first of them is row 8 of 2026-11-22T12:00:00.000Z\n"));
    CHECK(text.contains("  stored: (seq 1) 2026-11-22T12:00:00.000Z  W1/3  bed: "));
    CHECK(text.contains("  computed: (seq 1) 2026-11-22T12:00:00.000Z  W1/4  bed: "));
    CHECK_FALSE(text.contains("W1/5"));
    CHECK(text.contains("stored            2 events"));
    CHECK(text.contains("computed          3 events"));
}

TEST_CASE("events that are none are said to be none") {
    proof p;
    p.add(row_of(1, "\xff"), "");
    CHECK(p.to_text().contains("  stored: 1 bytes that are no events\n  computed: nothing\n"));
}

TEST_CASE("the hash is over every row, and no events move from one row to the next unnoticed") {
    const auto hash = [](std::initializer_list<std::pair<journal::sequence, std::string>> rows) {
        event_hash h;
        for (const auto& [row, events] : rows) h.add(row, events);
        return h.hex();
    };
    CHECK(hash({{1, "a"}, {2, "b"}}) == hash({{1, "a"}, {2, "b"}}));
    CHECK(hash({{1, "a"}, {2, "b"}}).size() == 64);
    CHECK(hash({{1, "ab"}, {2, ""}}) != hash({{1, "a"}, {2, "b"}}));
    CHECK(hash({{1, "a"}}) != hash({{2, "a"}}));
    CHECK(hash({{1, ""}}) != hash({}));
}

TEST_CASE("of other rules only what they change is listed, and how often each rule raised its alarm") {
    difference d;
    CHECK(d.add(told_of({"3"}), told_of({"3"})).empty());
    const auto lines = d.add(told_of({"3", "4"}), told_of({"3", "5"}));
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].first == '-');
    CHECK(lines[0].second.where == place{"W1", "4"});
    CHECK(lines[1].first == '+');
    CHECK(lines[1].second.where == place{"W1", "5"});
    CHECK(d.add("", raised("low_spo2")).size() == 1);
    CHECK(d.add(raised("low_spo2"), raised("tachycardia")).size() == 2);
    CHECK(d.to_text() ==
          "alarms raised:    as stored    with these rules\n"
          "low_spo2                    1                   1\n"
          "tachycardia                 0                   1\n");
}

} // namespace vigil::app
