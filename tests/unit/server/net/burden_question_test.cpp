#include "server/net/burden_question.hpp"

#include <doctest/doctest.h>

namespace vigil::net {
namespace {

const instant now = *parse_rfc3339("2026-11-22T12:00:00Z");

std::string refused(const parameters& given) {
    const auto read = read_burden_query(given, now);
    return read ? "" : read.error();
}

} // namespace

TEST_CASE("the burden of a ward is that of the last day unless a span is given, and never of what is to come") {
    using std::chrono::hours;
    const auto day = read_burden_query({{"ward", "W1"}}, now);
    REQUIRE(day);
    CHECK(day->ward == "W1");
    CHECK(day->from == now - hours{24});
    CHECK(day->to == now);
    const auto later = read_burden_query({{"ward", "W1"}, {"to", "2026-12-01T00:00:00Z"}}, now);
    REQUIRE(later);
    CHECK(later->to == now);
    const auto span =
        read_burden_query({{"ward", "W1"}, {"from", "2026-11-20T00:00:00 01:00"}, {"to", "2026-11-21T00:00:00Z"}}, now);
    REQUIRE(span);
    CHECK(span->from == *parse_rfc3339("2026-11-19T23:00:00Z"));
    CHECK(span->to == *parse_rfc3339("2026-11-21T00:00:00Z"));
    CHECK(read_burden_query({{"ward", "W1"}, {"from", "2026-10-22T12:00:00Z"}}, now));
}

TEST_CASE("a span that cannot be asked for is refused by name") {
    CHECK(refused({}) == "ward is missing");
    CHECK(refused({{"ward", ""}}) == "ward is missing");
    CHECK(refused({{"ward", "W1"}, {"bed", "3"}}) == "\"bed\" is not known; there are ward, from and to");
    CHECK(refused({{"ward", "W1"}, {"from", "yesterday"}}).starts_with("\"from\" must be a time with an offset"));
    CHECK(refused({{"ward", "W1"}, {"to", "2026-11-22"}}).starts_with("\"to\" must be a time with an offset"));
    CHECK(refused({{"ward", "W1"}, {"from", "2026-11-22T12:00:00Z"}}) == "from must be before to, and before now");
    CHECK(refused({{"ward", "W1"}, {"from", "2026-10-22T11:59:59Z"}}) == "from may be 31 days before to");
}

TEST_CASE("shares and rates of nothing are not known") {
    const std::string text = burden_object({"W1", now, now}, {});
    CHECK(text.contains(R"("monitored_bed_days":0,"alarms_per_bed_day":null,"technical_share":null)"));
    CHECK(text.contains(R"("over_in_10_s_share":null)"));
    CHECK(text.contains(R"("by_rule":[],"top_rules":[]})"));
}

TEST_CASE("the ten rules with most alarms are named once more") {
    record::burden found{.monitored_days = 2};
    found.all.alarms = 3;
    found.technical.alarms = 1;
    found.all.over_in_30_s = 2;
    for (int i = 0; i < 12; ++i) found.by_rule.push_back({fmt::format("r{}", i), "technical", {}});
    const std::string text = burden_object({"W1", now, now}, found);
    CHECK(text.contains(R"("alarms_per_bed_day":1.5)"));
    CHECK(text.contains(R"("technical_share":0.3333333333333333)"));
    CHECK(text.contains(R"("over_in_30_s_share":0.6666666666666666)"));
    CHECK(text.contains(R"("top_rules":["r0","r1","r2","r3","r4","r5","r6","r7","r8","r9"]})"));
}

} // namespace vigil::net
