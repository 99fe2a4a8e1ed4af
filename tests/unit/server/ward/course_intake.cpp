#include <string>

#include "tests/unit/server/ward/choice.hpp"

namespace vigil::ward {
namespace {

constexpr const char* wards[]{"W1", "W1", "W2"};
constexpr const char* beds[]{"1", "2", "2", ""};
constexpr const char* patients[]{"MRN-1", "MRN-2", "MRN-3", ""};
constexpr const char* names[]{"", "", "Doe, John", "Roe, Jane"};

identity random_patient(chooser& c) {
    return {c.of(patients), c.of(names)};
}

device_alarms_reported random_alarms(chooser& c, instant at) {
    constexpr const char* senders[]{"pump", "pump", "monitor"};
    device_alarms_reported in;
    in.content = {.sender = c.of(senders), .control_id = "1", .ward = c.of(wards), .bed = c.below(2) ? "1" : "2"};
    if (c.below(6) == 0) in.content.patient = c.of(patients);
    for (std::uint32_t more = 1 + c.below(2); more > 0; --more)
        in.content.alarms.push_back({.id = std::to_string(c.below(3)),
                                     .device = in.content.sender,
                                     .text = "Occlusion",
                                     .step = static_cast<device_alarm::phase>(c.below(9)),
                                     .now = c.below(4) ? device_alarm::state::active : device_alarm::state::latched,
                                     .urgency = static_cast<device_alarm::priority>(c.below(4)),
                                     .inactivation = static_cast<std::uint8_t>(c.below(2)),
                                     .measured_at = at - milliseconds{c.below(5'000)}});
    return in;
}

patient_moved random_movement(chooser& c, instant at) {
    patient_moved in;
    in.content = {.what = static_cast<movement::kind>(c.below(11)),
                  .sender = c.below(4) ? "registration" : "monitor",
                  .control_id = "1",
                  .who = random_patient(c),
                  .other = random_patient(c),
                  .to = {c.of(wards), c.of(beds)},
                  .from = {c.of(wards), c.of(beds)},
                  .at = at};
    return in;
}

} // namespace

decltype(input::what) random_intake(chooser& c, std::uint64_t number, instant at) {
    const std::uint64_t key = (number + 1) * 0x9e37'79b9'7f4a'7c15u;
    switch (c.below(8)) {
        case 0: return message_quarantined{.sender = "monitor", .raw = "MSH|", .key = key};
        case 1:
        case 2:
        case 3: {
            patient_moved in = random_movement(c, at);
            in.key = key;
            return in;
        }
        default: {
            device_alarms_reported in = random_alarms(c, at);
            in.key = key;
            return in;
        }
    }
}

} // namespace vigil::ward
