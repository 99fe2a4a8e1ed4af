#include "proto/hl7/oru.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/hl7/ancestry.hpp"
#include "proto/hl7/envelope.hpp"
#include "proto/hl7/observation.hpp"
#include "proto/hl7/owner.hpp"
#include "proto/hl7/place.hpp"
#include "proto/hl7/row_alarm.hpp"

namespace vigil::hl7 {
namespace {

using failure = std::optional<message_error>;

bool is_in(const dialects::path& where, std::string_view segment) {
    return segment == std::string_view{where.segment, 3};
}

bool names(const dialects::choice& places, std::string_view segment) {
    return std::ranges::any_of(places, [&](const dialects::joined& paths) {
        return std::ranges::any_of(paths, [&](const dialects::path& where) { return is_in(where, segment); });
    });
}

/// One walk over a message.
class decoder {
public:
    decoder(const message& m, const decode_options& options, oru& out)
        : m_(m),
          how_(options.how),
          options_(options),
          out_(out),
          when_(m.head, options),
          rows_(how_, m.head.marks, out.findings) {
        for (const dialects::joined& paths : how_.device)
            if (!device_of_row_ && is_in(paths.front(), "OBX")) device_of_row_ = &paths.front();
    }

    void begin();
    failure take(const segment& s);
    failure finish();

private:
    failure take_owner(std::optional<segment>& mine, const segment& s, std::string_view what);
    failure take_order(const segment& obr);
    void take_row(const segment& obx);
    void reject(const refusal& why);
    failure check_beds(std::span<const segment* const> parts) const;
    void find_device();
    owner read_owner();
    std::span<const segment* const> parts();

    std::optional<instant> time(std::string_view text);
    std::optional<instant> time_at(const segment& s, const dialects::choice& places, std::string_view& first_sent);
    instant time_of_row(const segment& obx, std::string_view sub_id);
    bool read_unusual(const segment& obx, reading& out);
    const delimiters& marks() const { return m_.head.marks; }

