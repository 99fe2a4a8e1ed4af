#include "server/alarm/window.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>
#include <vector>

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;

constexpr instant noon = from_epoch_ms(1'800'000'000'000); // begins a slot of every width used here
constexpr milliseconds width = 12min;                      // slots of a minute

window filled(std::initializer_list<std::pair<milliseconds, double>> values) {
    window w;
    for (const auto& [time, value] : values) w.add(value, noon + time, width);
    return w;
}

} // namespace

TEST_CASE("nothing is known of an empty past") {
    CHECK(std::isnan(window{}.mean()));
    CHECK(std::isnan(window{}.change()));
}

TEST_CASE("the mean waits until the values span half of the width") {
    CHECK(std::isnan(filled({{0min, 90}}).mean()));
    CHECK(std::isnan(filled({{0min, 90}, {5min, 92}, {5min + 59s, 94}}).mean()));
    CHECK(filled({{0min, 90}, {5min, 92}, {6min, 94}}).mean() == 92);
}

TEST_CASE("the mean is that of the values of the last width, each counted once") {
    CHECK(filled({{0min, 10}, {1min, 90}, {1min + 30s, 92}, {12min, 97}}).mean() == 93);
    CHECK(filled({{0min, 10}, {11min + 59s, 20}}).mean() == 15);
    // After a gap longer than everything that is kept, only what is new counts.
    CHECK(std::isnan(filled({{0min, 10}, {60min, 20}}).mean()));
    CHECK(filled({{0min, 10}, {60min, 20}, {66min, 30}}).mean() == 25);
}

TEST_CASE("the change is from the mean of one width ago to the newest value") {
    CHECK(filled({{0min, 98}, {30s, 96}, {6min, 50}, {12min, 90}, {12min + 1s, 91}}).change() == -6);
    CHECK(std::isnan(filled({{0min, 98}, {11min + 59s, 90}}).change()));
    CHECK(std::isnan(filled({{1min, 98}, {12min, 90}}).change()));
}

TEST_CASE("where nothing came one width ago, the next older value that is kept counts") {
    CHECK(filled({{0min, 98}, {13min, 90}}).change() == -8);
    CHECK(filled({{0min, 98}, {15min, 90}}).change() == -8);
    CHECK(filled({{0min, 98}, {1min, 97}, {14min, 90}}).change() == -7);
    CHECK(std::isnan(filled({{0min, 98}, {16min, 90}}).change())); // kept no longer
}

TEST_CASE("a width that twelve does not divide has its slots all the same") {
    window w;
    for (int s = 0; s <= 300; ++s) w.add(s, noon + s * 1s, 100s);
    CHECK(w.change() == doctest::Approx(100).epsilon(0.05));
    CHECK(w.mean() == doctest::Approx(250).epsilon(0.05));
}

TEST_CASE("a restored window goes on as if nothing had happened") {
    window w = filled({{0min, 98}, {6min, 96}});
    window again;
    again.restore(w.all());
    w.add(90, noon + 12min, width);
    again.add(90, noon + 12min, width);
    CHECK(again.change() == w.change());
    CHECK(again.mean() == w.mean());
    CHECK(again.all().slots == w.all().slots);
    CHECK(again.all().newest_slot == w.all().newest_slot);
}

} // namespace vigil::alarm
