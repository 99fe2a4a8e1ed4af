#include "proto/hl7/oru.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "proto/hl7/ancestry.hpp"
#include "proto/hl7/charset.hpp"
#include "proto/hl7/observation.hpp"

namespace vigil::hl7 {
namespace {

message_error error_in(std::string_view segment, int field, int code, std::string reason) {
    return {verdict::error, code, segment, field, std::move(reason)};
}

/// One walk over a message.
class decoder {
public:
    decoder(const decode_options& options, oru& out) : options_(options), out_(out) {}

    std::expected<void, message_error> run(std::string_view message);

private:
    using failure = std::optional<message_error>;

    failure take(const segment& s);
    failure take_patient(const segment& pid);
    failure take_place(const segment& visit);
    void take_order(const segment& obr);
    void take_row(const segment& obx);
    void reject(const refusal& why);

    void assign(std::string& to, std::string_view text) const;
    void append(std::string& to, std::string_view text) const;
    std::optional<instant> time(std::string_view field) const;
    instant time_of_row(const segment& obx);
    const delimiters& marks() const { return out_.head.marks; }

    const decode_options& options_;
    oru& out_;
    ancestry dated_rows_;
    std::optional<std::string_view> patient_; ///< PID-3.1 as sent
    std::optional<std::string_view> place_;   ///< PV1-3 as sent
    std::optional<int> offset_minutes_;
    std::optional<instant> group_time_;
};

void decoder::append(std::string& to, std::string_view text) const {
    if (text.contains(marks().escape)) {
        std::string plain;
        append_unescaped(plain, text, marks());
        append_utf8(to, plain, out_.head.charset);
    } else {
        append_utf8(to, text, out_.head.charset);
    }
}

void decoder::assign(std::string& to, std::string_view text) const {
    to.clear();
    append(to, text);
}

std::optional<instant> decoder::time(std::string_view field) const {
    const auto stamp = parse_time(component(field, marks(), 1));
    return stamp ? to_instant(*stamp, offset_minutes_) : std::nullopt;
}

decoder::failure decoder::take_patient(const segment& pid) {
    const std::string_view id = component(pid.field(3), marks(), 1);
    if (patient_ && id != *patient_)
        return error_in("PID", 3, 102, "more than one patient in a message: send one message for each");
    patient_ = id;
    assign(out_.content.patient, id);
    return {};
}

/// PV1-3 is unit^room^bed: ward = unit, bed = "room-bed", or whichever of the two is there. A lone unit is the bed's
/// name.
decoder::failure decoder::take_place(const segment& visit) {
    const std::string_view field = visit.field(3);
    if (place_ && field != *place_)
        return error_in("PV1", 3, 102, "more than one bed in a message: send one message for each");
    place_ = field;
    const std::string_view unit = component(field, marks(), 1), room = component(field, marks(), 2),
                           bed = component(field, marks(), 3);
    const bool lone = room.empty() && bed.empty();
    assign(out_.content.ward, lone ? std::string_view{} : unit);
    assign(out_.content.bed, lone ? unit : room);
    if (!room.empty() && !bed.empty()) out_.content.bed.push_back('-');
    append(out_.content.bed, bed);
    return {};
}

void decoder::take_order(const segment& obr) {
    const std::optional<instant> own = time(obr.field(7));
    if (!own && out_.content.reported_text.empty()) assign(out_.content.reported_text, obr.field(7));
    if (own && !group_time_) out_.content.reported_at = own;
    group_time_ = own ? own : out_.content.reported_at;
    dated_rows_.clear();
}

instant decoder::time_of_row(const segment& obx) {
    const std::string_view sub_id = trimmed(obx.field(4)), stamp = obx.field(14);
    if (const auto own = stamp.empty() ? std::nullopt : time(stamp)) {
        dated_rows_.remember(sub_id, *own);
        return *own;
    }
    if (const auto above = dated_rows_.find(sub_id)) return *above;
    if (group_time_) return *group_time_;
    return out_.content.reported_at.value_or(options_.received_at);
}

void decoder::take_row(const segment& obx) {
    ++out_.rows;
    if (out_.device.empty() && !obx.field(18).empty()) out_.device = component(obx.field(18), marks(), 1);
    const instant measured_at = time_of_row(obx);
    const identifier id = read_identifier(obx.field(3), marks());
    if (id.names_another) ++out_.name_conflicts;
    reading read;
    const auto result = read_observation(obx, marks(), id, read);
    if (!result) return reject(result.error());
    if (*result == row::other) ++out_.rows_other;
    if (*result != row::reading) return;
    read.measured_at = measured_at;
    out_.content.readings.push_back(read);
}

void decoder::reject(const refusal& why) {
    out_.rejected.push_back({.where = fmt::format("OBX[{}]-{}", out_.rows, why.field),
                             .reason = why.reason,
                             .segment = static_cast<int>(out_.rows),
                             .field = why.field,
                             .hl7_code = why.code});
}

decoder::failure decoder::take(const segment& s) {
    if (s.is("OBX")) return take_row(s), std::nullopt;
    if (s.is("OBR")) return take_order(s), std::nullopt;
    if (s.is("PID")) return take_patient(s);
    if (s.is("PV1")) return take_place(s);
    if (s.is("MSH")) return error_in("MSH", 0, 100, "more than one message in a frame");
    return {};
}

std::expected<void, message_error> decoder::run(std::string_view message) {
    auto reader = segment_reader::open(message);
    if (!reader) return std::unexpected(describe(reader.error()));
    segment s;
    reader->next(s);
    out_.head = read_header(s, reader->marks());
    if (auto error = check_header(out_.head)) return std::unexpected(std::move(*error));
    const header& head = out_.head;
    const std::string_view sent_at = s.field(7);
    offset_minutes_ = options_.default_offset_minutes;
    if (head.time && head.time->offset_minutes) offset_minutes_ = head.time->offset_minutes;
    if (head.time) out_.content.reported_at = to_instant(*head.time, offset_minutes_);
    const bool anonymous = head.sending_application.empty();
    append_utf8(out_.content.sender, anonymous ? head.sending_facility : head.sending_application, head.charset);
    if (out_.content.sender.empty()) out_.content.sender = "unknown";
    append_utf8(out_.content.control_id, head.control_id, head.charset);
    for (std::size_t segments = 1; reader->next(s); ++segments) {
        if (segments >= segments_max)
            return std::unexpected(error_in({}, 0, 102, fmt::format("more than {} segments", segments_max)));
        if (auto error = take(s)) return std::unexpected(std::move(*error));
    }
    if (out_.content.reported_at)
        out_.content.reported_text.clear();
    else if (out_.content.reported_text.empty())
        assign(out_.content.reported_text, sent_at);
    if (out_.content.readings.empty() && !out_.rejected.empty())
        return std::unexpected(error_in({}, 0, out_.rejected.front().hl7_code, "no observation could be read"));
    return {};
}

} // namespace

void oru::clear() {
    head = {};
    content.clear();
    rejected.clear();
    device = {};
    rows = rows_other = name_conflicts = 0;
}

std::expected<void, message_error> decode_oru(std::string_view message, const decode_options& options, oru& out) {
    out.clear();
    return decoder{options, out}.run(message);
}

} // namespace vigil::hl7
