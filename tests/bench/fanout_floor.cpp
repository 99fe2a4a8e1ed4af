#include "tests/bench/fanout_floor.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <iterator>
#include <utility>

#include "tests/bench/floor_server.hpp"

namespace vigil::bench {
namespace {

constexpr std::uint64_t mllp_tag = 0;
constexpr std::uint64_t http_tag = 1;
constexpr std::uint64_t connections_at = 2;
constexpr std::size_t line_bytes = 648; // as long as Vigil's line of the same alarm

void append_line(std::string& out, std::uint64_t sequence) {
    const std::size_t begin = out.size();
    fmt::format_to(std::back_inserter(out),
                   R"({{"type":"alarm","epoch":1,"seq":{},"change":"onset","alarm":{{"message":")", sequence);
    out.append(line_bytes - 4 - (out.size() - begin), 'x');
    out += "\"}}\n";
}

/// One whole text frame of a server (RFC 6455, section 5.2).
void make_frame(std::string& out, std::string_view payload) {
    out.assign(1, '\x81');
    const int length_bytes = payload.size() < 65'536 ? 2 : 8;
    out += length_bytes == 2 ? '\x7e' : '\x7f'; // a line alone is longer than a one-byte length says
    for (int i = length_bytes - 1; i >= 0; --i) out += static_cast<char>(payload.size() >> (8 * i) & 0xff);
    out += payload;
}

} // namespace

fanout_floor::fanout_floor() {
    poller_.add(mllp_.get(), mllp_tag);
    poller_.add(http_.get(), http_tag);
}

void fanout_floor::run() {
    while (true) {
        for (const auto& e : poller_.wait(1'000'000'000)) {
            if (e.data.u64 == mllp_tag) {
                accept_all(mllp_, false);
            } else if (e.data.u64 == http_tag) {
                accept_all(http_, true);
            } else {
                serve(e.data.u64 - connections_at);
            }
        }
        if (lines_.empty()) continue;
        make_frame(frame_, lines_);
        for (auto& c : connections_)
            if (c.link.socket && c.upgraded && !tell(c)) c.link.socket = descriptor();
        lines_.clear();
    }
}

void fanout_floor::accept_all(const descriptor& listener, bool subscriber) {
    for (auto d = accept_from(listener); d; d = accept_from(listener)) {
        const auto tag = connections_.size() + connections_at;
        poller_.add(d.get(), tag);
        connections_.push_back({.link = {.socket = std::move(d), .tag = tag, .in = {}, .out = {}},
                                .subscriber = subscriber,
                                .upgraded = false,
                                .joined = {}});
    }
}

void fanout_floor::serve(std::size_t number) {
    connection& c = connections_[number];
    if (!c.link.socket) return;
    if (!c.link.fill() || !(c.subscriber ? serve_subscriber(c) : take_messages(c))) c.link.socket = descriptor();
}

bool fanout_floor::serve_subscriber(connection& c) {
    if (!c.upgraded && c.link.in.contains("\r\n\r\n")) {
        c.upgraded = true;
        c.link.out = upgrade_answer;
    }
    if (c.upgraded) c.link.in.clear();
    if (!c.link.flush(poller_)) return false;
    if (!c.link.out.empty() || c.joined.empty()) return true;
    make_frame(c.link.out, std::exchange(c.joined, {}));
    return c.link.flush(poller_);
}

bool fanout_floor::take_messages(connection& c) {
    std::string_view rest = c.link.in;
    for (auto frame = take_frame(rest); frame.data() != nullptr; frame = take_frame(rest)) {
        append_line(lines_, ++sequence_);
        c.link.out += acknowledgement(scan(frame).control_id);
    }
    c.link.in.erase(0, c.link.in.size() - rest.size());
    return c.link.flush(poller_);
}

/// Straight from the one frame that all of them get; only what does not fit into the socket is copied.
bool fanout_floor::tell(connection& c) {
    if (!c.link.out.empty()) {
        c.joined += lines_;
        return true;
    }
    const auto sent = send(c.link.socket.get(), frame_.data(), frame_.size(), MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(frame_.size())) return true;
    c.link.out.assign(frame_, sent < 0 ? 0 : static_cast<std::size_t>(sent));
    return c.link.flush(poller_);
}

} // namespace vigil::bench
