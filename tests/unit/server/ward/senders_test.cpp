// Senders that had no bed, and the beds that people gave them.
#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {
namespace {

using namespace std::chrono_literals;

const std::string unassigned{unassigned_ward};

assign_sender given(std::string ward, std::string bed, std::string sender = "monitor-17", std::string request = "q1") {
    return {std::move(sender), std::move(ward), std::move(bed), "nurse-1", std::move(request)};
}

/// A monitor is heard, and nobody has said where it is.
fold somewhere() {
    fold wards;
    wards.apply(rules_input(simple_rules()));
    wards.apply(readings_input(0s, unassigned, "monitor-17", {{metric::spo2, 80}}));
    REQUIRE(wards.alarms().size() == 1);
    return wards;
}

} // namespace

TEST_CASE("a sender that is given a bed is known with it, and who said so, also after a restart") {
    fold wards = somewhere();
    wards.apply({start + 1s, given("W1", "3")});
    const fold again = restored(wards);
    for (const fold* w : {static_cast<const fold*>(&wards), &again}) {
        REQUIRE(w->senders().size() == 1);
        const auto& [sender, place] = *w->senders().begin();
        CHECK(sender == "monitor-17");
        CHECK(place.ward == "W1");
        CHECK(place.bed == "3");
        CHECK(place.by == "nurse-1");
        CHECK(place.at == start + 1s);
    }
}

TEST_CASE("where it was nobody lies any more, and nobody is missed there") {
    fold wards = somewhere();
    const bed_index from = *wards.find_bed(unassigned, "monitor-17");
    const std::string stay = wards.beds()[from].stay;
    wards.apply({start + 1s, given("W1", "3")});
    CHECK(wards.alarms().empty());
    CHECK(wards.beds()[from].stay != stay);
    CHECK_FALSE(wards.beds()[from].monitored());
    CHECK(wards.apply(tick_input(1h)).empty());
}

TEST_CASE("a sender can be given another bed, and none any more") {
    fold wards = somewhere();
    wards.apply({start + 1s, given("W1", "3")});
    wards.apply({start + 2s, given("W1", "4", "monitor-17", "q2")});
    CHECK(wards.senders().at("monitor-17").bed == "4");
    wards.apply({start + 3s, given("", "", "monitor-17", "q3")});
    CHECK(wards.senders().empty());
    wards.apply(readings_input(4s, unassigned, "monitor-17", {{metric::spo2, 80}}));
    CHECK(wards.alarms().size() == 1);
    wards.apply({start + 5s, given("W1", "3", "monitor-17", "q4")});
    CHECK(wards.alarms().empty());
}

TEST_CASE("only who is there without a bed is given one, by somebody, and one that can be") {
    const fold wards = somewhere();
    const auto why = [&](const assign_sender& c) { return wards.refusal(c, start).value_or(""); };
    CHECK(why(given("W1", "3")).empty());
    CHECK(why(given("W1", "3", "monitor-71")) == "there is no 'monitor-71' in the ward 'unassigned'");
    CHECK(why(given("", "")) == "nobody has given 'monitor-17' a bed");
    CHECK(why(given(unassigned, "3")).contains("that is no bed"));
    CHECK(why(given("", "3")).contains("1 to 128 bytes"));
    CHECK(why(given(std::string(129, 'w'), "3")).contains("1 to 128 bytes"));
    CHECK(why(given("W1", std::string(129, 'b'))).contains("1 to 128 bytes"));
    CHECK(why(given("W1", "3\n")).contains("no control characters"));
    CHECK(why(given("W/1", "3")).contains("1 to 128 bytes"));
    assign_sender nobody = given("W1", "3");
    nobody.by.clear();
    CHECK(why(nobody).contains("'by' is empty"));
}

TEST_CASE("a place at which an infusion session runs is not emptied") {
    std::ifstream file{VIGIL_SOURCE_DIR "/deploy/protocols/day-case-low-dose.toml"};
    std::ostringstream text;
    text << file.rdbuf();
    fold wards = somewhere();
    wards.apply({start, protocols_changed{{{"day-case-low-dose.toml", std::move(text).str()}}}});
    patient_command order{
        .ward = unassigned,
        .bed = "monitor-17",
        .stay = wards.beds()[0].stay,
        .by = "nurse-1",
        .reason = {},
        .request = "r1",
        .what = infusion_order{infusion::start_session{.protocol = "day-case-low-dose", .weight_kg = 70}, {}}};
    REQUIRE(wards.refusal(order, start).value_or("") == "");
    wards.apply({start, order});
    CHECK(wards.refusal(given("W1", "3"), start).value_or("").contains("an infusion session runs there"));
    CHECK(wards.apply({start, given("W1", "3")}).empty());
}

TEST_CASE("what is refused changes nothing") {
    fold wards = somewhere();
    const std::string before = wards.snapshot();
    CHECK(wards.apply({start, given("W1", "3", "monitor-71")}).empty());
    CHECK(wards.apply({start, given("", "")}).empty());
    CHECK(wards.snapshot() == before);
}

} // namespace vigil::ward
