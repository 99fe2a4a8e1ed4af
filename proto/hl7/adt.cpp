#include "proto/hl7/adt.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "proto/hl7/envelope.hpp"
#include "proto/hl7/place.hpp"

namespace vigil::hl7 {
namespace {

using kind = movement::kind;
using failure = std::optional<message_error>;

struct adt_event {
    std::string_view code;
    kind what;
};
constexpr std::array events{
    adt_event{"A01", kind::admitted},
    adt_event{"A02", kind::transferred},
    adt_event{"A03", kind::discharged},
    adt_event{"A04", kind::admitted},
    adt_event{"A06", kind::admitted},
    adt_event{"A07", kind::updated},
    adt_event{"A08", kind::updated},
    adt_event{"A10", kind::updated},
    adt_event{"A11", kind::admission_cancelled},
    adt_event{"A12", kind::transfer_cancelled},
    adt_event{"A13", kind::discharge_cancelled},
    adt_event{"A17", kind::swapped},
    adt_event{"A18", kind::merged},
    adt_event{"A21", kind::on_leave},
    adt_event{"A22", kind::returned},
    adt_event{"A31", kind::updated},
    adt_event{"A34", kind::merged},
    adt_event{"A36", kind::merged},
    adt_event{"A40", kind::merged},
    adt_event{"A47", kind::merged},
    adt_event{"A52", kind::returned},
    adt_event{"A53", kind::on_leave},
};

const adt_event* find(std::string_view code) {
    const auto found = std::ranges::find(events, code, &adt_event::code);
    return found == events.end() ? nullptr : &*found;
}

/// Of MRG: no dialect has them elsewhere.
const dialects::choice prior_id{{{.segment = "MRG", .field = 1, .component = 1}}};
const dialects::choice prior_name{{{.segment = "MRG", .field = 7}}};

/// One patient of the message; A17 has two.
struct group {
    std::optional<segment> pid, pv1;
};

class decoder {
public:
    decoder(const message& m, const decode_options& options, movement& out)
        : head_(m.head), options_(options), when_(m.head, options), out_(out) {}

    failure take(const segment& s);
    failure finish(bool complete); ///< `complete`: the last segment was ended

private:
    failure take_patient(const segment& pid);
    failure take_visit(const segment& pv1);
    failure read_person(const group& from, identity& out) const;
    failure read_place_now(const group& from, bool needed, place& out) const;
    failure read_prior();

    const header& head_;
    const decode_options& options_;
    stamps when_;
    movement& out_;
    std::array<group, 2> groups_;
    std::size_t people_ = 0;
    std::optional<segment> mrg_;
    bool event_ = false;                 ///< EVN is there
    std::optional<instant> recorded_at_; ///< EVN-2
};

failure decoder::take_patient(const segment& pid) {
    if (people_ == (out_.what == kind::swapped ? 2 : 1))
        return error_in("PID", 0, 102,
                        fmt::format("more than {} in a message", people_ == 1 ? "one patient" : "two patients"));
    groups_[people_++].pid = pid;
    return {};
}

failure decoder::take_visit(const segment& pv1) {
    std::optional<segment>& mine = groups_[people_ < 2 ? 0 : 1].pv1;
    if (mine && mine->field(3) != pv1.field(3)) return error_in("PV1", 3, 102, "more than one place of a patient");
    mine = pv1;
    return {};
}

failure decoder::take(const segment& s) {
    if (s.is("PID")) return take_patient(s);
    if (s.is("PV1")) return take_visit(s);
    if (s.is("EVN")) recorded_at_ = when_.read(s.field(2)), event_ = true;
    if (!s.is("MRG")) return {};
    if (mrg_) return error_in("MRG", 1, 102, "more than one merge in a message: send one for each");
    mrg_ = s;
    return {};
}

failure decoder::read_person(const group& from, identity& out) const {
    if (!from.pid) return error_in("PID", 3, 101, "no PID: it is not said who is meant");
    const segment* const parts[] = {&*from.pid, from.pv1 ? &*from.pv1 : &*from.pid};
    out.id = read_choice(options_.how.patient, parts, head_.marks);
    out.name = read_name(options_.how.patient_name, parts, head_.marks);
    if (out.id.empty()) return error_in("PID", 3, 101, "no patient id: a name alone does not say who is meant");
    return {};
}

failure decoder::read_place_now(const group& from, bool needed, place& out) const {
    if (from.pv1) read_assigned_place(options_.how, *from.pv1, 3, head_.marks, out);
    if (needed && out == place{}) return error_in("PV1", 3, 101, "it is not said where the patient lies now");
    return {};
}

failure decoder::read_prior() {
    if (!mrg_) return error_in("MRG", 1, 101, "no MRG: it is not said which id is no more");
    const segment* const parts[] = {&*mrg_};
    out_.other.id = read_choice(prior_id, parts, head_.marks);
    out_.other.name = read_name(prior_name, parts, head_.marks);
    if (out_.other.id.empty()) return error_in("MRG", 1, 101, "no prior patient id");
    return {};
}

failure decoder::finish(bool complete) {
    const bool cut = !event_ && !groups_[0].pv1 && !complete;
    if (cut &&
        head_.event == "A01") // PV1 is what an admission is about: without EVN and an end it was not left out at will
        return error_in("PV1", 0, 101, "EVN and PV1 are missing and the last segment has no end: was it cut off?");
    out_.sender = sender_of(head_);
    out_.control_id = head_.control_id;
    out_.at = recorded_at_.value_or(when_.sent_at());
    if (auto error = read_person(groups_[0], out_.who)) return error;
    if (out_.what == kind::merged) return read_prior();
    const bool moves =
        out_.what == kind::transferred || out_.what == kind::transfer_cancelled || out_.what == kind::swapped;
    if (auto error = read_place_now(groups_[0], moves, out_.to)) return error;
    if (out_.what == kind::transferred) read_assigned_place(options_.how, *groups_[0].pv1, 6, head_.marks, out_.from);
    if (out_.what != kind::swapped) return {};
    if (auto error = read_person(groups_[1], out_.other)) return error;
    return read_place_now(groups_[1], true, out_.from);
}

} // namespace

bool is_adt_event(std::string_view event) {
    return find(event) != nullptr;
}

std::expected<void, message_error> decode_adt(message& m, const decode_options& options, movement& out) {
    out.clear();
    if (m.head.event.empty()) return std::unexpected(error_in("MSH", 9, 101, "event of ADT is missing: send ADT^A01"));
    const adt_event* const event = find(m.head.event);
    if (!event)
        return std::unexpected(
            message_error{verdict::rejected, 201, "MSH", 9,
                          fmt::format("event {} of ADT is not read here", m.head.event.substr(0, 40))});
    out.what = event->what;
    decoder reading{m, options, out};
    if (auto walked = walk(m, [&](const segment& s) { return reading.take(s); }); !walked) return walked;
    if (failure error = reading.finish(m.rest.ended())) return std::unexpected(std::move(*error));
    return {};
}

} // namespace vigil::hl7
