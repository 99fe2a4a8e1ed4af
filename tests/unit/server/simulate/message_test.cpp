#include "server/simulate/message.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "server/simulate/acknowledgement.hpp"
#include "server/simulate/endpoint.hpp"
#include "server/simulate/link.hpp"

namespace vigil::simulate {
namespace {

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    }
    return parts;
}

const instant two_o_clock = *parse_rfc3339("2026-11-22T02:00:00.250Z");
const instant cuff_time = *parse_rfc3339("2026-11-22T01:58:30.000Z");
const envelope monitor_3{"monitor-W1-3", "19a-3-7", "W1", "3", two_o_clock};

const std::vector<shown_value> some_values{
    {metric::heart_rate, 71.6, {}},
    {metric::spo2, {}, {}},
    {metric::temperature, 36.84, {}},
    {metric::nibp_systolic, 121.0, cuff_time},
};

} // namespace

TEST_CASE("an ORU^R01 carries bed, patient, times and codes where IHE PCD-01 wants them") {
    const std::string frame = write_oru(monitor_3, some_values);
    REQUIRE(frame.starts_with("\x0bMSH|^~\\&|"));
    REQUIRE(frame.ends_with("\r\x1c\r"));
    const auto segments = split(frame.substr(1, frame.size() - 4), '\r');
    REQUIRE(segments.size() == 4 + 1 + some_values.size());

    const auto msh = split(segments[0], '|'); // msh[0] is "MSH", msh[1] is MSH-2
    REQUIRE(msh.size() == 21);
    CHECK(msh[6] == "20261122020000.250+0000");
    CHECK(msh[8] == "ORU^R01^ORU_R01");
    CHECK(msh[9] == "19a-3-7");
    CHECK(msh[11] == "2.6");
    CHECK(msh[14] == "AL");
    CHECK(msh[15] == "NE");
    CHECK(msh[17] == "UNICODE UTF-8");
    CHECK(msh[20].starts_with("IHE_PCD_001^"));
    CHECK(split(segments[1], '|')[3] == "SIM-W1-3^^^SIMULATED^PI");
    CHECK(split(segments[2], '|')[3] == "W1^^3");
    CHECK(split(segments[3], '|')[7] == "20261122020000.250+0000");

    const auto device = split(segments[4], '|');
    REQUIRE(device.size() == 19);
    CHECK(device[2].empty());
    CHECK(device[5].empty());
    CHECK(device[11] == "X");
    CHECK(device[18] == "W1-3^VIGIL_SIMULATE");
}

TEST_CASE("each value is an OBX with its code, number and unit; a sensor that is off has no number and says so") {
    const auto segments = split(write_oru(monitor_3, some_values), '\r');
    const auto heart_rate = split(segments[5], '|');
    REQUIRE(heart_rate.size() == 12);
    CHECK(heart_rate[1] == "2");
    CHECK(heart_rate[2] == "NM");
    CHECK(heart_rate[3] == "147842^MDC_ECG_HEART_RATE^MDC");
    CHECK(heart_rate[5] == "72");
    CHECK(heart_rate[6] == "264864^MDC_DIM_BEAT_PER_MIN^MDC");
    CHECK(heart_rate[8].empty());
    CHECK(heart_rate[11] == "R");

    const auto spo2 = split(segments[6], '|');
    CHECK(spo2[3] == "150456^MDC_PULS_OXIM_SAT_O2^MDC");
    CHECK(spo2[5].empty());
    CHECK(spo2[8] == "OFF");
    CHECK(spo2[11] == "X");

    CHECK(split(segments[7], '|')[5] == "36.8");
    const auto cuff = split(segments[8], '|');
    REQUIRE(cuff.size() == 15);
    CHECK(cuff[5] == "121");
    CHECK(cuff[14] == "20261122015830.000+0000");
}

