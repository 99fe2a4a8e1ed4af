#include "proto/codes/event.hpp"

#include <algorithm>
#include <array>

namespace vigil::codes {
namespace {

using enum device_alarm::kind;

// Sources: IHE Devices Technical Framework volume 2 (PCD-04), DICOM context group 3038, Mindray's list of alarms,
// captures.
// clang-format off
constexpr std::array events{
    event{196614, "MDC_EVT_ACTIVE",                 "link alive",              advisory},
    event{196648, "MDC_EVT_HI",                     "high limit",              physiological},
    event{196650, "MDC_EVT_HI_GT_LIM",              "above its limit",         physiological},
    event{196652, "MDC_EVT_HI_VAL_GT_LIM",          "value above its limit",   physiological},
    event{196660, "MDC_EVT_INOP",                   "not in operation",        technical},
    event{196670, "MDC_EVT_LO",                     "low limit",               physiological},
    event{196672, "MDC_EVT_LO_LT_LIM",              "below its limit",         physiological},
    event{196674, "MDC_EVT_LO_VAL_LT_LIM",          "value below its limit",   physiological},
    event{196748, "MDC_EVT_COMM_LOST",              "communication lost",      technical},
    event{196802, "MDC_EVT_BATT_LO",                "battery low",             technical},
    event{196880, "MDC_EVT_LEAD_OFF",               "lead off",                technical},
    event{196916, "MDC_EVT_SENSOR_DISCONN",         "sensor disconnected",     technical},
    event{199680, "MDC_EVT_APNEA",                  "apnoea",                  physiological},
    event{199684, "MDC_EVT_ECG_ASYSTOLE",           "asystole",                physiological},
    event{199692, "MDC_EVT_ECG_SINUS_BRADY",        "sinus bradycardia",       physiological},
    event{199736, "MDC_EVT_ECG_ATR_FIB",            "atrial fibrillation",     physiological},
    event{199766, "MDC_EVT_ECG_CARD_BEAT_RATE_IRREG", "irregular heart rate",  physiological},
    event{199806, "MDC_EVT_ECG_V_FIB",              "ventricular fibrillation", physiological},
    event{199832, "MDC_EVT_ECG_V_TACHY",            "ventricular tachycardia", physiological},
    event{199854, "MDC_EVT_DESAT",                  "desaturation",            physiological},
    event{199870, "MDC_EVT_ECG_SINUS_TACHY",        "sinus tachycardia",       physiological},
    event{199874, "MDC_EVT_ECG_ARRHY",              "arrhythmia",              physiological},
    event{262196, "MDC_EVT_INOP",                   "not in operation",        technical}, // of a waveform, as Mindray numbers it
};
// clang-format on

static_assert(std::ranges::adjacent_find(events, std::ranges::greater_equal{}, &event::number) == events.end(),
              "searched by bisection");

} // namespace

const event* find_event(std::uint32_t number) {
    const auto at = std::ranges::lower_bound(events, number, {}, &event::number);
    return at != events.end() && at->number == number ? &*at : nullptr;
}

const event* find_event(std::string_view ref_id) {
    const auto at = std::ranges::find(events, ref_id, &event::ref_id);
    return at == events.end() ? nullptr : &*at;
}

} // namespace vigil::codes
