#include "server/feed/rules_frame.hpp"

#include "proto/json/write.hpp"
#include "server/alarm/explain.hpp"
#include "server/feed/senders_frame.hpp"
#include "tests/unit/server/feed/dashboard.hpp"

namespace vigil::feed {
namespace {

const std::string text = R"([[alarm]]
name        = "tachycardia"
when        = "heart_rate > limit"
limit       = 120
adjustable  = [110, 140]
for         = "10s"
bypass      = "heart_rate > 150"
priority    = "high"
latching    = true
again_after = "1min"
message     = "Heart rate {heart_rate} above {limit}"

[record_away]
after = "90s"

[[call]]
priority = "high"
after    = "60s"
to       = "charge \"nurse\""
)";

ward::fold with_rules(std::string source) {
    ward::fold wards;
    wards.apply({start, ward::rules_changed{text, std::move(source)}});
    return wards;
}

} // namespace

TEST_CASE("the rules in force say all that they do, in English and as they were written") {
    const ward::fold wards = with_rules("/etc/vigil/ward.toml");
    const std::string told = rules_object(wards);
    CHECK(keys(told) == "version source rules fixed calls");
    CHECK(at(told, "/source") == R"("ward.toml")");
    CHECK(at(told, "/version") == fmt::format("\"{:016x}\"", wards.rules().version));
    CHECK(keys(told, "/rules/0") == "name kind latching again_after_s realarm_after_s levels explanation line text");
    CHECK(keys(told, "/rules/0/levels/0") ==
          "priority limit unit compares adjustable message when delay_s until bypass");
    CHECK(at(told, "/rules/0/levels/0") ==
          R"({"priority":"high","limit":120,"unit":"/min",)"
          R"("compares":{"metrics":["heart_rate"],"above":true},"adjustable":[110,140],)"
          R"("message":"Heart rate {heart_rate} above {limit}","when":"heart_rate > limit","delay_s":10,)"
          R"("until":null,"bypass":"heart_rate > 150"})");
    CHECK(at(told, "/rules/0/latching") == "true");
    CHECK(at(told, "/rules/0/again_after_s") == "60");
    CHECK(at(told, "/rules/0/realarm_after_s") == "null");
    CHECK(at(told, "/rules/0/line") == "1");
    std::string expected;
    json::append_string(expected, explain(wards.rules().rules[0], wards.rules()));
    CHECK(at(told, "/rules/0/explanation") == expected);
    CHECK(at(told, "/rules/0/text").contains("again_after = "));
    CHECK(at(told, "/rules/1/name") == R"("monitor_silent")");
    CHECK(at(told, "/rules/1/line") == "null");
    CHECK(at(told, "/rules/1/text") == "null");
}

TEST_CASE("what the wards raise by themselves, and whom the rules call, stands beside the rules") {
    const std::string told = rules_object(with_rules("ward.toml"));
    CHECK(at(told, "/fixed/1") == R"({"name":"record_away","enabled":true,"priority":"low","after_s":90,)"
                                  R"("message":"The record (PostgreSQL) is away"})");
    CHECK(at(told, "/calls") == R"([{"priority":"high","after_s":60,"to":"charge \"nurse\""}])");
}

TEST_CASE("without a file there are rules all the same") {
    const std::string told = rules_object(ward::fold{});
    CHECK(at(told, "/source") == "null");
    CHECK(at(told, "/rules/0/name") == R"("monitor_silent")");
}

TEST_CASE("the beds that people gave to senders are told with who did so") {
    ward::fold wards;
    CHECK(assigned_senders_object(wards) == R"({"assigned":[]})");
    ward::readings_received heard{.content = {.sender = "m\"17", .ward = "unassigned", .bed = "m\"17"}};
    wards.apply({start, heard});
    wards.apply({start, ward::assign_sender{"m\"17", "W1", "3", "nurse-1", "q1"}});
    CHECK(assigned_senders_object(wards) ==
          R"({"assigned":[{"sender":"m\"17","bed":"W1/3","by":"nurse-1","at":"2027-01-15T08:00:00.000Z"}]})");
}

} // namespace vigil::feed
