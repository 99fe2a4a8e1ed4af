#include "tests/unit/server/ward/snapshots.hpp"

namespace vigil::ward {
namespace {

fold whole_fold() {
    auto f = fold::restore(whole_snapshot().SerializeAsString());
    REQUIRE_MESSAGE(f, f.error());
    return std::move(*f);
}

} // namespace

TEST_CASE("a snapshot holds everything: what was restored from one is written as the same one") {
    const std::string bytes = whole_snapshot().SerializeAsString();
    CHECK(whole_fold().snapshot() == bytes);
}

TEST_CASE("who is restored is who was there") {
    const fold f = whole_fold();
    CHECK(f.now() == start);
    REQUIRE(f.find_bed("W1", not_utf8) == bed_index{0});
    const bed& b = f.beds()[0];
    CHECK(b.care.values.had(metric::heart_rate));
    CHECK_FALSE(b.care.values.had(metric::dysphoria));
    CHECK(b.care.values[metric::heart_rate].value == 2.5);
    CHECK(b.care.values[metric::heart_rate].unchanged_since == start - 7s);
    CHECK(b.care.phase == alarm::infusion_phase::infusing);
    CHECK(b.care.confused == alarm::confusion::dissociation);
    CHECK(b.care.clock_skew == -700ms);
    CHECK_FALSE(b.monitored());
    REQUIRE(b.limits.size() == 1);
    CHECK(b.limits[0].limit == 85.5);
    const ward& w = f.wards()[0];
    CHECK(w.beds == std::vector<bed_index>{0});
    CHECK(w.stations[1].paused_upto == alarm::priority::medium);
    CHECK(w.fixed == decltype(w.fixed){{{}, alarm::alarm_id{2}}});
    CHECK(w.active == 3);
    std::uint64_t sum = 0;
    for (const auto& [id, a] : f.alarms()) sum ^= digest(a);
    CHECK(w.digest == sum);
}

TEST_CASE("what the version before has written is read: its patients go on, with their alarms") {
    wire::Snapshot s = whole_snapshot();
    s.set_format(2);
    wire::Bed& old = *s.mutable_beds(0);
    old.clear_patient_name();
    old.clear_vacated();
    old.clear_departed();
    old.clear_former_ids();
    old.clear_claims();
    old.clear_device_alarms();
    old.clear_left_behind();
    auto f = fold::restore(s.SerializeAsString());
    REQUIRE_MESSAGE(f, f.error());
    const auto go_on = [&](milliseconds after, const std::string& patient) {
        f->apply(readings_input(after, "W1", not_utf8, {{metric::acvpu, 0}}, patient));
        return f->beds()[0].stay;
    };
    CHECK(f->alarms().size() == 3);
    CHECK(go_on(1ms, "MRN-1") == "stay-1");
    CHECK(go_on(2ms, "MRN-2") != "stay-1");
}

TEST_CASE("a message that the version before has journaled begins the stay that it began then") {
    for (const auto [patient, stay] : {std::pair{"P-17", "4bc72b1a857e850f"}, {"", "7de59332f301cc36"}}) {
        fold f;
        input in = readings_input(0ms, "W1", "3", {{metric::spo2, 97}}, patient);
        std::get<readings_received>(in.what).key = 0x1122'3344'5566'7788;
        f.apply(in);
        CHECK(f.beds()[0].stay == stay);
    }
}

TEST_CASE("after a restart the agenda has what beds and wards wait for") {
    const instant pause_ends = start + 60s, group_is_due = start + 1s;
    CHECK(whole_fold().next_deadline() <= group_is_due);
    wire::Snapshot s = whole_snapshot();
    s.mutable_wards(0)->mutable_groups(0)->clear_look_at_ms();
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE(f);
    CHECK(f->next_deadline() <= pause_ends);
    CHECK(f->next_deadline() > start);
}

TEST_CASE("the past of a metric that rules ask for is kept, slot by slot") {
    static constexpr auto with_past = [](wire::Snapshot& s) {
        s.mutable_rules()->set_text(R"([[alarm]]
name     = "low_mean"
when     = "mean(spo2, 10min) < 90"
priority = "high"
message  = "SpO2 was low for long"
)");
        wire::Window& w = *s.mutable_beds(0)->mutable_care()->add_windows();
        w.set_newest_slot(36'000'000'000);
        w.set_newest(89.5);
        wire::Slot& slot = *w.add_slots();
        slot.set_place(15);
        slot.set_sum(178);
        slot.set_count(2);
        return &w;
    };
    wire::Snapshot s = whole_snapshot();
    with_past(s);
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE_MESSAGE(f, f.error());
    CHECK(f->beds()[0].care.windows.at(0).all().slots[15] == alarm::window::slot{178, 2});
    CHECK(f->snapshot() == s.SerializeAsString());
    for (const auto damage : std::initializer_list<void (*)(wire::Snapshot&)>{
             [](wire::Snapshot& d) { with_past(d)->set_place(1); },
             [](wire::Snapshot& d) { with_past(d)->set_newest_slot(insane_ms); },
             [](wire::Snapshot& d) { with_past(d)->mutable_slots(0)->set_place(16); },
             [](wire::Snapshot& d) { with_past(d)->mutable_slots(0)->set_sum(no_value); }})
        CHECK(said_of(damage) == bed_damaged);
    CHECK(said_of([](wire::Snapshot& d) {
              d.mutable_rules()->set_text("what is this");
          }).starts_with("its rules are no longer understood: "));
}

TEST_CASE("an empty fold has a snapshot as well") {
    const std::string bytes = fold{}.snapshot();
    const auto f = fold::restore(bytes);
    REQUIRE(f);
    CHECK(f->snapshot() == bytes);
    CHECK(f->next_deadline() == never);
}

TEST_CASE("one number that is not known is written as any other such number") {
    wire::Snapshot s = whole_snapshot();
    s.mutable_beds(0)->mutable_care()->mutable_chart(1)->set_value(-no_value);
    s.mutable_beds(0)->mutable_care()->mutable_baselines(0)->set_value(-no_value);
    s.mutable_alarms(0)->mutable_because()->set_value(-no_value);
    const auto f = fold::restore(s.SerializeAsString());
    REQUIRE(f);
    s.mutable_beds(0)->mutable_care()->mutable_chart(1)->set_value(no_value);
    s.mutable_beds(0)->mutable_care()->mutable_baselines(0)->set_value(no_value);
    s.mutable_alarms(0)->mutable_because()->set_value(no_value);
    CHECK(f->snapshot() == s.SerializeAsString());
}

} // namespace vigil::ward
