#include "server/ingest/read_again.hpp"

#include "proto/hl7/oru.hpp"
#include "proto/hl7/text.hpp"
#include "server/ingest/recognise.hpp"

namespace vigil::ingest {
namespace {

/// A monitor that we connected to is the one we meant, whatever it calls itself; an anonymous one's name is its
/// address.
const sender_rule* rule_of(const kept_message& kept, const senders& who) {
    for (const auto& rule : who.rules())
        if (!rule->dial.empty() && rule->dial == kept.address) return rule.get();
    return who.rule_for(kept.sender, kept.address.empty() ? kept.sender : kept.address);
}

/// As when it came: a configured dialect holds, then the message's own marks, then what its sender was taken for.
const dialects::dialect& dialect_of(const hl7::message& m, const sender_rule* rule, std::string_view then) {
    if (rule && rule->how) return *rule->how;
    if (const dialects::dialect* recognised = recognise(m)) return *recognised;
    const dialects::dialect* before = dialects::find(then);
    return before ? *before : dialects::shipped().front();
}

} // namespace

std::expected<read_again_result, std::string> read_again(const kept_message& kept, const senders& who,
                                                         const bed_map& beds) {
    const sender_rule* rule = rule_of(kept, who);
    const dialects::dialect* before = dialects::find(kept.dialect);
    hl7::text_reader reader;
    const auto text = reader.read(kept.raw, rule ? rule->charset : before ? before->charset : std::string_view{});
    if (!text) return std::unexpected(text.error());
    auto m = hl7::open(text->utf8);
    if (!m) return std::unexpected(hl7::describe(m.error()).reason);
    const dialects::dialect& how = dialect_of(*m, rule, kept.dialect);
    const auto what = hl7::check_header(m->head, how.reply != dialects::answers::none && !how.control_id_is_class);
    if (!what) return std::unexpected(what.error().reason);
    if (*what != hl7::purpose::observations) return std::unexpected("this kind of message holds no readings");
    hl7::oru decoded;
    const hl7::decode_options options{
        .how = how, .local = rule && rule->local ? &*rule->local : nullptr, .received_at = kept.received_at};
    const auto done = hl7::decode_oru(*m, options, decoded);
    if (!done) return std::unexpected(done.error().reason);
    report& r = decoded.content;
    const bool assigned = rule && !rule->bed.empty();
    if (assigned && (r.bed.empty() || r.ward.empty())) r.ward = rule->ward;
    if (assigned && r.bed.empty()) r.bed = rule->bed;
    decoded.content.sender = kept.sender;
    beds.place(decoded.content, decoded.device);
    decoded.content.history = true;
    return read_again_result{std::move(decoded.content), std::move(decoded.rows_of_readings),
                             std::move(decoded.rejected)};
}

} // namespace vigil::ingest
