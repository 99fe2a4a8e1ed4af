#include "server/net/report_intake.hpp"

#include <chrono>

#include "server/net/http_server.hpp"

namespace vigil::net {

std::string_view place_report(const http_context& context, report& r, std::string_view device) {
    context.beds.place(r, device);
    if (const std::string_view why = ingest::unusable(r); !why.empty()) return why;
    return context.engine.has_room_for(r) ? std::string_view{} : too_many_beds;
}

core::receipt receive_report(const http_context& context, transport from, report& r) {
    ingest::sender& who = context.senders.find(r.sender, {});
    const instant at = context.engine.now();
    ++who.messages;
    who.readings += r.readings.size();
    who.last_heard = at;
    if (r.reported_at && !r.history) who.skew.add(*r.reported_at, at);
    if (!r.reported_at && !r.reported_text.empty())
        who.findings.note(hl7::finding::kind::no_offset, r.reported_text, at);
    for (const reading& each : r.readings) context.metrics.readings(from, each.status).Increment();
    const core::receipt taken = context.engine.receive(r, ingest::key_of(r), std::chrono::steady_clock::now());
    who.duplicates += taken.duplicate;
    context.metrics.messages(from, taken.duplicate ? message_result::duplicate : message_result::accepted).Increment();
    return taken;
}

journal::sequence quarantine_body(const http_context& context, transport from, std::string_view sender,
                                  std::string_view dialect, std::string_view body, std::string reasons, bool partly) {
    ingest::sender& who = context.senders.find(sender.empty() ? "unknown" : sender, {});
    ++who.refused;
    const bool kept = who.quarantine.admits(ingest::key_of(reasons), context.engine.now());
    context.metrics.quarantined_messages(kept ? quarantined::kept : quarantined::counted).Increment();
    if (!kept) return 0;
    return context.engine.quarantine({.transport = std::string(name(from)),
                                      .sender = who.name,
                                      .control_id = {},
                                      .dialect = std::string(dialect),
                                      .raw = std::string(body.substr(0, ward::quarantine_bytes_max)),
                                      .reasons = std::move(reasons),
                                      .size = body.size(),
                                      .key = ingest::key_of(body),
                                      .partly = partly});
}

} // namespace vigil::net