    const message& m_;
    const dialects::dialect& how_;
    const decode_options& options_;
    oru& out_;
    stamps when_;
    row_reader rows_;
    ancestry dated_rows_;
    std::optional<segment> pid_, pv1_, orc_, obr_, obx_; ///< the first of each
    std::array<const segment*, 6> parts_{};
    const dialects::path* device_of_row_ = nullptr;
    std::optional<instant> group_time_;
    std::string_view order_stamp_; ///< the first as sent
    std::string_view last_stamp_;  ///< stamps repeat: what the last one was
    std::optional<instant> last_time_;
};

std::optional<instant> decoder::time(std::string_view text) {
    if (text.empty()) return {};
    if (text == last_stamp_) return last_time_;
    const auto stamp = parse_time(text);
    const auto found = stamp ? when_.to_time(*stamp) : std::nullopt;
    const bool no_offset = stamp && !when_.offset_known(*stamp);
    if (!found) note(out_.findings, no_offset ? finding::kind::no_offset : finding::kind::bad_time, text);
    last_stamp_ = text;
    last_time_ = found;
    return found;
}

/// The first of the places that has a time. `first_sent`: what stood in the first that has anything.
std::optional<instant> decoder::time_at(const segment& s, const dialects::choice& places,
                                        std::string_view& first_sent) {
    for (const dialects::joined& paths : places) {
        const std::string_view sent = read_path(s, paths.front(), marks());
        if (sent.empty()) continue;
        if (first_sent.empty()) first_sent = sent;
        if (const auto found = time(sent)) return found;
    }
    return {};
}

void decoder::begin() {
    const header& head = m_.head;
    last_stamp_ = m_.msh.field(7); // most orders repeat it
    out_.content.sent_at = out_.content.reported_at = last_time_ = head.time ? when_.to_time(*head.time) : std::nullopt;
    if (!last_time_) last_stamp_ = {}, time(component(m_.msh.field(7), marks(), 1)); // for what it finds
    const bool anonymous = head.sending_application.empty();
    out_.content.sender = anonymous ? head.sending_facility : head.sending_application;
    if (out_.content.sender.empty()) out_.content.sender = "unknown";
    out_.content.control_id = head.control_id;
}

std::span<const segment* const> decoder::parts() {
    std::size_t count = 0;
    parts_[count++] = &m_.msh;
    for (const auto* part : {&pid_, &pv1_, &orc_, &obr_, &obx_})
        if (*part) parts_[count++] = &**part;
    return std::span{parts_}.first(count);
}

owner decoder::read_owner() {
    owner out;
    read_place(how_, parts(), marks(), out.where);
    out.patient = read_choice(how_.patient, parts(), marks());
    out.patient_name = read_name(how_.patient_name, parts(), marks());
    return out;
}

/// PID, PV1, or an OBR that names a bed: a second one must be of the same.
failure decoder::take_owner(std::optional<segment>& mine, const segment& s, std::string_view what) {
    if (!mine) return mine = s, std::nullopt;
    const owner before = read_owner();
    const segment first = std::exchange(*mine, s);
    const owner after = read_owner();
    const bool silent_order = s.is("OBR") && !after.is_named();
    if (silent_order) mine = first;
    if (silent_order || after.is(before)) return {};
    return error_in(what == "patient" ? "PID"
                    : what == "bed"   ? "PV1"
                                      : "OBR",
                    3, 102, fmt::format("more than one {} in a message: send one message for each", what));
}

failure decoder::take_order(const segment& obr) {
    const std::optional<instant> own = time_at(obr, how_.order_time, order_stamp_);
    if (own && !group_time_) out_.content.reported_at = own;
    group_time_ = own ? own : out_.content.reported_at;
    dated_rows_.clear();
    if (!obr_) return obr_ = obr, std::nullopt;
    if (names(how_.bed, "OBR") || names(how_.ward, "OBR") || names(how_.patient, "OBR"))
        return take_owner(obr_, obr, "order's bed");
    return {};
}

instant decoder::time_of_row(const segment& obx, std::string_view sub_id) {
    std::string_view sent;
    if (const auto own = time_at(obx, how_.observation_time, sent)) {
        dated_rows_.remember(sub_id, *own);
        return *own;
    }
    if (const auto above = dated_rows_.find(sub_id)) return *above;
    if (group_time_) return *group_time_;
    return out_.content.reported_at.value_or(options_.received_at);
}

void decoder::take_row(const segment& obx) {
    ++out_.rows;
    if (!obx_) obx_ = obx;
    if (device_of_row_ && out_.device.empty()) out_.device = read_path(obx, *device_of_row_, marks());
    const std::string_view sub_id = trimmed(obx.field(4));
    const instant measured_at = time_of_row(obx, sub_id);
    if (how_.alarms != dialects::alarm_form::none) {
        if (auto alarm = read_row_alarm(obx, how_.alarms, marks())) {
            alarm->measured_at = measured_at;
            return out_.alarms.push_back(std::move(*alarm));
        }
    }
    reading& read = out_.content.readings.emplace_back(); // in place: copying it costs more than reading the row
    if (!rows_.read_usual(obx, read) && !read_unusual(obx, read)) return out_.content.readings.pop_back();
    read.measured_at = measured_at;
    out_.rows_of_readings.push_back(out_.rows);
    out_.sub_ids.emplace_back(sub_id.data(),
                              sub_id.size()); // made in place: a copy waits for its halves, 35 ns a message
}

/// False where the row holds no reading.
bool decoder::read_unusual(const segment& obx, reading& out) {
    const auto result = rows_.read(obx, out);
    if (!result) reject(result.error());
    if (result == row::other) ++out_.rows_other;
    return result == row::reading;
}

void decoder::reject(const refusal& why) {
    out_.rejected.push_back({.where = fmt::format("OBX[{}]-{}", out_.rows, why.field),
                             .reason = why.reason,
                             .segment = static_cast<int>(out_.rows),
                             .field = why.field,
                             .hl7_code = why.code});
}

failure decoder::take(const segment& s) {
    if (s.is("OBX")) return take_row(s), std::nullopt;
    if (s.is("OBR")) return take_order(s);
    if (s.is("PID")) return take_owner(pid_, s, "patient");
    if (s.is("PV1")) return take_owner(pv1_, s, "bed");
    if (s.is("ORC") && !orc_) orc_ = s;
    return {};
}

/// The first place that names a device, in the dialect's order; rows have been looked at one by one.
void decoder::find_device() {
    for (const dialects::joined& paths : how_.device) {
        if (!out_.device.empty()) return;
        for (const segment* part : parts())
            if (is_in(paths.front(), part->name())) out_.device = read_path(*part, paths.front(), marks());
    }
}

failure decoder::check_beds(std::span<const segment* const> parts) const {
    std::string bed;
    for (const dialects::joined& paths : how_.bed) {
        const std::string other = read_choice({paths}, parts, marks());
        if (bed.empty()) bed = other;
        if (!other.empty() && other != bed)
            return error_in("PV1", 3, 102, fmt::format("the message names two beds, \"{}\" and \"{}\"", bed, other));
    }
    return {};
}

failure decoder::finish() {
    report& content = out_.content;
    const auto all = parts();
    if (how_.bed_conflict_refuses)
        if (auto error = check_beds(all)) return error;
    place where{.ward = std::move(content.ward), .bed = std::move(content.bed)}; // for their memory
    read_place(how_, all, marks(), where);
    content.ward = std::move(where.ward);
    content.bed = std::move(where.bed);
    read_choice(how_.patient, all, marks(), content.patient);
    read_name(how_.patient_name, all, marks(), content.patient_name);
    out_.has_pid = pid_.has_value();
    find_device();
    for (device_alarm& alarm : out_.alarms)
        alarm.device = plain_text(out_.device.empty() ? std::string_view{content.sender} : out_.device, marks());
    if (!content.reported_at) content.reported_text = order_stamp_.empty() ? m_.msh.field(7) : order_stamp_;
    out_.keep_alive = out_.rows == 0 || (!how_.echo.empty() && m_.head.control_id == how_.echo);
    if (content.patient.empty() && !out_.keep_alive) note(out_.findings, finding::kind::no_patient, {});
    if (content.readings.empty() && out_.alarms.empty() && !out_.rejected.empty())
        return error_in({}, 0, out_.rejected.front().hl7_code, "no observation could be read");
    readings_by_worth(content.readings, out_.rows_of_readings, out_.sub_ids);
    return {};
}

} // namespace

void oru::clear() {
    content.clear();
    rows_of_readings.clear();
    sub_ids.clear();
    rejected.clear();
    alarms.clear();
    findings.clear();
    device = {};
    rows = rows_other = 0;
    has_pid = keep_alive = false;
}

std::expected<message, malformed> open(std::string_view text) {
    auto reader = segment_reader::open(text);
    if (!reader) return std::unexpected(reader.error());
    std::expected<message, malformed> out{std::in_place};
    out->rest = *reader;
    out->rest.next(out->msh);
    out->head = read_header(out->msh, reader->marks());
    return out;
}

std::string_view field_of(const message& m, const dialects::path& where) {
    if (is_in(where, "MSH")) return read_path(m.msh, where, m.head.marks);
    segment_reader rest = m.rest;
    segment s;
    while (rest.next(s)) {
        const std::string_view found = s.is(where.segment) ? read_path(s, where, m.head.marks) : std::string_view{};
        if (!found.empty()) return found;
    }
    return {};
}

std::expected<void, message_error> decode_oru(message& m, const decode_options& options, oru& out) {
    out.clear();
    decoder reading{m, options, out};
    reading.begin();
    if (auto read = walk(m, [&](const segment& s) { return reading.take(s); }); !read) return read;
    if (failure error = reading.finish()) return std::unexpected(std::move(*error));
    return {};
}

} // namespace vigil::hl7
