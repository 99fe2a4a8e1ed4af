// What stories cannot tell of infusion sessions at beds: what is told to whom, and what is remembered of patients.
#include <algorithm>
#include <cmath>

#include "tests/unit/server/ward/choice.hpp"
#include "tests/unit/server/ward/recorded.hpp"

namespace vigil::ward {
namespace {

constexpr const char* rules_text = R"([[alarm]]
name       = "low_spo2"
message    = "SpO2 {spo2}"
priority   = "medium"
limit      = 92
adjustable = [85, 97]
when       = "spo2 < limit"
)";

struct ward_1 {
    fold wards;
    instant now = start;
    int requests = 0;

    ward_1() {
        wards.apply(rules_input(rules_text));
        wards.apply({now, short_protocol()});
    }
    bed_index bed(const char* name) const { return *wards.find_bed("W1", name); }

    std::vector<event> apply(decltype(input::what) what) {
        now += 1s;
        const auto told = wards.apply({now, std::move(what)});
        return {told.begin(), told.end()};
    }
    std::vector<event> move(movement m) {
        m.sender = "registration";
        return apply(patient_moved{std::move(m), static_cast<std::uint64_t>(to_epoch_ms(now))});
    }
    std::vector<event> order(const char* bed_name, infusion::order what, milliseconds ago = 0ms) {
        patient_command c{.ward = "W1",
                          .bed = bed_name,
                          .stay = wards.beds()[bed(bed_name)].stay,
                          .by = "nurse-1",
                          .reason = "because",
                          .request = std::to_string(++requests),
                          .what = infusion_order{std::move(what), now + 1s - ago}};
        const auto why = wards.refusal(c, now + 1s);
        CHECK_MESSAGE(!why, why.value_or(""));
        return apply(std::move(c));
    }
    void hear(const char* bed_name, const char* patient = "") {
        readings_received in;
        in.content = {.sender = "monitor", .control_id = "1", .ward = "W1", .bed = bed_name};
        in.content.patient = patient;
        in.content.readings = {*make_reading(metric::spo2, 97, unit::percent, validity::valid, now)};
        in.key = static_cast<std::uint64_t>(to_epoch_ms(now)) + 1;
        apply(std::move(in));
    }
    /// A session from its screening to the end of its infusion.
    void infuse(const char* bed_name) {
        order(bed_name, infusion::start_session{short_protocol_name, 70.0, true});
        order(bed_name, infusion::answer_screening{"consent", true, false, ""});
        order(bed_name, infusion::give_bolus{10, infusion::route::oral, "dr-1", "dr-2", true});
        order(bed_name, infusion::stop_infusion{false});
    }
    const infusion::session& session(const char* bed_name) const { return wards.find_session(bed(bed_name))->what; }
};

bool remembers(const infusion::session& s, const std::string& id) {
    return std::ranges::find(s.past, id, &infusion::past_session::id) != s.past.end();
}

infusion::sign_discharge all_overridden() {
    return {{"pump_off", "awake", "near", "walks", "after_care", "recovery_time"}, "dr-2"};
}

std::vector<infusion_told> told(const std::vector<event>& events) {
    std::vector<infusion_told> out;
    for (const event& e : events)
        if (const auto* t = std::get_if<infusion_told>(&e.what)) out.push_back(*t);
    return out;
}

} // namespace