TEST_CASE("a pump is a device of its own and tells flow, dose, concentration and what is left") {
    const std::vector<shown_value> values{{metric::pump_flow, 12.5, {}},
                                          {metric::pump_dose_rate, 12.5, {}},
                                          {metric::pump_concentration, 1.0, {}},
                                          {metric::pump_remaining, 41.678, {}}};
    const auto segments = split(write_pump_oru(monitor_3, values), '\r');
    CHECK(split(segments[4], '|')[3] == "69985^MDC_DEV_PUMP_INFUS_MDS^MDC");
    CHECK(split(segments[4], '|')[18] == "W1-3-pump^VIGIL_SIMULATE");
    CHECK(split(segments[5], '|')[3] == "157784^MDC_FLOW_FLUID_PUMP^MDC");
    CHECK(split(segments[5], '|')[5] == "12.50");
    CHECK(split(segments[5], '|')[6] == "265266^MDC_DIM_MILLI_L_PER_HR^MDC");
    CHECK(split(segments[6], '|')[3] == "157924^MDC_RATE_DOSE^MDC");
    CHECK(split(segments[6], '|')[6] == "265522^MDC_DIM_MILLI_G_PER_HR^MDC");
    CHECK(split(segments[7], '|')[3] == "157760^MDC_CONC_DRUG^MDC");
    CHECK(split(segments[7], '|')[6] == "264306^MDC_DIM_MILLI_G_PER_ML^MDC");
    CHECK(split(segments[8], '|')[3] == "157872^MDC_VOL_FLUID_TBI_REMAIN^MDC");
    CHECK(split(segments[8], '|')[5] == "41.68");
    CHECK(split(segments[8], '|')[6] == "263762^MDC_DIM_MILLI_L^MDC");
}

TEST_CASE("registration says that the patient of a bed leaves") {
    CHECK(write_adt(monitor_3, "A03") ==
          "\x0bMSH|^~\\&|REGISTRATION|W1|||20261122020000.250+0000||ADT^A03|19a-3-7|P|2.6|||||||UNICODE UTF-8\r"
          "EVN|A03|20261122020000.250+0000\rPID|||SIM-W1-3^^^SIMULATED^PI||^^^^^^U\rPV1||I|W1^^3\r\x1c\r");
}

TEST_CASE("a JSON report names bed, units, the cuff's own time, and a sensor that is off") {
    CHECK(write_report(monitor_3, some_values) ==
          R"({"sender":"monitor-W1-3","id":"19a-3-7","bed":"W1/3","patient":"SIM-W1-3",)"
          R"("time":"2026-11-22T02:00:00.250Z",)"
          R"("readings":[{"metric":"heart_rate","value":72,"unit":"/min"},)"
          R"({"metric":"spo2","value":null,"status":"sensor_off"},{"metric":"temperature","value":36.8,"unit":"Cel"},)"
          R"({"metric":"nibp_systolic","value":121,"unit":"mm[Hg]","time":"2026-11-22T01:58:30.000Z"}]})");
}

