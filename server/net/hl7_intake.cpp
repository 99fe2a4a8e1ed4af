#include "server/net/hl7_intake.hpp"

#include <fmt/format.h>

#include <chrono>

namespace vigil::net {
namespace {

rejection kind_of(const rejected_observation& r) {
    if (r.field == 3) return rejection::unknown_code;
    if (r.field == 6) return rejection::unknown_unit;
    if (r.field == 5) return rejection::bad_value;
    return rejection::other;
}

hl7::message_error describe_frame(const hl7::frame& f) {
    const bool too_long = f.what == hl7::frame::kind::too_long;
    return {.what = hl7::verdict::rejected,
            .code = 207,
            .reason = too_long ? "the frame is longer than this server takes; send fewer observations in a message"
                               : "the frame was cut off: another start block (0x0B) came before its end block (0x1C)"};
}

} // namespace

journal::sequence hl7_intake::take(const hl7::frame& f, std::string& out) {
    hl7::answer answer{.at = engine_.now()};
    journal::sequence row = 0;
    if (f.what == hl7::frame::kind::whole) {
        row = take_message(f.bytes, answer);
    } else {
        // What arrived of it is enough to name it in the answer.
        static_cast<void>(hl7::decode_oru(f.bytes, {.received_at = answer.at}, decoded_));
        decoded_.rejected.clear();
        error_ = describe_frame(f);
        metrics_.parse_errors.Increment();
        refuse(answer, message_result::error);
    }
    control_id_.clear();
    fmt::format_to(std::back_inserter(control_id_), "V{}-{}", to_epoch_ms(answer.at), ++answers_);
    answer.control_id = control_id_;
    text_.clear();
    hl7::append_answer(text_, decoded_.head, answer);
    if (!text_.empty()) hl7::append_frame(out, text_);
    return row;
}

journal::sequence hl7_intake::take_message(std::string_view message, hl7::answer& answer) {
    const auto arrived = std::chrono::steady_clock::now();
    const auto decoded = hl7::decode_oru(message, {.received_at = answer.at}, decoded_);
    answer.rejected = decoded_.rejected;
    for (const rejected_observation& r : decoded_.rejected) metrics_.observations_rejected(kind_of(r)).Increment();
    if (!decoded) {
        error_ = decoded.error();
        return refuse(answer, message_result::rejected);
    }
    if (decoded_.content.readings.empty()) { // a keep-alive, or texts only: nothing to store
        metrics_.messages(transport::mllp, message_result::accepted).Increment();
        return 0;
    }
    beds_.place(decoded_.content, decoded_.device);
    if (const auto reason = ingest::unusable(decoded_.content); !reason.empty()) {
        error_ = {.what = hl7::verdict::error, .code = 102, .segment = {}, .reason = std::string(reason)};
        return refuse(answer, message_result::rejected);
    }
    if (!engine_.has_room_for(decoded_.content)) {
        error_ = {.what = hl7::verdict::error, .code = 207, .segment = {}, .reason = "there are too many beds already"};
        return refuse(answer, message_result::rejected);
    }
    if (decoded_.content.reported_at)
        metrics_.clock_offset_seconds.Set(
            std::chrono::duration<double>(*decoded_.content.reported_at - answer.at).count());
    for (const reading& r : decoded_.content.readings) metrics_.readings(transport::mllp, r.status).Increment();
    const core::receipt taken = engine_.receive(decoded_.content, ingest::key_of(message), arrived);
    if (engine_.failed()) { // evaluated and shown all the same; only the promise to keep it cannot be made
        error_ = {.what = hl7::verdict::error, .code = 207, .segment = {}, .reason = "the journal cannot be written"};
        return refuse(answer, message_result::error);
    }
    metrics_.messages(transport::mllp, taken.duplicate ? message_result::duplicate : message_result::accepted)
        .Increment();
    return taken.row;
}

/// The answer says error_, and promises nothing: it need not wait for any row.
journal::sequence hl7_intake::refuse(hl7::answer& answer, message_result counted_as) {
    answer.what = error_.what;
    answer.error = &error_;
    metrics_.messages(transport::mllp, counted_as).Increment();
    return 0;
}

void hl7_intake::count_garbage(std::uint64_t bytes) {
    if (bytes) metrics_.frames_garbage_bytes.Increment(static_cast<double>(bytes));
}

} // namespace vigil::net
