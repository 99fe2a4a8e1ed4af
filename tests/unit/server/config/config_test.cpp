#include "server/config/config.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace {

using vigil::config;

std::vector<std::string> problems_of(std::string_view text, const config::environment& variables = {}) {
    std::vector<std::string> all;
    const auto read = config::load(text, "vigil.toml", variables);
    if (!read)
        for (const auto& p : read.error()) all.push_back(to_text(p));
    return all;
}

std::string only_problem_of(std::string_view text, const config::environment& variables = {}) {
    const auto all = problems_of(text, variables);
    REQUIRE(all.size() == 1);
    return all[0];
}

void check_equal_to_defaults(const config& c) {
    const config defaults;
    CHECK(c.http.address == defaults.http.address);
    CHECK(c.http.port == defaults.http.port);
    CHECK(c.http.assets == defaults.http.assets);
    CHECK(c.mllp.address == defaults.mllp.address);
    CHECK(c.mllp.port == defaults.mllp.port);
    CHECK(c.mllp.connections_max == defaults.mllp.connections_max);
    CHECK(c.mllp.frame_bytes_max == defaults.mllp.frame_bytes_max);
    CHECK(c.metrics.address == defaults.metrics.address);
    CHECK(c.metrics.port == defaults.metrics.port);
    CHECK(c.journal.file == defaults.journal.file);
    CHECK(c.record.database == defaults.record.database);
    CHECK(c.rules.file == defaults.rules.file);
    CHECK(c.protocols.directory == defaults.protocols.directory);
    CHECK(c.feed.outbox_bytes_max == defaults.feed.outbox_bytes_max);
    CHECK(c.senders.empty());
    CHECK(c.receivers.empty());
}

std::string shipped_example() {
    std::ifstream file{VIGIL_SOURCE_DIR "/deploy/vigil.toml"};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

} // namespace

TEST_CASE("an empty file is the defaults, which listen on this machine only") {
    const auto c = config::load("", "vigil.toml");
    REQUIRE(c);
    check_equal_to_defaults(*c);
    CHECK(c->http.address == "127.0.0.1");
    CHECK(c->mllp.address == "127.0.0.1");
    CHECK(c->metrics.address == "127.0.0.1");
    CHECK(c->http.port == 8080);
    CHECK(c->mllp.port == 2575);
    CHECK(c->metrics.port == 9464);
}

TEST_CASE("the shipped example states every default") {
    const auto text = shipped_example();
    REQUIRE(text.size() > 1000);
    const auto c = config::load(text, "deploy/vigil.toml");
    REQUIRE(c);
    check_equal_to_defaults(*c);
}

TEST_CASE("every key can be set in the file") {
    const auto c = config::load(R"([http]
address = "0.0.0.0"
port = 1
assets = "a"
[mllp]
address = "::1"
port = 2
connections_max = 3
frame_bytes_max = 4096
[metrics]
address = "10.0.0.1"
port = 5
[journal]
file = "j"
[record]
database = "dbname=vigil"
[rules]
file = "r"
[protocols]
directory = "p"
[feed]
outbox_bytes_max = 70000
[[sender]]
match = "GATEWAY^1"
bed = "W1/3"
[[sender]]
match = "GATEWAY^2"
bed = "W1/4"
)",
                                "vigil.toml");
    REQUIRE(c);
    CHECK(c->http.address == "0.0.0.0");
    CHECK(c->http.port == 1);
    CHECK(c->http.assets == "a");
    CHECK(c->mllp.address == "::1");
    CHECK(c->mllp.port == 2);
    CHECK(c->mllp.connections_max == 3);
    CHECK(c->mllp.frame_bytes_max == 4096);
    CHECK(c->metrics.address == "10.0.0.1");
    CHECK(c->metrics.port == 5);
    CHECK(c->journal.file == "j");
    CHECK(c->record.database == "dbname=vigil");
    CHECK(c->rules.file == "r");
    CHECK(c->protocols.directory == "p");
    CHECK(c->feed.outbox_bytes_max == 70000);
    REQUIRE(c->senders.size() == 2);
    CHECK(c->senders[0].match == "GATEWAY^1");
    CHECK(c->senders[0].bed == "W1/3");
    CHECK(c->senders[1].bed == "W1/4");
}

