#include <doctest/doctest.h>
#include <fmt/format.h>

#include "server/config/config.hpp"

namespace {

using vigil::config;

std::vector<std::string> problems_of(std::string_view text) {
    std::vector<std::string> all;
    const auto read = config::load(text, "vigil.toml");
    if (!read)
        for (const auto& p : read.error()) all.push_back(to_text(p));
    return all;
}

std::string only_problem_of(std::string_view text) {
    const auto all = problems_of(text);
    CAPTURE(text);
    REQUIRE(all.size() == 1);
    return all[0];
}

std::string sender(std::string_view lines) {
    return fmt::format("[[sender]]\nmatch = \"a\"\n{}\n", lines);
}

std::string webhook(std::string_view lines) {
    return fmt::format("[[receiver]]\nname = \"pager\"\nurl = \"https://pager.example/a\"\n{}\n", lines);
}

constexpr std::string_view secret = "secret = \"0123456789abcdef\"";

} // namespace

TEST_CASE("everything that can be known of a sender is read") {
    const auto c = config::load(R"([[sender]]
match = "GATEWAY^1"
address = "10.0.0.7"
dialect = "mindray-pds"
zone = "Europe/Berlin"
charset = "8859/1"
bed = "W1/3"
dial = "[fe80::1]:4601"
[[sender]]
address = "::1"
zone = "-09:30"
)",
                                "vigil.toml");
    REQUIRE(c);
    REQUIRE(c->senders.size() == 2);
    CHECK(c->senders[0].match == "GATEWAY^1");
    CHECK(c->senders[0].address == "10.0.0.7");
    CHECK(c->senders[0].dialect == "mindray-pds");
    CHECK(c->senders[0].zone == "Europe/Berlin");
    CHECK(c->senders[0].charset == "8859/1");
    CHECK(c->senders[0].bed == "W1/3");
    CHECK(c->senders[0].dial == "[fe80::1]:4601");
    CHECK(c->senders[1].zone == "-09:30");
}

TEST_CASE("what is known of a sender is refused with its place when it cannot be") {
    for (const auto* bad : {"W1", "/3", "W1/", ""})
        CHECK(only_problem_of(sender(fmt::format("bed = \"{}\"", bad)))
                  .starts_with(fmt::format("vigil.toml:3:7: sender.bed must be 'ward/bed', not '{}'", bad)));
    for (const auto* bad : {"gateway.local", "10.0.0", "10.0.0.7:2575", "10.0.0.7\\u0000"})
        CHECK(only_problem_of(sender(fmt::format("bed = \"W/1\"\naddress = \"{}\"", bad)))
                  .starts_with("vigil.toml:4:11: sender.address must be an IPv4 or IPv6 address"));
    for (const auto* bad : {"Mars Base", "+1:00", "+01:60", "+15:00", "+0100", "+01:0x", ""})
        CHECK(only_problem_of(sender(fmt::format("bed = \"W/1\"\nzone = \"{}\"", bad)))
                  .starts_with("vigil.toml:4:8: sender.zone must be a time zone"));
    CHECK(only_problem_of(sender("bed = 3")) == "vigil.toml:3:7: sender.bed must be a string, not an integer");
    CHECK(only_problem_of(sender("bed = \"W1/3\"\ndialekt = \"x\"")) ==
          "vigil.toml:4:1: unknown key 'dialekt' in [[sender]]; did you mean 'dialect'?");
    CHECK(only_problem_of("[sender]\nmatch = \"a\"\nbed = \"W1/3\"\n").ends_with("array of tables: [[sender]]"));
}

TEST_CASE("a host and port that a sender is dialled at are refused unless they are both") {
    for (const auto* bad : {"10.0.0.7", "10.0.0.7:", ":4601", "10.0.0.7:0", "10.0.0.7:65536", "10.0.0.7:4601x",
                            "::1:4601", "[::1]4601", "[::1", "[10.0.0.7]:4601", "a b:1", "-a:1", "a:+1", ""}) {
        CHECK(only_problem_of(sender(fmt::format("bed = \"W/1\"\ndial = \"{}\"", bad)))
                  .starts_with("vigil.toml:4:8: sender.dial must be \"host:port\""));
    }
}

TEST_CASE("a sender that would be everybody, or of which nothing is said, is refused") {
    CHECK(only_problem_of("[[sender]]\nbed = \"W1/3\"\n") ==
          "vigil.toml:1:1: a sender needs match, address or dial: without them it would be everybody");
    CHECK(only_problem_of("[[sender]]\nmatch = \"a\"\n").starts_with("vigil.toml:1:1: a sender needs something"));
    CHECK(only_problem_of("[[sender]]\ndial = \"a:1\"\nzone = \"UTC\"\n")
              .ends_with("a sender that is dialled needs a dialect, or a match for its name"));
    CHECK(problems_of("[[sender]]\ndial = \"a:1\"\ndialect = \"mindray-pds\"\n").empty());
}