TEST_CASE("a bed shows nine values, and a cuff measurement keeps its time until the next") {
    bedside side("W1", "3", patient(1, 2, 12, scenario::quiet));
    const instant begin = from_epoch_ms(1'000'000);
    side.advance_to(0, begin);
    REQUIRE(side.shown().size() == 9);
    REQUIRE(side.shown()[6].what == metric::nibp_systolic);
    CHECK(side.shown()[6].measured_at == begin);
    const auto first = side.shown()[6].value;
    side.advance_to(149, begin + milliseconds{149'000});
    CHECK(side.shown()[6].measured_at == begin);
    CHECK(side.shown()[6].value == first);
    side.advance_to(150, begin + milliseconds{150'000});
    CHECK(side.shown()[6].measured_at == begin + milliseconds{150'000});
}

TEST_CASE("high pressure is measured again soon, so the ward sees it come and go") {
    bedside side("W1", "3", patient(1, 2, 12, scenario::ketamine)); // its first episode is hypertension
    int high = 0;
    double last_high_s = 0;
    instant last{};
    for (int s = 0; s < 480; ++s) {
        side.advance_to(s, from_epoch_ms(s * 1000));
        const shown_value cuff = side.shown()[6];
        if (*cuff.measured_at == last || *cuff.value <= 160) continue;
        last = *cuff.measured_at;
        last_high_s = s;
        ++high;
    }
    CHECK(high >= 3);
    CHECK(last_high_s < 360);
}

TEST_CASE("sedation is charted at the start, every five minutes, and soon after it changes, once each") {
    bedside quiet("W1", "1", patient(1, 0, 12, scenario::quiet));
    int charted = 0;
    for (int s = 0; s <= 900; ++s) {
        quiet.advance_to(s, from_epoch_ms(s));
        if (quiet.take_sedation_to_chart()) ++charted;
        CHECK_FALSE(quiet.take_sedation_to_chart());
    }
    CHECK(charted == 3);

    bedside sedated("W1", "4", patient(1, 3, 12, scenario::ketamine)); // its first episode is over-sedation
    std::vector<int> scores;
    double deep_since_s = -1;
    double charted_after_s = -1;
    for (int s = 0; s < 400; ++s) {
        sedated.advance_to(s, from_epoch_ms(s));
        if (deep_since_s < 0 && sedated.who().now().sedation == 3) deep_since_s = s;
        const auto score = sedated.take_sedation_to_chart();
        if (score && (scores.empty() || scores.back() != *score)) scores.push_back(*score);
        if (score == 3 && charted_after_s < 0) charted_after_s = s - deep_since_s;
    }
    CHECK(scores == std::vector{2, 3, 2});
    CHECK(charted_after_s <= 10);
}

TEST_CASE("an acknowledgement is positive only with AA or CA, and names the message") {
    const auto framed = [](const std::string& msa) { return "\x0bMSH|^~\\&|A\r" + msa + "\x1c\r"; };
    const std::string committed = framed("MSA|CA|19a-3-7\r");
    REQUIRE(read_acknowledgement(committed));
    CHECK(read_acknowledgement(committed)->positive);
    CHECK(read_acknowledgement(committed)->control_id == "19a-3-7");
    const std::string accepted = framed("MSA|AA|19a-3-8|ok\r");
    CHECK(read_acknowledgement(accepted)->positive);
    CHECK(read_acknowledgement(accepted)->control_id == "19a-3-8");
    const std::string last = framed("MSA|AA|x");
    CHECK(read_acknowledgement(last)->control_id == "x");
    for (const char* code : {"AE", "AR", "CE", "CR", "", "XA"}) {
        const std::string negative = framed("MSA|" + std::string(code) + "|x\r");
        REQUIRE(read_acknowledgement(negative));
        CHECK_FALSE(read_acknowledgement(negative)->positive);
    }
    CHECK_FALSE(read_acknowledgement(framed("MSA|AA\r")));
    CHECK_FALSE(read_acknowledgement(framed("ERR|AA|x\r")));
}

TEST_CASE("an HTTP answer is taken as acknowledged only if nothing was rejected") {
    CHECK(read_answer(200, R"({"accepted":1,"duplicates":0,"rejected":[]})") == outcome::acknowledged);
    CHECK(read_answer(200, R"({"accepted":0,"duplicates":1, "rejected": [ ] })") == outcome::acknowledged);
    CHECK(read_answer(200, R"({"accepted":1,"duplicates":0,"rejected":[{"index":0}]})") == outcome::refused);
    CHECK(read_answer(200, R"({"accepted":1})") == outcome::refused);
    CHECK(read_answer(200, "hello") == outcome::refused);
    CHECK(read_answer(422, R"({"accepted":0,"duplicates":0,"rejected":[]})") == outcome::refused);
    CHECK(read_answer(404, "") == outcome::refused);
}

TEST_CASE("a server is host:port and nothing else") {
    CHECK(parse_endpoint("127.0.0.1:2575")->port == "2575");
    CHECK(parse_endpoint("[::1]:2575")->host == "::1");
    CHECK(parse_endpoint("server:2575")->host == "server");
    for (const char* wrong : {"", ":", "server", "server:", ":2575", "server:0", "server:65536", "server:http", "[]:1"})
        CHECK_FALSE(parse_endpoint(wrong));
}

} // namespace vigil::simulate
