// A story that is wrong must fail, at the line that is wrong.
#include <doctest/doctest.h>

#include "tests/unit/server/scenario/played.hpp"

namespace vigil::scenario {
namespace {

void passes(const std::string& moments) {
    const std::string got = verdict_of(moments);
    CHECK_MESSAGE(got == "", moments, "\ngot: ", got);
}

void fails(const std::string& moments, const std::string& with) {
    const std::string got = verdict_of(moments);
    CHECK_MESSAGE(got.starts_with(with), moments, "\ngot: ", got);
}

const std::string begin = "0s heart_rate 130\n";
const std::string raised = begin + "10s -> onset fast medium\n";

} // namespace

TEST_CASE("a story that is right passes") {
    passes("0s heart_rate 130\n10s -> onset fast medium \"Heart rate 130\" in W1/3\n");
    fails("# a comment\n\n0s heart_rate 100 /min, spo2 sensor_off # another\n1m30s wait -> nothing\n1m40s -> nothing\n",
          "6: expected: nothing\n     got: 30s onset monitor_silent");
}

TEST_CASE("an event that is not expected fails at the line where it happens, with its own time") {
    fails("0s heart_rate 130\n12s heart_rate 131\n", "4: expected: nothing\n     got: 10s onset fast");
    fails("0s heart_rate 130\n10s -> nothing\n", "4: expected: nothing\n     got: 10s onset fast");
    fails("0s heart_rate 190 -> onset fast high\n1m -> onset fast medium, called fast physician\n",
          "4: expected: 1m onset fast medium in W1/3\n     got: 30s onset monitor_silent");
    fails(raised + "11s heart_rate 190 -> escalated fast high\n12s heart_rate 80 -> cleared fast, cleared fast\n",
          "6: expected: 12s cleared fast in W1/3\n     got: nothing");
    fails("0s heart_rate 190\n-> onset fast high\n0s W1/4 heart_rate 190 -> onset fast high in W1/3\n",
          "5: expected: 0s onset fast high in W1/3\n     got: 0s onset fast high");
}

TEST_CASE("an event that is expected and does not come fails, as does one at another time") {
    fails("0s heart_rate 100 -> onset fast medium \"Heart rate 100\"\n", "3: expected: 0s onset fast");
    fails("0s heart_rate 130\n11s -> onset fast medium \"Heart rate 130\"\n", "4: expected: 11s onset fast");
}

TEST_CASE("another rule, priority, message, bed, verb, person or order fails") {
    fails(begin + "10s -> onset slow medium \"Heart rate 130\"\n", "4: expected");
    fails(begin + "10s -> onset fast high \"Heart rate 130\"\n", "4: expected");
    fails(begin + "10s -> onset fast medium \"Heart rate 131\"\n", "4: expected");
    fails(begin + "10s -> onset fast medium \"Heart rate 130\" in W1/4\n", "4: expected");
    fails(begin + "10s -> onset fast medium in W1\n", "4: expected");
    fails(begin + "10s -> cleared fast\n", "4: expected");
    fails(begin + "10s -> station story paused\n", "4: expected: 10s station story paused in W1\n");
    fails(raised + "11s acknowledge fast by one -> acknowledged by two\n", "5: expected");
    fails(raised +
              "30s -> onset monitor_silent medium\n"
              "31s heart_rate 90 -> cleared monitor_silent, cleared fast\n",
          "6: expected: 31s cleared monitor_silent");
}

TEST_CASE("an alarm that escalates, is called for, acknowledged and sounds again is told step by step") {
    passes(raised +
           "20s heart_rate 190 -> escalated fast high \"Heart rate 190\"\n"
           "30s heart_rate 190\n"
           "50s -> nothing\n"
           "55s heart_rate 190 -> nothing\n"
           "80s -> called fast \"charge nurse\"\n"
           "81s shown fast by wall -> shown fast by wall\n"
           "82s acknowledge fast by nurse-1 -> acknowledged by nurse-1\n"
           "83s heart_rate 130 -> deescalated fast medium\n"
           "84s heart_rate 80 -> cleared fast by nurse-1\n");
    fails(raised +
              "20s heart_rate 190 -> escalated fast high\n21s heart_rate 190\n"
              "50s heart_rate 190\n79s heart_rate 190\n80s -> called fast physician\n",
          "9: expected: 1m20s called fast \"physician\" in W1/3\n     got: 1m20s called fast \"charge nurse\"");
    fails("0s heart_rate 190 -> onset fast high\n1s shown fast by wall -> shown by desk\n",
          "4: expected: 1s shown fast by desk in W1/3\n     got: 1s shown fast by wall");
}

TEST_CASE("what is decided for a patient holds, and a refusal has to be expected") {
    passes(
        "0s heart_rate 100\n"
        "1s limit fast medium 140 for 2h by nurse-1 because \"athlete\" -> bed limit fast medium 140\n"
        "2s heart_rate 130 -> nothing\n"
        "3s limit fast medium off by nurse-1 -> bed limit fast medium 120, bed limit fast high none\n"
        "13s -> onset fast medium\n"
        "14s pause fast for 1m by nurse-1 because \"walk\" -> paused by nurse-1\n"
        "15s resume fast by nurse-1 -> resumed\n"
        "16s phase infusing by nurse-1\n"
        "17s step by nurse-1\n"
        "18s baseline by nurse-1\n"
        "19s spo2_scale 2 by nurse-1 because \"COPD\"\n"
        "20s confusion dissociation by nurse-1\n");
    passes(
        "0s heart_rate 100\n1s limit fast medium 200 for 2h by one because \"x\" -> refused \"100 to 150\"\n"
        "2s pause fast for 2m by nurse-1 -> refused \"reason\"\n"
        "3s pause_audio wall for 1m by nurse-1 -> refused \"no station\"\n");
    fails("0s heart_rate 100\n1s pause fast for 2m by nurse-1\n", "4: expected: not refused\n     got: refused \"");
    fails("0s heart_rate 100\n1s pause fast for 2m by nurse-1 -> refused \"no bed\"\n",
          "4: expected: refused \"no bed\"\n     got: refused \"pausing");
    fails("0s heart_rate 100\n1s step by nurse-1 -> refused \"no\"\n",
          "4: expected: refused \"no\"\n     got: not refused");
}

TEST_CASE("how a bed is can be checked at any moment") {
    passes("0s poss 1 -> bed not monitored\n1s heart_rate 80 -> bed monitored\n");
    passes(
        "0s heart_rate 80, spo2 97, respiratory_rate 14, nibp_systolic 120, temperature 37, acvpu A, oxygen_flow 0\n"
        "-> bed news2 0\n0s W1/4 heart_rate 140 -> bed news2 3..20\n");
}

TEST_CASE("how a bed is not fails") {
    fails("0s heart_rate 80 -> bed not monitored\n",
          "3: expected: bed not monitored in W1/3\n     got: bed monitored in W1/3");
    fails("0s heart_rate 80 -> bed news2 5\n", "3: expected: bed news2 5 in W1/3\n     got: bed news2 0..");
    fails("0s heart_rate 80 -> bed limit fast medium 130\n",
          "3: expected: bed limit fast medium 130 in W1/3\n     got: bed "
          "limit fast medium 120");
    fails("0s heart_rate 80 -> bed limit fast low 130\n",
          "3: expected: bed limit fast low 130 in W1/3\n     got: 'fast' has");
    fails("0s heart_rate 80 -> bed limit slow low 130\n",
          "3: expected: bed limit slow low 130 in W1/3\n     got: there is");
    fails("0s heart_rate 80 -> bed monitored in W1/4\n",
          "3: expected: bed monitored in W1/4\n     got: nothing was heard");
}

TEST_CASE("a station watches unless the story says that nobody does") {
    const std::string alive = "0s heart_rate 80\n25s heart_rate 80\n50s heart_rate 80\n";
    passes(alive + "1m -> nothing\n");
    passes("unwatched\n" + alive +
           "1m -> onset ward_unwatched medium \"Nobody watches\"\n"
           "61s acknowledge ward_unwatched by nurse-1 -> acknowledged\n"
           "62s station wall armed -> cleared ward_unwatched in W1\n"
           "63s W1 pause_audio wall for 5s by nurse-1 -> station wall paused\n"
           "68s -> station wall audible\n");
    passes(alive + "55s server started\n70s heart_rate 80\n95s heart_rate 80\n2m -> nothing\n");
    passes(
        alive +
        "50s station story hidden\n70s heart_rate 80\n95s heart_rate 80\n1m50s -> onset ward_unwatched medium in W1\n"
        "111s station story disarmed\n112s station story gone\n113s station story armed -> cleared ward_unwatched\n");
}

TEST_CASE("services that go away are told in every ward") {
    passes(
        "0s heart_rate 80\n1s journal failing -> onset journal_failing high\n2s journal back -> cleared "
        "journal_failing\n"
        "3s record away\n20s heart_rate 80\n45s heart_rate 80\n63s -> onset record_away low\n64s record back -> "
        "cleared "
        "record_away\n");
}

TEST_CASE("what names an alarm that never was fails, as do rules that are not there or not sound") {
    fails("0s acknowledge fast by one\n", "3: no alarm 'fast' has been raised in W1/3");
    fails("0s shown fast by one\n", "3: no alarm 'fast'");
    fails("0s acknowledge ward_unwatched by one\n", "3: no alarm 'ward_unwatched' has been raised in W1 ");
    fails("0s rules other\n", "3: there are no rules called 'other'");
    fails("rules other\n0s wait\n", "3: there are no rules called 'other'");
    fails("0s rules broken\n", "3: broken.toml:1:");
    CHECK(play_all(*parse("bed W1/3\n0s rules broken\n"), played_from).front().unusable);
    CHECK_FALSE(play_all(*parse("bed W1/3\n0s heart_rate 190\n"), played_from).front().unusable);
}

} // namespace vigil::scenario
