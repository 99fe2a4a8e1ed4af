#include "server/ingest/sender.hpp"

#include <doctest/doctest.h>

#include "server/ingest/bed_map.hpp"
#include "server/ingest/duplicates.hpp"

namespace vigil::ingest {
namespace {

constexpr instant noon = from_epoch_ms(1'795'000'000'000);
constexpr auto second = milliseconds{1'000};

senders made(std::vector<config::sender_entry> entries) {
    auto all = senders::make(entries);
    REQUIRE(all);
    return std::move(*all);
}

} // namespace

TEST_CASE("a control id that stands on another message is noticed, and the message is a new one") {
    control_ids ids;
    CHECK_FALSE(ids.note("204", "10.0.0.7", 1, true, noon).reused);
    const auto again = ids.note("204", "10.0.0.7", 2, true, noon + second);
    CHECK(again.reused);
    CHECK_FALSE(again.anew);
}

TEST_CASE("a message that is repeated with its control id is no reuse") {
    control_ids ids;
    ids.note("M-1", "10.0.0.7", 7, true, noon);
    const auto again = ids.note("M-1", "10.0.0.7", 7, true, noon + 3600 * second);
    CHECK_FALSE(again.reused);
    CHECK_FALSE(again.anew);
}

TEST_CASE("equal messages without any time are a steady patient, unless they come close together") {
    control_ids ids;
    ids.note("204", "10.0.0.7", 7, false, noon);
    CHECK_FALSE(
        ids.note("204", "10.0.0.7", 7, false, noon + 5 * second).anew); // a device repeats what was not answered
    CHECK_FALSE(ids.note("204", "10.0.0.7", 7, false, noon + control_ids::repeat_max).anew);
    CHECK(ids.note("204", "10.0.0.7", 7, false, noon + control_ids::repeat_max + milliseconds{1}).anew);
    CHECK_FALSE(ids.note("204", "10.0.0.7", 7, false, noon + control_ids::repeat_max + 2 * second)
                    .anew); // of the one just taken
}

TEST_CASE("monitors that number their messages alike use no control id twice") {
    control_ids ids;
    CHECK_FALSE(ids.note("1", "10.0.0.7", 1, true, noon).reused);
    CHECK_FALSE(ids.note("1", "10.0.0.8", 2, true, noon).reused);
    CHECK(ids.note("1", "10.0.0.8", 3, true, noon).reused);
}

TEST_CASE("equal messages about different beds are different messages, and each is the same again") {
    CHECK(key_of("MSH|...", "W1/1") == key_of("MSH|...", "W1/1"));
    CHECK(key_of("MSH|...", "W1/1") != key_of("MSH|...", "W1/2"));
    CHECK(key_of("MSH|...", "W1/1") != key_of("MSH|..,", "W1/1"));
}

TEST_CASE("senders of one name are told apart where the configuration knows their addresses") {
    senders all = made({{.address = "10.0.0.7", .bed = "W1/1"}, {.address = "10.0.0.8", .bed = "W1/2"}});
    sender& first = all.find("MON", "10.0.0.7");
    CHECK(&all.find("MON", "10.0.0.8") != &first);
    CHECK(all.find("MON", "10.0.0.8").rule->bed == "2");
    CHECK(&all.find("MON", "10.0.0.7") == &first);
    sender& elsewhere = all.find("MON", "10.0.0.9");
    CHECK_FALSE(elsewhere.rule);
    CHECK(&all.find("MON", "10.0.0.10") == &elsewhere);
}

TEST_CASE("a name that no report may have is not kept") {
    senders all = made({});
    sender& shared = all.find(std::string(name_bytes_max + 1, 'N'), "10.0.0.7");
    CHECK(shared.name == "others");
    CHECK(&all.find(std::string(100'000, 'M'), "10.0.0.8") == &shared);
    CHECK(all.find(std::string(name_bytes_max, 'N'), "10.0.0.7").name.size() == name_bytes_max);
}

TEST_CASE("the same complaint is kept once a minute, however often it comes") {
    quarantine_limit limit;
    CHECK(limit.admits(1, noon));
    CHECK_FALSE(limit.admits(1, noon + 59 * second));
    CHECK(limit.admits(2, noon + 59 * second));
    CHECK(limit.admits(1, noon + 60 * second));
}

TEST_CASE("a sender that complains of everything fills no disk") {
    quarantine_limit limit;
    std::uint32_t kept = 0;
    for (std::uint64_t complaint = 1; complaint <= 1'000; ++complaint)
        kept += limit.admits(complaint, noon + milliseconds{complaint});
    CHECK(kept == quarantine_limit::rows_a_minute_max);
    CHECK(limit.admits(2'000, noon + 61 * second));
}

TEST_CASE("the clock of a sender is the median of what it said, so that one late message does not count") {
    clock_skew skew;
    skew.add(noon + 90 * second, noon);
    skew.add(noon + 90 * second, noon);
    CHECK_FALSE(skew.estimate());
    skew.add(noon - 3600 * second, noon);
    CHECK(skew.estimate() == 90 * second);
    for (int i = 0; i < 20; ++i) skew.add(noon - 2 * second, noon);
    CHECK(skew.estimate() == -2 * second);
}

TEST_CASE("what a sender does wrong is listed once with its count") {
    conformance seen;
    seen.note(hl7::finding::kind::unknown_code, "4711", noon);
    seen.note(hl7::finding::kind::unknown_code, "4711", noon + second);
    REQUIRE(seen.findings().size() == 1);
    const auto& only = seen.findings().begin()->second;
    CHECK(only.count == 2);
    CHECK(only.first == noon);
    CHECK(only.last == noon + second);
}

TEST_CASE("findings of a sender are bounded and cut between characters") {
    conformance seen;
    for (std::size_t i = 0; i < conformance::findings_max + 5; ++i)
        seen.note(hl7::finding::kind::unknown_code, std::to_string(i), noon);
    CHECK(seen.findings().size() == conformance::findings_max);
    CHECK(seen.others() == 5);
    conformance cut;
    cut.note(hl7::finding::kind::bad_value, std::string(47, 'x') + "\xc3\xa4", noon);
    CHECK(cut.findings().begin()->first.second == std::string(47, 'x'));
}

TEST_CASE("a sender is known by what it writes, by its address, or by both") {
    const senders all = made({{.match = "GW", .address = "10.0.0.1", .zone = "+01:00"},
                              {.match = "GW", .zone = "+02:00"},
                              {.address = "10.0.0.2", .zone = "+03:00"}});
    const auto zone_of = [&](std::string_view name, std::string_view address) -> std::string {
        const sender_rule* rule = all.rule_for(name, address);
        return rule ? rule->local->name() : "none";
    };
    CHECK(zone_of("GW", "10.0.0.1") == "+01:00");
    CHECK(zone_of("GW", "10.0.0.9") == "+02:00");
    CHECK(zone_of("other", "10.0.0.2") == "+03:00");
    CHECK(zone_of("other", "10.0.0.3") == "none");
}

TEST_CASE("a rule that says only whom to dial fits no connection that was not dialled") {
    const senders all = made({{.dialect = "ihe-pcd01", .dial = "10.0.0.7:4601"}});
    CHECK(all.rule_for("", "10.0.0.7") == nullptr);
}

TEST_CASE("a dialect or a zone that does not exist is named before anything starts") {
    const auto all = senders::make({{.match = "A", .dialect = "klingon"}, {.match = "B", .zone = "Mars/Base"}});
    REQUIRE_FALSE(all);
    REQUIRE(all.error().size() == 2);
    CHECK(all.error()[0].contains("klingon"));
    CHECK(all.error()[1].contains("Mars/Base"));
}

TEST_CASE("senders without end share one entry") {
    senders all = made({});
    for (std::size_t i = 0; i < senders::senders_max; ++i) all.find("S" + std::to_string(i), "10.0.0.1");
    sender& beyond = all.find("one more", "10.0.0.1");
    CHECK(&beyond == &all.find("and another", "10.0.0.1"));
    CHECK(&all.find("S0", "10.0.0.1") != &beyond);
    CHECK(all.known() == senders::senders_max);
    CHECK(all.is_shared(beyond));
    CHECK_FALSE(all.is_shared(all.find("S0", "10.0.0.1")));
}

TEST_CASE("the report names each sender with what it should put right") {
    senders all = made({{.match = "GW", .dialect = "ihe-pcd01"}});
    sender& s = all.find("GW", "10.0.0.1");
    s.messages = 3;
    s.last_heard = noon;
    s.findings.note(hl7::finding::kind::no_offset, "20261122020000", noon);
    const std::string text = all.report(noon);
    CHECK(text.contains(R"("name":"GW","address":"10.0.0.1","dialect":"ihe-pcd01","detected":false)"));
    CHECK(text.contains(R"("kind":"no_offset","text":"20261122020000","count":1)"));
}

} // namespace vigil::ingest
