#include "proto/hl7/pcd04_out.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <vector>

#include "proto/codes/mdc.hpp"
#include "proto/hl7/message.hpp"
#include "proto/vitals/reading.hpp"

namespace {

using namespace vigil;
using namespace vigil::hl7;

constexpr instant noon = from_epoch_ms(1'800'000'000'000); // 2027-01-15T08:00:00Z

alarm_message low_spo2() {
    return {.control_id = "00000000000000a1-1",
            .sent_at = noon + milliseconds{40},
            .alarm = "00000000000000a1",
            .ward = "W1",
            .bed = "3",
            .patient = "P-17",
            .patient_name = "Doe, John",
            .rule = "low_spo2",
            .text = "SpO2 84 % below 90 %",
            .since = noon,
            .changed_at = noon,
            .because = alarm_cause{metric::spo2, 84, 90, noon - milliseconds{200}},
            .urgency = device_alarm::priority::high};
}

/// The message read back with the reader that takes messages from monitors.
struct read_back {
    explicit read_back(const alarm_message& a) {
        append_pcd04(text, a);
        auto segments = segment_reader::open(text);
        REQUIRE(segments);
        marks = segments->marks();
        for (segment s; segments->next(s);) all.push_back(s);
    }

    std::string_view field(std::string_view name, std::size_t n) const {
        for (const segment& s : all)
            if (s.is(name)) return s.field(n);
        return "no such segment";
    }
    bool has(std::string_view name) const { return field(name, 0) == name; }

    const segment& observation(std::string_view number) const {
        for (const segment& s : all)
            if (s.is("OBX") && component(s.field(3), marks, 1) == number) return s;
        FAIL("no OBX with " << number);
        return all.front();
    }
    std::string_view value(std::string_view number) const { return observation(number).field(5); }

    std::string text;
    delimiters marks;
    std::vector<segment> all;
};

} // namespace

TEST_CASE("an alarm goes out as ORU R40 of the ACM profile, asking for an accept acknowledgement only") {
    const read_back m{low_spo2()};
    CHECK(m.field("MSH", 7) == "20270115080000.040+0000");
    CHECK(m.field("MSH", 9) == "ORU^R40^ORU_R40");
    CHECK(m.field("MSH", 10) == "00000000000000a1-1");
    CHECK(m.field("MSH", 12) == "2.6");
    CHECK(m.field("MSH", 15) == "AL");
    CHECK(m.field("MSH", 16) == "NE");
    CHECK(m.field("MSH", 18) == "UNICODE UTF-8");
    CHECK(m.field("MSH", 21) == "IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.4.1^ISO");
    CHECK(m.field("PID", 3) == "P-17^^^^PI");
    CHECK(m.field("PID", 5) == "Doe^John");
    CHECK(m.field("PV1", 3) == "W1^^3");
    CHECK(m.field("OBR", 3) == "00000000000000a1^VIGIL");
    CHECK(m.field("OBR", 4) == "196616^MDC_EVT_ALARM^MDC");
    CHECK(m.field("OBR", 7) == "20270115080000.000+0000");
    CHECK(m.field("OBR", 29) == "");
    CHECK(m.field("NTE", 3).find("secondary alarm system") != std::string_view::npos);
}

TEST_CASE("a value beyond its limit is a limit event with its value, unit and limit") {
    const read_back low{low_spo2()};
    CHECK(low.observation("196670").field(3) == "196670^MDC_EVT_LO^MDC^low_spo2^^99VIGIL");
    CHECK(low.value("196670") == "SpO2 84 % below 90 %");
    const segment& cause = low.observation("150456");
    CHECK(cause.field(2) == "NM");
    CHECK(cause.field(5) == "84");
    CHECK(cause.field(6) == "262688^MDC_DIM_PERCENT^MDC");
    CHECK(cause.field(7) == ">90");
    CHECK(cause.field(14) == "20270115075959.800+0000");
    CHECK(low.value("68480") == "150456^MDC_PULS_OXIM_SAT_O2^MDC");

    alarm_message fast = low_spo2();
    fast.because = alarm_cause{metric::heart_rate, 130.5, 120, noon};
    const read_back high{fast};
    CHECK(high.value("196648") == "SpO2 84 % below 90 %");
    CHECK(high.observation("147842").field(5) == "130.5");
    CHECK(high.observation("147842").field(7) == "<120");
}

TEST_CASE("an alarm that no known limit explains is an alarm event named by its rule") {
    alarm_message silent = low_spo2();
    silent.because.reset();
    silent.rule = "monitor_silent";
    silent.what = device_alarm::kind::technical;
    const read_back m{silent};
    CHECK(m.observation("196616").field(3) == "196616^MDC_EVT_ALARM^MDC^monitor_silent^^99VIGIL");
    CHECK(m.value("68485") == "ST");
    CHECK(m.text.find("68480") == std::string::npos);

    alarm_message charted = low_spo2();
    charted.because = alarm_cause{metric::poss, 4, 3, noon};
    const read_back sedated{charted};
    CHECK(sedated.value("196616") == charted.text);
    CHECK(sedated.value("poss") == "4");
    CHECK(sedated.observation("poss").field(6) == "{score}^{score}^UCUM");

    alarm_message unknown = low_spo2();
    unknown.because->value = no_value;
    const read_back lost{unknown};
    CHECK(lost.value("196616") == unknown.text);
    CHECK(lost.value("150456") == "");
    CHECK(lost.observation("150456").field(11) == "X");
}

