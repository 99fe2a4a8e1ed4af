// One alarm of a PCD-04 message: an OBR and the OBX that follow it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/hl7/envelope.hpp"
#include "proto/vitals/device_alarm.hpp"

namespace vigil::hl7 {

inline constexpr std::size_t device_text_bytes_max = 512; ///< of an id, a text, a device; what is longer is cut

/// plain_text() of at most so many bytes, whole characters.
std::string device_text(std::string_view as_sent, const delimiters& marks);

/// Collects rows; views are into the message. What an attribute says counts before what OBX-8 says. A value that is
/// none is refused by its row, and the alarm is told of without it.
class alarm_group {
public:
    alarm_group(const delimiters& marks, const stamps& when) : marks_(marks), when_(when) {}

    void take_order(const segment& obr);
    /// `row`: which OBX of the message, from 1.
    void take_row(const segment& obx, int row, std::vector<rejected_observation>& rejected);

    /// Nothing if the group is no alarm: vital signs that came along in an OBR of their own.
    std::optional<device_alarm> finish(instant sent_at, std::vector<rejected_observation>& rejected) const;
    bool is_watchdog() const;

private:
    /// A coded element, CE or CWE.
    struct coded {
        std::string_view number, text, system;
    };
    struct event {
        std::string_view name; ///< of the code, without MDC_EVT_
        std::string_view text; ///< the device's own words
        std::uint32_t code = 0;
        std::string_view sent, sub_id; ///< OBX-3.1 and OBX-4
    };

    coded read_coded(std::string_view field) const;
    static std::uint32_t standard_number(const coded& of); ///< 0: a private one, or none
    void take_attribute(int which, const segment& obx, int row, std::vector<rejected_observation>& rejected);
    void take_inactivation(const segment& obx, int row, std::vector<rejected_observation>& rejected);
    void take_source(const coded& of);
    void take_event(const coded& id, const segment& obx, bool is_coded);
    void take_number(const coded& id, const segment& obx);
    void take_flags(std::string_view field);
    std::string identity() const;
    std::string text() const;
    device_alarm::kind kind() const;

    const delimiters& marks_;
    const stamps& when_;
    bool ordered_ = true; ///< OBR says that this is an alarm, or does not say what else
    bool named_ = false;  ///< OBR says that this is an alarm
    bool attributes_ = false, coded_event_ = false;
    int last_row_ = 1;
    std::string_view filler_, parent_; ///< OBR-3, OBR-29
    std::optional<instant> ordered_at_, event_at_;
    std::optional<event> event_;
    std::uint32_t source_ = 0;
    std::string_view source_name_, device_;
    std::string_view beyond_; ///< "high" or "low", by OBX-8
    std::optional<device_alarm::phase> step_;
    std::optional<device_alarm::state> state_;
    std::optional<device_alarm::priority> priority_, flagged_priority_;
    std::optional<device_alarm::kind> kind_, flagged_kind_;
    std::uint8_t inactivation_ = 0;
};

} // namespace vigil::hl7
