#include "tests/bench/mllp_client.hpp"

#include <algorithm>
#include <utility>

namespace vigil::bench {

answer read_answer(std::string_view frame) {
    const auto msa = frame.find("\rMSA|");
    if (msa == std::string_view::npos) return {};
    auto rest = frame.substr(msa + 5);
    rest = rest.substr(0, rest.find('\r'));
    const auto bar = rest.find('|');
    if (bar == std::string_view::npos) return {.code = rest, .control_id = {}};
    const auto id = rest.substr(bar + 1);
    return {.code = rest.substr(0, bar), .control_id = id.substr(0, id.find('|'))};
}

mllp_client::mllp_client(std::uint16_t port, message m, tally& t)
    : link_{.socket = connect_to_loopback(port), .tag = 0, .in = {}, .out = {}}, message_(std::move(m)), tally_(&t) {}

void mllp_client::watch(poller& p, std::uint64_t tag) {
    link_.tag = tag;
    p.add(link_.socket.get(), tag);
}

void mllp_client::queue(std::uint64_t at_ns, int spo2) {
    if (!open()) return;
    link_.out += message_.next(spo2);
    auto& sent = pending_.emplace_back();
    std::ranges::copy(message_.control_id(), sent.control_id.begin());
    sent.at_ns = at_ns;
    ++tally_->sent;
}

void mllp_client::flush(poller& p) {
    if (open() && !link_.flush(p)) close();
}

void mllp_client::receive(poller& p, std::uint64_t at_ns, histogram* latencies) {
    if (!open()) return;
    const bool alive = link_.fill();
    std::string_view rest = link_.in;
    for (auto frame = take_frame(rest); frame.data() != nullptr; frame = take_frame(rest)) {
        settle(read_answer(frame), at_ns, latencies);
    }
    link_.in.erase(0, link_.in.size() - rest.size());
    if (!alive || (!link_.out.empty() && !link_.flush(p))) close();
}

void mllp_client::settle(const answer& a, std::uint64_t at_ns, histogram* latencies) {
    const auto found = std::ranges::find_if(
        pending_, [&](const sent_message& m) { return std::ranges::equal(m.control_id, a.control_id); });
    if (found == pending_.end()) {
        ++tally_->repeated;
        return;
    }
    if (found != pending_.begin()) {
        ++tally_->out_of_order;
    } else if (a.code != "AA" && a.code != "CA") {
        ++tally_->refused;
    } else {
        ++tally_->acknowledged;
    }
    if (latencies != nullptr) latencies->add(at_ns - found->at_ns);
    pending_.erase(found);
}

void mllp_client::close() {
    ++tally_->closed;
    link_.socket = descriptor();
}

void mllp_client::give_up() {
    tally_->lost += pending_.size();
    pending_.clear();
}

} // namespace vigil::bench
