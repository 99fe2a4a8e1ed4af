#include "server/alarm/function.hpp"

#include <algorithm>
#include <array>

namespace vigil::alarm {
namespace {

using namespace std::chrono_literals;
using enum expression::opcode;
using enum function::argument;
using kind = dimension::kind;

// A window's slots and a frozen sensor mean nothing below a second or so; a day is longer than any rule should look.
constexpr milliseconds least = 1s, day = 24h, week = 168h;

constexpr std::array<function, 17> functions{{
    {"present", source, present, {}, kind::condition, "present(spo2)"},
    {"lost", source, lost, {}, kind::condition, "lost(spo2)"},
    {"sensor_off", one_metric, sensor_off, {}, kind::condition, "sensor_off(spo2)"},
    {"implausible", one_metric, implausible, {}, kind::condition, "implausible(spo2)"},
    {"confusion_open", none, confusion_open, {}, kind::condition, "confusion_open()"},
    {"identity_conflict", none, identity_conflict, {}, kind::condition, "identity_conflict()"},
    {"frozen", continuous_and_time, elapsed_at_least, clock::frozen, kind::condition, "frozen(spo2, 10min)", least,
     day},
    {"overdue", source_and_time, elapsed_at_least, clock::overdue, kind::condition, "overdue(sedation, 30min)", least,
     week},
    {"scheduled", source, scheduled, {}, kind::condition, "scheduled(sedation)"},
    {"baseline", source, baseline, {}, kind::plain, "baseline(systolic)"},
    {"change", metric_and_time, change, {}, kind::plain, "change(spo2, 10min)", least, day},
    {"mean", metric_and_time, mean, {}, kind::plain, "mean(spo2, 10min)", least, day},
    {"age", source, elapsed_at_least, clock::age, kind::elapsed, "age(nibp_systolic) > 30min"},
    {"silence", none, elapsed_at_least, clock::silence, kind::elapsed, "silence() >= 30s"},
    {"clock_skew", none, skew_at_least, {}, kind::elapsed, "clock_skew() > 2min"},
    {"news2", none, news2_at_least, {}, kind::early_warning, "news2() >= 5"},
    {"news2_single", none, news2_single_at_least, {}, kind::early_warning, "news2_single() >= 3"},
}};

} // namespace

const function* find_function(std::string_view name) {
    const auto found = std::ranges::find(functions, name, &function::name);
    return found == functions.end() ? nullptr : &*found;
}

std::vector<std::string_view> function_names() {
    std::vector<std::string_view> names{"limit", "phase", "minutes_since_step", "not"};
    for (const function& f : functions) names.push_back(f.name);
    return names;
}

} // namespace vigil::alarm
