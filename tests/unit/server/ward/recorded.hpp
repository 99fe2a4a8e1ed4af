// What the tests of the journal's bytes share.
#pragma once

#include "tests/unit/server/ward/inputs.hpp"

namespace vigil::ward {

using namespace std::chrono_literals;
using namespace std::string_literals;

inline const std::string not_utf8 = "Zi\xebkenhuis\0\xff\xfe"s;

inline fold one_bed() {
    fold wards;
    wards.apply(readings_input(0ms, "W1", not_utf8, {{metric::spo2, 97}}));
    return wards;
}

/// With everything that an alarm can have.
inline alarm::alarm whole_alarm() {
    return {.id = alarm::alarm_id{0x8000'0000'0000'0001},
            .revision = 17,
            .ward = "W1",
            .bed = not_utf8,
            .stay = "stay-1",
            .rule = "low_spo2",
            .what = alarm::kind::technical,
            .urgency = alarm::priority::high,
            .state = alarm::phase::latched,
            .latching = true,
            .acknowledged = alarm::acknowledgement{"nurse-1", start + 1s},
            .since = start - 2s,
            .shown_at = start + 3s,
            .message = not_utf8,
            .because = alarm::evidence{metric::spo2, 84, 85, start - 1s, start, 0xffff'ffff'ffff'fff0},
            .signalled_at = start + 4s,
            .paused = alarm::pause{"nurse-1", "a reason", start + 5s, alarm::priority::low},
            .called = alarm::call{2, "charge nurse", start + 6s},
            .beds = {"1", not_utf8},
            .assigned = alarm::assignment{"nurse-2", not_utf8, start + 7s},
            .notes = {{"nurse-1", start + 8s, not_utf8}, {"nurse-2", start + 9s, "second"}}};
}

inline std::string flipped(std::string bytes, std::size_t at, int bits) {
    bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ static_cast<unsigned char>(bits));
    return bytes;
}

} // namespace vigil::ward