TEST_CASE("a sender that an earlier one hides is refused, the other order is not") {
    CHECK(only_problem_of(sender("bed = \"W1/3\"") + sender("bed = \"W1/4\"")) ==
          "vigil.toml:4:1: this sender (a) is never reached: an earlier [[sender]] takes all of its messages; put the "
          "more particular one first");
    const std::string general = "[[sender]]\naddress = \"10.0.0.7\"\nzone = \"UTC\"\n";
    const std::string particular = general + "match = \"a\"\n";
    CHECK(only_problem_of(general + particular).starts_with("vigil.toml:4:1: this sender (a, 10.0.0.7) is never"));
    CHECK(problems_of(particular + general).empty());
}

TEST_CASE("receivers of alarms are read, and what is left out is everything of every ward for an hour") {
    const auto c = config::load(R"([[receiver]]
name = "nurse-call"
mllp = "10.0.0.9:2575"
[[receiver]]
name = "pager"
url = "https://pager.example:8443/alarms?unit=1"
secret = "0123456789abcdef"
wards = ["W1", "W2"]
priority = "high"
give_up_after_s = 60
)",
                                "vigil.toml");
    REQUIRE(c);
    REQUIRE(c->receivers.size() == 2);
    CHECK(c->receivers[0].mllp == "10.0.0.9:2575");
    CHECK(c->receivers[0].wards.empty());
    CHECK(c->receivers[0].priority == "low");
    CHECK(c->receivers[0].give_up_after_s == 3600);
    CHECK(c->receivers[1].url == "https://pager.example:8443/alarms?unit=1");
    CHECK(c->receivers[1].secret == "0123456789abcdef");
    CHECK(c->receivers[1].wards == std::vector<std::string>{"W1", "W2"});
    CHECK(c->receivers[1].priority == "high");
    CHECK(c->receivers[1].give_up_after_s == 60);
}

TEST_CASE("a receiver has one way to be reached, and a key if it is a web address") {
    const std::string named = "[[receiver]]\nname = \"pager\"\n";
    CHECK(only_problem_of(named).ends_with("a receiver needs either mllp or url, and not both"));
    CHECK(only_problem_of(webhook(secret) + "mllp = \"a:1\"\n").ends_with("either mllp or url, and not both"));
    CHECK(only_problem_of(webhook("")).ends_with("needs a secret, the key of its signatures"));
    CHECK(only_problem_of(named + "mllp = \"a:1\"\n" + std::string{secret}).ends_with("over mllp are not signed"));
    CHECK(only_problem_of("[[receiver]]\nmllp = \"a:1\"\n").starts_with("vigil.toml:1:1: receiver.name is missing"));
    CHECK(only_problem_of(webhook(secret) + webhook(secret)) ==
          "vigil.toml:5:1: receiver.name 'pager' is there already");
}

TEST_CASE("what a receiver is told with is refused with its place when it cannot be") {
    for (const auto* bad : {"pager.example/a", "ftp://a/", "https://", "https:///a", "http://a:0/", "http://a:x/",
                            "http://me@a/", "http://a/#x", "http://a/ b", "http://\xc3\xa4/", "http://[::1/"})
        CHECK(only_problem_of(fmt::format("[[receiver]]\nname = \"p\"\nurl = \"{}\"\n{}\n", bad, secret))
                  .starts_with("vigil.toml:3:7: receiver.url must be an address such as"));
    CHECK(only_problem_of(webhook("secret = \"too short\"")) ==
          "vigil.toml:4:10: receiver.secret must be at least 16 characters");
    const std::string good = std::string{secret} + "\n";
    CHECK(only_problem_of(webhook(good + "priority = \"urgent\"")) ==
          R"(vigil.toml:5:12: receiver.priority must be "low", "medium" or "high", not 'urgent')");
    for (const auto* bad : {"0", "-1", "604801", "1.5", "\"60\""})
        CHECK(only_problem_of(webhook(good + "give_up_after_s = " + bad))
                  .starts_with("vigil.toml:5:19: receiver.give_up_after_s must be a number of seconds, 1 to 604800"));
    for (const auto* bad : {"\"W1\"", "[1]", "[\"\"]", "[]", "[\"W1\", \"W1\"]"})
        CHECK(only_problem_of(webhook(good + "wards = " + bad)).starts_with("vigil.toml:5:"));
    CHECK(only_problem_of(webhook(good + "ward = [\"W1\"]")) ==
          "vigil.toml:5:1: unknown key 'ward' in [[receiver]]; did you mean 'wards'?");
    CHECK(only_problem_of("[[receivers]]\nname = \"p\"\n") ==
          "vigil.toml:1:3: unknown section 'receivers'; did you mean 'receiver'?");
}

TEST_CASE("there are 32 receivers at most") {
    std::string text;
    for (int i = 0; i < 32; ++i) text += fmt::format("[[receiver]]\nname = \"r{}\"\nmllp = \"a:{}\"\n", i, i + 1);
    CHECK(problems_of(text).empty());
    CHECK(only_problem_of(text + "[[receiver]]\nname = \"r\"\nmllp = \"a:1\"\n") ==
          "vigil.toml:97:1: there may be 32 receivers at most");
}
