// What the tests of alarms that devices report share.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "intake.hpp"
#include "proto/hl7/device_alarms.hpp"

namespace vigil::hl7 {

using alarm = device_alarm;

struct told : pcd04 {
    std::string text;
    std::expected<void, message_error> result;

    explicit told(std::string_view sent) : text{sent} {
        message m = opened(text);
        result = decode_pcd04(m, standard_options(), *this);
    }
};

inline std::string r40(std::string_view groups) {
    std::string out =
        "MSH|^~\\&|MON^1234^EUI-64||||20261122030000+0100||ORU^R40^ORU_R40|9|P|2.6|||AL|NE\r"
        "PID|||P-17^^^HOSP^MR||Doe^Jane\rPV1||I|W1^^4\r";
    return out.append(groups);
}

inline constexpr std::string_view order = "OBR|1||A5^MON^1234^EUI-64|196616^MDC_EVT_ALARM^MDC|||20261122025958+0100\r";

/// One alarm whose event row and attributes a test is about.
inline alarm only(std::string_view rows, std::string_view obr = order) {
    const told t{r40(std::string{obr}.append(rows))};
    REQUIRE(t.result);
    CHECK(t.rejected.empty());
    REQUIRE(t.content.alarms.size() == 1);
    return t.content.alarms.front();
}

inline std::string attribute(std::string_view code, std::string_view value) {
    return "OBX|9|ST|" + std::string{code} + "||" + std::string{value} + "||||||F\r";
}

inline constexpr std::string_view lead_off = "OBX|1|ST|196880^MDC_EVT_LEAD_OFF^MDC|1.1.1.1|ECG leads off||||||F\r";

} // namespace vigil::hl7