TEST_CASE("a dose that shifts nothing but the sums is told") {
    ward_1 w;
    w.hear("1", "P-1");
    w.order("1", infusion::start_session{short_protocol_name, 70.0, false});
    w.order("1", infusion::answer_screening{"consent", true, false, ""});
    w.order("1", infusion::give_bolus{10, infusion::route::oral, "dr-1", "dr-2", true});
    const auto events = told(w.order("1", infusion::give_bolus{5, infusion::route::oral, "dr-1", "dr-2", true}, 500ms));
    REQUIRE(events.size() == 1);
    CHECK(events[0].now.total == infusion::micrograms{15'000});
}

TEST_CASE("a session that goes with its patient is over in the one bed and told in the other, and stays what it is") {
    ward_1 w;
    w.hear("1", "P-1");
    w.infuse("1");
    const std::string id = w.session("1").id, stay = w.wards.beds()[w.bed("1")].stay;
    const auto baselines = w.wards.beds()[w.bed("1")].care.baselines;
    REQUIRE_FALSE(baselines.empty());
    const auto events =
        told(w.move({.what = movement::kind::transferred, .who = {"P-1", ""}, .to = {"W1", "2"}, .from = {"W1", "1"}}));
    REQUIRE(events.size() == 2);
    CHECK(events[0].stay == stay);
    CHECK(events[0].now.over);
    CHECK(events[0].now.ended_why == "it goes on in W1/2, where the patient is moved");
    CHECK(events[1].stay == w.wards.beds()[w.bed("2")].stay);
    CHECK_FALSE(events[1].now.over);
    CHECK(events[1].now.session == id);
    CHECK(w.wards.find_session(w.bed("1")) == nullptr);
    CHECK(w.session("2").stopped_at);
    CHECK(w.wards.beds()[w.bed("2")].care.baselines.size() == baselines.size());
    CHECK(restored(w.wards).snapshot() == w.wards.snapshot());
}

TEST_CASE("a session does not take the place of another one of the same patient") {
    ward_1 w;
    w.hear("1", "P-1");
    w.hear("2"); // nobody has said who lies there
    w.infuse("1");
    w.infuse("2");
    const std::string first = w.session("1").id, second = w.session("2").id;
    w.move({.what = movement::kind::transferred, .who = {"P-1", ""}, .to = {"W1", "2"}, .from = {"W1", "1"}});
    CHECK(w.wards.find_session(w.bed("1")) == nullptr);
    CHECK(w.session("2").id == second);
    w.order("2", all_overridden());
    w.order("2", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(remembers(w.session("2"), first));
}

TEST_CASE("past sessions of who has no id stay with the bed, and are the patient's once an id is known") {
    ward_1 w;
    w.hear("1");
    w.infuse("1");
    const std::string first = w.session("1").id;
    w.order("1", all_overridden());
    w.order("1", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(w.session("1").day == 2);
    REQUIRE(w.wards.beds()[w.bed("1")].past.size() == 1);
    CHECK(restored(w.wards).snapshot() == w.wards.snapshot());
    w.hear("1", "P-1");
    CHECK(w.wards.beds()[w.bed("1")].past.empty());
    w.move({.what = movement::kind::discharged, .who = {"P-1", ""}, .to = {"W1", "1"}});
    w.hear("2", "P-1");
    w.order("2", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(remembers(w.session("2"), first));
    w.move({.what = movement::kind::discharged, .who = {"P-1", ""}, .to = {"W1", "2"}});
    w.hear("1");
    w.order("1", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(w.session("1").past.empty()); // somebody else
}

TEST_CASE("what was given under another id counts in the session that runs as soon as the records are joined") {
    ward_1 w;
    w.hear("1", "P-1");
    w.infuse("1");
    const std::string first = w.session("1").id;
    w.move({.what = movement::kind::discharged, .who = {"P-1", ""}, .to = {"W1", "1"}});
    w.hear("2", "P-2");
    w.order("2", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(w.session("2").past.empty());
    CHECK(w.session("2").day == 1);
    w.move({.what = movement::kind::merged, .who = {"P-2", ""}, .other = {"P-1", ""}});
    REQUIRE(w.session("2").past.size() == 1);
    CHECK(w.session("2").past[0].id == first);
    CHECK(w.session("2").day == 2);
}

TEST_CASE("a protocol's limit is in force where it is tighter than the rule's, and until the session is over") {
    ward_1 w;
    w.hear("1", "P-1");
    const auto limit = [&] {
        return w.wards.limits_of(w.wards.beds()[w.bed("1")], *w.wards.rules().find("low_spo2"))[0];
    };
    CHECK(limit() == 92);
    w.order("1", infusion::start_session{short_protocol_name, 70.0, true});
    CHECK(limit() == 94);
    std::string stricter = rules_text;
    stricter.replace(stricter.find("= 92"), 4, "= 96");
    w.apply(rules_changed{stricter, "stricter.toml"});
    CHECK(limit() == 96);
    w.apply(rules_changed{rules_text, "rules.toml"});
    CHECK(limit() == 94);
    w.order("1", infusion::stop_infusion{true});
    CHECK(limit() == 92);
}

TEST_CASE("a baseline from before a late first dose is what was known then") {
    ward_1 w;
    w.hear("1", "P-1");
    w.order("1", infusion::start_session{short_protocol_name, 70.0, true});
    w.order("1", infusion::answer_screening{"consent", true, false, ""});
    w.order("1", infusion::chart{.id = "a", .corrects = {}, .values = {{"pulse", 70.0, {}, false}}, .note = {}});
    w.now += 10s;
    w.order("1", infusion::chart{.id = "b", .corrects = {}, .values = {{"pulse", 95.0, {}, false}}, .note = {}});
    w.hear("1", "P-1");
    w.order("1", infusion::give_bolus{10, infusion::route::oral, "dr-1", "dr-2", true}, 8s);
    const alarm::patient& care = w.wards.beds()[w.bed("1")].care;
    CHECK(alarm::baseline_of(care, metric::pulse_rate) == 70);
    CHECK(std::isnan(alarm::baseline_of(care, metric::spo2))); // the monitor's number came later
    // and what was charted wrongly is corrected there as well
    w.order("1", infusion::chart{.id = "c", .corrects = "a", .values = {{"pulse", 75.0, {}, false}}, .note = {}});
    CHECK(alarm::baseline_of(care, metric::pulse_rate) == 75);
    w.order("1", infusion::chart{.id = "d", .corrects = "c", .values = {}, .note = "another patient's"});
    CHECK(std::isnan(alarm::baseline_of(care, metric::pulse_rate)));
}

TEST_CASE("of who is on leave an alarm that nobody has seen stays to be seen, and ends when it is") {
    ward_1 w;
    std::string latching = rules_text;
    latching += "latching = true\n";
    w.apply(rules_changed{latching, "rules.toml"});
    w.hear("1", "P-1");
    readings_received low;
    low.content = {.sender = "monitor", .control_id = "2", .ward = "W1", .bed = "1"};
    low.content.readings = {*make_reading(metric::spo2, 80, unit::percent, validity::valid, w.now)};
    w.apply(low);
    REQUIRE(w.wards.alarms().size() == 1);
    const alarm::alarm_id id = w.wards.alarms().begin()->first;
    w.move({.what = movement::kind::on_leave, .who = {"P-1", ""}, .to = {"W1", "1"}});
    REQUIRE(w.wards.find_alarm(id));
    CHECK(w.wards.find_alarm(id)->state == alarm::phase::latched);
    CHECK(restored(w.wards).snapshot() == w.wards.snapshot());
    w.apply(acknowledge{id, "nurse-1", ""});
    CHECK(w.wards.alarms().empty());
    CHECK(w.wards.beds()[0].conditions.empty());
    CHECK(w.wards.beds()[0].away);
}

} // namespace vigil::ward