TEST_CASE("phase, state, priority and type are told in the words of PCD-04") {
    alarm_message a = low_spo2();
    const read_back start{a};
    CHECK(start.value("68481") == "start");
    CHECK(start.value("68482") == "active");
    CHECK(start.value("68483") == "enabled");
    CHECK(start.value("68484") == "PH");
    CHECK(start.value("68485") == "SP");

    a.step = device_alarm::phase::resume;
    a.now = device_alarm::state::latched;
    a.inactivation = device_alarm::alarm_paused | device_alarm::acknowledged;
    a.urgency = device_alarm::priority::low;
    const read_back later{a};
    CHECK(later.field("OBR", 3) == "00000000000000a1^VIGIL");
    CHECK(later.field("OBR", 29) == "00000000000000a1&VIGIL^00000000000000a1&VIGIL");
    CHECK(later.value("68481") == "continue");
    CHECK(later.value("68482") == "latched");
    CHECK(later.value("68483") == "alarm-paused~alert-acknowledged");
    CHECK(later.value("68484") == "PL");

    using phase = device_alarm::phase;
    const std::map<phase, std::string_view> words{{phase::update, "update"},
                                                  {phase::end, "end"},
                                                  {phase::escalate, "escalate"},
                                                  {phase::deescalate, "deescalate"}};
    for (const auto& [step, word] : words) {
        a.step = step;
        CHECK(read_back{a}.value("68481") == word);
    }
}

TEST_CASE("an alarm of a ward is about no patient") {
    alarm_message a = low_spo2();
    a.bed = a.patient = a.patient_name = "";
    const read_back m{a};
    CHECK_FALSE(m.has("PID"));
    CHECK(m.field("PV1", 3) == "W1");
}

TEST_CASE("a patient that nobody named is told as unknown") {
    alarm_message a = low_spo2();
    a.patient = a.patient_name = "";
    const read_back m{a};
    CHECK(m.field("PID", 3) == "^^^^PI");
    CHECK(m.field("PID", 5) == "^^^^^^U");
}

TEST_CASE("whatever a name holds stays within its field and reads back the same") {
    alarm_message a = low_spo2();
    const std::string strange = "a|b^c~d\\e&f \xc3\xa4\xe2\x82\xac";
    a.text = a.ward = a.bed = a.patient = a.patient_name = strange;
    const read_back m{a};
    for (const std::string_view field :
         {component(m.field("PV1", 3), m.marks, 1), component(m.field("PV1", 3), m.marks, 3),
          component(m.field("PID", 3), m.marks, 1), m.field("PID", 5), m.value("196670")}) {
        std::string back;
        append_unescaped(back, field, m.marks);
        CHECK(back == strange);
    }
}

TEST_CASE("a line break, a control character or a broken character in a name ends nothing") {
    alarm_message a = low_spo2();
    a.text = "one\rMSH|two\nthree\x0b\x1c\r\xff\xc3";
    const read_back m{a};
    CHECK(m.all.size() == read_back{low_spo2()}.all.size());
    CHECK(m.text.find('\x1c') == std::string::npos);
    CHECK(m.text.find('\x0b') == std::string::npos);
    std::string back;
    append_unescaped(back, m.value("196670"), m.marks);
    CHECK(back == "one MSH|two three   ??");
}

TEST_CASE("a sign that goes out under a code is that sign, in its own unit, to whoever reads the code") {
    for (const metric_info& m : metrics()) {
        alarm_message a = low_spo2();
        a.because = alarm_cause{m.what, m.plausible_max, m.plausible_min, noon};
        const read_back out{a};
        std::vector<segment> numbers;
        for (const segment& s : out.all)
            if (s.is("OBX") && s.field(2) == "NM") numbers.push_back(s);
        REQUIRE(numbers.size() == 1);
        const std::string_view code = component(numbers[0].field(3), out.marks, 1);
        if (component(numbers[0].field(3), out.marks, 3) != "MDC") continue; // scores, and what is charted
        CAPTURE(m.name);
        const auto number = static_cast<std::uint32_t>(std::stoul(std::string{code}));
        REQUIRE(codes::find_observation(number));
        CHECK(codes::find_observation(number)->what == m.what);
        const std::string_view unit = component(numbers[0].field(6), out.marks, 1);
        CHECK(codes::unit_from_mdc(static_cast<std::uint32_t>(std::stoul(std::string{unit}))) == m.canonical);
    }
}
