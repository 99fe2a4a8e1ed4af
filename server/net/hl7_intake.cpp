#include "server/net/hl7_intake.hpp"

#include <fmt/format.h>

#include <chrono>

#include "proto/hl7/batch.hpp"
#include "server/ingest/recognise.hpp"

namespace vigil::net {
namespace {

hl7::message_error describe_frame(const hl7::frame& f) {
    const bool too_long = f.what == hl7::frame::kind::too_long;
    return {.what = hl7::verdict::rejected,
            .code = 207,
            .reason =
                too_long
                    ? "the frame is longer than this server takes; send fewer observations in a message"
                    : "the frame was cut off: another start block (0x0B) or no more came before its end block (0x1C)"};
}

bool is_anonymous(const hl7::header& head) {
    return head.sending_application.empty() && head.sending_facility.empty();
}

std::string_view name_of(const hl7::header& head, const hl7_peer& peer) {
    if (is_anonymous(head)) return peer.address;
    return head.sending_application.empty() ? head.sending_facility : head.sending_application;
}

} // namespace

hl7_peer hl7_intake::greet(std::string address, const ingest::sender_rule* dialled) const {
    hl7_peer peer{.address = std::move(address), .rule = dialled, .dialled = dialled != nullptr};
    if (!peer.rule) peer.rule = senders_.rule_for({}, peer.address);
    if (peer.rule) peer.how = peer.rule->how;
    return peer;
}

journal::sequence hl7_intake::take(const hl7::frame& f, hl7_peer& peer, std::string& out) {
    answer_.clear();
    journal::sequence row = 0;
    if (f.what != hl7::frame::kind::whole)
        take_broken(f, peer);
    else
        row = take_bytes(f.bytes, peer);
    if (!answer_.empty()) hl7::append_frame(out, answer_);
    return row;
}

/// What arrived of it is enough to name it in the answer.
void hl7_intake::take_broken(const hl7::frame& f, hl7_peer& peer) {
    turn t{.peer = peer, .text = f.bytes, .raw = f.bytes};
    if (auto opened = hl7::open(f.bytes)) t.m = std::move(*opened);
    identify(t);
    metrics_.parse_errors.Increment();
    refuse(t, describe_frame(f), message_result::error);
    quarantine(t, {}, false);
    t.row = 0;
    acknowledge(t);
}

/// A frame, or one message of a batch: the same characters are looked for in both.
journal::sequence hl7_intake::take_bytes(std::string_view bytes, hl7_peer& peer) {
    const auto read = reader_.read(bytes, fallback_charset(bytes, peer));
    if (!read) {
        turn t{.peer = peer, .text = {}, .raw = bytes};
        identify(t);
        refuse(t, {hl7::verdict::rejected, 102, "MSH", 18, read.error()});
        acknowledge(t);
        return 0;
    }
    if (hl7::is_batch(read->utf8)) return take_batch(bytes, read->utf8, peer);
    const bool bad_text = read->replaced || read->unknown_charset;
    return take_message({.peer = peer, .text = read->utf8, .raw = bytes, .bad_text = bad_text});
}

/// Each message of it is taken for itself, as it came: its sender and its MSH-18 say how to read it, and no character
/// of any set has a line end in it. One answer holds theirs; `text` serves for its header.
journal::sequence hl7_intake::take_batch(std::string_view bytes, std::string_view text, hl7_peer& peer) {
    const auto readable = hl7::batch_reader::open(text);
    auto batch = hl7::batch_reader::open(bytes);
    if (!readable || !batch) {
        turn t{.peer = peer, .text = text, .raw = bytes};
        identify(t);
        refuse(t, readable ? batch.error() : readable.error());
        acknowledge(t);
        return 0;
    }
    const std::string header{readable->first_header()}; // the next message takes the place of `text`
    journal::sequence row = 0;
    while (const auto message = batch->next()) row = std::max(row, take_bytes(*message, peer));
    const std::string answers = std::exchange(answer_, {});
    const instant at = engine_.now();
    hl7::append_batch_answer(answer_, header, answers, batch->messages(), batch->count_problem(), next_control_id(at),
                             at);
    return row;
}

journal::sequence hl7_intake::take_message(turn t) {
    t.arrived = std::chrono::steady_clock::now();
    auto opened = hl7::open(t.text);
    if (opened) t.m = std::move(*opened);
    identify(t);
    if (t.bad_text) t.who->findings.note(hl7::finding::kind::bad_text, t.m.head.charset, t.at);
    if (opened)
        dispatch(t);
    else
        refuse(t, hl7::describe(opened.error()));
    acknowledge(t);
    return t.row;
}

/// What is configured for a sender of that name behind this peer. A monitor that we dialled is the one we meant,
/// whatever it calls itself.
const ingest::sender_rule* hl7_intake::rule_of(const hl7_peer& peer, std::string_view name) const {
    return peer.dialled ? peer.rule : senders_.rule_for(name, peer.address);
}

/// Of messages without MSH-18. Who sends can be read before the character set is known: senders' names are ASCII.
std::string_view hl7_intake::fallback_charset(std::string_view bytes, const hl7_peer& peer) const {
    const ingest::sender_rule* rule = peer.rule;
    if (!peer.dialled && senders_.has_named_charset())
        if (const auto m = hl7::open(bytes)) rule = senders_.rule_for(name_of(m->head, peer), peer.address);
    if (rule && !rule->charset.empty()) return rule->charset;
    return peer.how ? std::string_view{peer.how->charset} : std::string_view{};
}

/// Who sent it, and in which dialect. A configured dialect holds; a message's own marks come next; then what the
/// sender, or an anonymous one's connection, was recognised as before.
void hl7_intake::identify(turn& t) {
    t.at = engine_.now();
    t.name = name_of(t.m.head, t.peer);
    t.rule = rule_of(t.peer, t.name);
    ingest::sender& who = senders_.find(t.name, t.peer.address, t.rule);
    t.who = &who;
    ++who.messages;
    who.last_heard = t.at;
    who.address = t.peer.address;
    const bool configured = t.rule && t.rule->how, anonymous = is_anonymous(t.m.head);
    const dialects::dialect* of_this = nullptr;
    const dialects::dialect*& kept = anonymous ? t.peer.how : senders_.is_shared(who) ? of_this : who.how;
    if (!configured && (anonymous || !kept))
        if (const dialects::dialect* recognised = ingest::recognise(t.m)) kept = recognised;
    t.how = configured ? t.rule->how : kept ? kept : &dialects::shipped().front();
    if (anonymous) who.how = t.how;
}

void hl7_intake::dispatch(turn& t) {
    const hl7::header& head = t.m.head;
    if (t.peer.dialled && !t.how->echo.empty() && head.control_id == t.how->echo) {
        answer_.append(t.text);
        t.silent = true;
        metrics_.messages(transport::mllp, message_result::accepted).Increment();
        return;
    }
    const bool needs_control_id = t.how->reply != dialects::answers::none && !t.how->control_id_is_class;
    const auto what = hl7::check_header(head, needs_control_id);
    if (!what) return refuse(t, what.error());
    switch (*what) {
        case hl7::purpose::observations: return take_observations(t);
        case hl7::purpose::device_alarm: return take_pcd04(t);
        case hl7::purpose::movement: return take_movement(t);
        case hl7::purpose::query: return answer_query(t);
        case hl7::purpose::notice: metrics_.messages(transport::mllp, message_result::accepted).Increment();
    }
}

/// The answer promises nothing: it need not wait for any row.
void hl7_intake::refuse(turn& t, hl7::message_error why, message_result counted_as) {
    t.error = std::move(why);
    t.answer.what = t.error.what;
    t.answer.error = &t.error;
    ++t.who->refused;
    metrics_.messages(transport::mllp, counted_as).Increment();
    if (counted_as == message_result::rejected) quarantine(t, t.answer.rejected, false);
    t.row = 0;
}

void hl7_intake::acknowledge(turn& t) {
    const bool unread = t.how->reply == dialects::answers::none;
    if (t.silent || (unread && t.peer.dialled)) return; // whoever connects to us may wait for an answer all the same
    hl7::header head = t.m.head;
    if (unread || t.how->reply == dialects::answers::original) head.accept_when = head.application_when = {};
    t.answer.at = t.at;
    t.answer.control_id = next_control_id(t.at);
    hl7::append_answer(answer_, head, t.answer);
}

std::string_view hl7_intake::next_control_id(instant at) {
    control_id_.clear();
    fmt::format_to(std::back_inserter(control_id_), "V{}-{}", to_epoch_ms(at), ++answers_);
    return control_id_;
}

void hl7_intake::quarantine(turn& t, std::span<const rejected_observation> rejected, bool partly) {
    std::string reasons, complaint = t.who->name;
    for (const rejected_observation& r : rejected) {
        reasons += fmt::format("{}\t{}\n", r.where, r.reason);
        complaint += r.reason;
    }
    if (rejected.empty()) {
        const std::string where =
            t.error.field ? fmt::format("{}-{}", t.error.segment, t.error.field) : std::string(t.error.segment);
        reasons = fmt::format("{}\t{}\n", where, t.error.reason);
        complaint += t.error.reason;
    }
    const bool kept = t.who->quarantine.admits(ingest::key_of(complaint), t.at);
    metrics_.quarantined_messages(kept ? quarantined::kept : quarantined::counted).Increment();
    if (!kept) return;
    const journal::sequence row = engine_.quarantine({.transport = "mllp",
                                                      .sender = t.who->name,
                                                      .control_id = std::string(t.m.head.control_id),
                                                      .dialect = t.how->name,
                                                      .raw = std::string(t.raw.substr(0, ward::quarantine_bytes_max)),
                                                      .reasons = std::move(reasons),
                                                      .size = t.raw.size(),
                                                      .key = ingest::key_of(t.raw),
                                                      .partly = partly,
                                                      .address = t.peer.dialled ? t.peer.rule->dial : t.peer.address});
    t.row = std::max(t.row, row);
}

void hl7_intake::count_garbage(std::uint64_t bytes, const hl7_peer& peer) {
    if (bytes == 0) return;
    metrics_.frames_garbage_bytes.Increment(static_cast<double>(bytes));
    ingest::sender& who = senders_.find(peer.address, peer.address, rule_of(peer, peer.address));
    who.findings.note(hl7::finding::kind::no_frame, {}, engine_.now());
}

} // namespace vigil::net
