#include "server/metrics/labels.hpp"

namespace vigil {
namespace {

template <typename Label>
std::string_view pick(Label label, const std::array<std::string_view, label_count<Label>>& texts) {
    return texts[static_cast<std::size_t>(label)];
}

} // namespace

std::string_view name(transport t) {
    return pick(t, {"mllp", "http", "websocket"});
}
std::string_view name(message_result r) {
    return pick(r, {"accepted", "duplicate", "rejected", "error"});
}
std::string_view name(rejection r) {
    return pick(r, {"unknown_code", "unknown_unit", "bad_value", "other"});
}
std::string_view name(quarantined q) {
    return pick(q, {"kept", "counted"});
}
std::string_view name(resync r) {
    return pick(r, {"slow", "gap", "epoch", "requested"});
}
std::string_view name(dashboard_end e) {
    return pick(e, {"left", "slow", "protocol_error", "timeout", "shutdown"});
}
std::string_view name(outbound_kind k) {
    return pick(k, {"pcd04", "webhook"});
}
std::string_view name(outbound_result r) {
    return pick(r, {"delivered", "failed", "refused", "collapsed", "crowded_out", "gave_up"});
}

} // namespace vigil