TEST_CASE("every key of the shipped example is an environment variable too") {
    std::istringstream lines{shipped_example()};
    std::string section;
    int keys = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('[')) section = line.substr(1, line.find(']') - 1);
        if (line.empty() || line.starts_with('[') || line.starts_with('#')) continue;
        ++keys;
        auto variable = "VIGIL__" + section + "__" + line.substr(0, line.find(' '));
        for (auto& c : variable)
            if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
        CAPTURE(variable);
        const auto c = config::load("", "vigil.toml", {{variable, "\n"}}); // no key takes a line break
        REQUIRE_FALSE(c);
        CHECK(c.error()[0].message.find("unknown") == std::string::npos);
    }
    CHECK(keys == 17);
}

TEST_CASE("a misspelt key is refused with its place and the nearest key") {
    CHECK(only_problem_of("[http]\nadress = \"127.0.0.1\"\n") ==
          "vigil.toml:2:1: unknown key 'adress' in [http]; did you mean 'address'?");
}

TEST_CASE("a key far from every other is refused with the choices") {
    CHECK(only_problem_of("[metrics]\nhistogram_buckets = 3\n") ==
          "vigil.toml:2:1: unknown key 'histogram_buckets' in [metrics]; known are address, port");
}

TEST_CASE("a misspelt section is refused, and so is a key outside any section") {
    CHECK(only_problem_of("[mlpp]\nport = 1\n") == "vigil.toml:1:2: unknown section 'mlpp'; did you mean 'mllp'?");
    CHECK(only_problem_of("[[senders]]\nmatch = \"x\"\n") ==
          "vigil.toml:1:3: unknown section 'senders'; did you mean 'sender'?");
    CHECK(only_problem_of("port = 1\n").starts_with("vigil.toml:1:1: unknown section 'port'"));
}

TEST_CASE("a value of another type is refused, never converted") {
    CHECK(only_problem_of("[http]\nport = \"8080\"\n") == "vigil.toml:2:8: http.port must be an integer, not a string");
    CHECK(only_problem_of("[http]\nport = 8080.0\n") ==
          "vigil.toml:2:8: http.port must be an integer, not a floating-point number");
    CHECK(only_problem_of("[rules]\nfile = true\n") == "vigil.toml:2:8: rules.file must be a string, not a boolean");
    CHECK(only_problem_of("[rules]\nfile = [\"a\"]\n") == "vigil.toml:2:8: rules.file must be a string, not an array");
    CHECK(only_problem_of("http = 3\n") == "vigil.toml:1:1: 'http' must be a table, [http], not an integer");
    CHECK(only_problem_of("[[http]]\nport = 3\n") == "vigil.toml:1:3: 'http' must be a table, [http], not an array");
}

TEST_CASE("a port outside 0 to 65535 is refused, never wrapped around") {
    for (const auto* bad : {"-1", "65536", "70000", "4294967376", "9223372036854775807"}) {
        CAPTURE(bad);
        CHECK(only_problem_of("[mllp]\nport = " + std::string{bad} + "\n") ==
              "vigil.toml:2:8: mllp.port must be a TCP port, 0 to 65535 (0 picks a free one), not " + std::string{bad});
    }
    CHECK(config::load("[mllp]\nport = 65535\n", "vigil.toml")->mllp.port == 65535);
    CHECK(config::load("[mllp]\nport = 0\n", "vigil.toml")->mllp.port == 0);
}

TEST_CASE("a limit of zero or beyond reason is refused") {
    CHECK(only_problem_of("[mllp]\nconnections_max = 0\n").ends_with("1 to 1000000, not 0"));
    CHECK(only_problem_of("[mllp]\nframe_bytes_max = 1023\n").ends_with("1024 to 67108864, not 1023"));
    CHECK(only_problem_of("[feed]\noutbox_bytes_max = 268435457\n").ends_with("65536 to 268435456, not 268435457"));
}

TEST_CASE("an empty path is refused, an empty database is not") {
    CHECK(only_problem_of("[journal]\nfile = \"\"\n") ==
          "vigil.toml:2:8: journal.file must be the path of the journal, not empty");
    CHECK(config::load("[record]\ndatabase = \"\"\n", "vigil.toml"));
}

