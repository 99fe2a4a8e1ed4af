#include "proto/hl7/device_alarms.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/hl7/alarm_group.hpp"
#include "proto/hl7/envelope.hpp"
#include "proto/hl7/place.hpp"

namespace vigil::hl7 {
namespace {

using failure = std::optional<message_error>;

/// One walk over a message.
class decoder {
public:
    decoder(const message& m, const decode_options& options, pcd04& out)
        : head_(m.head), options_(options), when_(m.head, options), out_(out) {}

    failure take(const segment& s);
    failure finish();

private:
    failure take_once(std::optional<segment>& mine, const segment& s, std::string_view name, std::string_view what);
    void take_row(const segment& obx);
    void end_group();

    const header& head_;
    const decode_options& options_;
    stamps when_;
    pcd04& out_;
    std::optional<segment> pid_, pv1_, obr_, obx_; ///< the first of each
    std::optional<alarm_group> group_;
    int rows_ = 0;
};

failure decoder::take_once(std::optional<segment>& mine, const segment& s, std::string_view name,
                           std::string_view what) {
    if (mine && mine->field(3) != s.field(3))
        return error_in(name, 3, 102, fmt::format("more than one {} in a message: send one message for each", what));
    mine = s;
    return {};
}

void decoder::end_group() {
    if (!group_) return;
    const std::optional<device_alarm> alarm = group_->finish(when_.sent_at(), out_.rejected);
    if (alarm && group_->is_watchdog())
        out_.watchdog = true;
    else if (alarm)
        out_.content.alarms.push_back(*alarm);
    group_.reset();
}

void decoder::take_row(const segment& obx) {
    ++rows_;
    if (!obx_) obx_ = obx;
    if (out_.device.empty()) out_.device = component(obx.field(18), head_.marks, 1);
    if (!group_) group_.emplace(head_.marks, when_); // a message without OBR is about one alarm
    group_->take_row(obx, rows_, out_.rejected);
}

failure decoder::take(const segment& s) {
    if (s.is("PID")) return take_once(pid_, s, "PID", "patient");
    if (s.is("PV1")) return take_once(pv1_, s, "PV1", "bed");
    if (s.is("OBX")) take_row(s);
    if (!s.is("OBR")) return {};
    end_group();
    if (!obr_) obr_ = s;
    group_.emplace(head_.marks, when_).take_order(s);
    return {};
}

failure decoder::finish() {
    end_group();
    if (out_.content.alarms.empty() && !out_.watchdog)
        return error_in("OBX", 3, 101, "no alarm in the message: none of its groups names an event");
    if (out_.device.empty()) out_.device = head_.sending_application;
    device_alarm_report& content = out_.content;
    for (device_alarm& alarm : content.alarms)
        if (alarm.device.empty()) alarm.device = device_text(out_.device, head_.marks);
    std::vector<const segment*> parts;
    for (const auto* part : {&pid_, &pv1_, &obr_, &obx_})
        if (*part) parts.push_back(&**part);
    place where;
    read_place(options_.how, parts, head_.marks, where);
    content.sender = sender_of(head_);
    content.control_id = head_.control_id;
    content.ward = std::move(where.ward);
    content.bed = std::move(where.bed);
    content.patient = read_choice(options_.how.patient, parts, head_.marks);
    content.patient_name = read_name(options_.how.patient_name, parts, head_.marks);
    return {};
}

} // namespace

void pcd04::clear() {
    content.clear();
    rejected.clear();
    device = {};
    watchdog = false;
}

std::expected<void, message_error> decode_pcd04(message& m, const decode_options& options, pcd04& out) {
    out.clear();
    decoder reading{m, options, out};
    if (auto walked = walk(m, [&](const segment& s) { return reading.take(s); }); !walked) return walked;
    if (failure error = reading.finish()) return std::unexpected(std::move(*error));
    return {};
}

} // namespace vigil::hl7