TEST_CASE("an address is written in digits, so that what is bound never depends on a resolver") {
    CHECK(only_problem_of("[http]\naddress = \"localhost\"\n") ==
          "vigil.toml:2:11: http.address must be an IPv4 or IPv6 address such as 127.0.0.1 or ::, not 'localhost'");
    CHECK(problems_of("[http]\naddress = \"127.0.0.1:80\"\n").size() == 1);
    CHECK(problems_of("[http]\naddress = \"127.0.0.1\\u0000\"\n").size() == 1);
    CHECK(problems_of("[http]\naddress = \"\"\n").size() == 1);
}

TEST_CASE("every problem is reported at once, from top to bottom, then the environment") {
    const auto all = problems_of("[rules]\nfil = 1\n[http]\nport = 99999\nassets = \"\"\n[zebra]\n",
                                 {{"VIGIL__FEED__OUTBOX_BYTES_MAX", "many"}, {"VIGIL__HTTP__PRT", "1"}});
    REQUIRE(all.size() == 6);
    CHECK(all[0].starts_with("vigil.toml:2:1:"));
    CHECK(all[1].starts_with("vigil.toml:4:8:"));
    CHECK(all[2].starts_with("vigil.toml:5:10:"));
    CHECK(all[3].starts_with("vigil.toml:6:2:"));
    CHECK(all[4].starts_with("VIGIL__FEED__OUTBOX_BYTES_MAX: feed.outbox_bytes_max must be a number of bytes"));
    CHECK(all[5] == "VIGIL__HTTP__PRT: unknown variable; did you mean 'VIGIL__HTTP__PORT'?");
}

TEST_CASE("a file that is not TOML is refused with the place where it stops being TOML") {
    CHECK(only_problem_of("[http]\nport = \n").starts_with("vigil.toml:2:"));
    CHECK(only_problem_of("[http]\nport = 1\nport = 2\n").starts_with("vigil.toml:3:"));
    CHECK(problems_of("\xff\xfe").size() == 1);
}

TEST_CASE("an environment variable overrides the file") {
    const auto c = config::load("[http]\nport = 1\naddress = \"0.0.0.0\"\n", "vigil.toml",
                                {{"VIGIL__HTTP__PORT", "2"}, {"VIGIL__RECORD__DATABASE", "dbname=x"}, {"HOME", "/"}});
    REQUIRE(c);
    CHECK(c->http.port == 2);
    CHECK(c->http.address == "0.0.0.0");
    CHECK(c->record.database == "dbname=x");
}

TEST_CASE("an environment variable is held to the same bounds and named in its problem") {
    for (const auto* bad : {"", " 1", "1 ", "0x10", "1e3", "65536", "99999999999999999999", "-1"}) {
        CAPTURE(bad);
        CHECK(only_problem_of("", {{"VIGIL__MLLP__PORT", bad}}).starts_with("VIGIL__MLLP__PORT: mllp.port must be"));
    }
    CHECK(only_problem_of("", {{"VIGIL__RULES__FILE", ""}}) ==
          "VIGIL__RULES__FILE: rules.file must be the path of the alarm rules, not empty");
}

TEST_CASE("two listeners on one port are refused unless the port is to be picked") {
    CHECK(only_problem_of("[http]\nport = 2575\n") == "vigil.toml: http.port and mllp.port are both 2575");
    CHECK(only_problem_of("", {{"VIGIL__METRICS__PORT", "8080"}}) ==
          "vigil.toml: http.port and metrics.port are both 8080");
    CHECK(config::load("[http]\nport = 0\n[mllp]\nport = 0\n[metrics]\nport = 0\n", "vigil.toml"));
    CHECK(config::load("[http]\nport = 2575\naddress = \"10.0.0.1\"\n", "vigil.toml"));
}

TEST_CASE("a file cut off or damaged anywhere is either a configuration or a problem with a place") {
    const auto text = shipped_example();
    const auto judge = [](std::string_view damaged) {
        const auto c = config::load(damaged, "vigil.toml");
        if (c) return;
        REQUIRE_FALSE(c.error().empty());
        for (const auto& p : c.error()) {
            CHECK(p.where == "vigil.toml");
            CHECK_FALSE(p.message.empty());
        }
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        judge(std::string_view{text}.substr(0, i));
        for (const char wrong : {'\0', '"', '[', '=', '\xff'}) {
            auto damaged = text;
            damaged[i] = wrong;
            judge(damaged);
        }
    }
    judge("a = " + std::string(100'000, '['));
}
