#include "tests/bench/floor_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace vigil::bench {
namespace {

constexpr std::uint64_t mllp_tag = 0;
constexpr std::uint64_t http_tag = 1;
constexpr std::uint32_t spo2_code = 150456; // MDC_PULS_OXIM_SAT_O2
constexpr double spo2_limit = 85;

template <typename number>
number parse(std::string_view text) {
    number n{};
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

void write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto n = write(fd, bytes.data(), bytes.size());
        if (n < 0) fail("write the store");
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
}

} // namespace

scanned scan(std::string_view frame) {
    scanned out;
    while (!frame.empty()) {
        const auto line = frame.substr(0, frame.find('\r'));
        frame.remove_prefix(std::min(frame.size(), line.size() + 1));
        std::array<std::string_view, 32> fields{};
        std::size_t count = 0;
        std::size_t begin = 0;
        for (std::size_t i = 0; i <= line.size(); ++i) {
            if (i < line.size() && line[i] != '|') continue;
            if (count < fields.size()) fields[count++] = line.substr(begin, i - begin);
            begin = i + 1;
        }
        if (fields[0] == "OBX" && out.count < out.values.size()) {
            out.values[out.count++] = {parse<std::uint32_t>(fields[3]), parse<double>(fields[5])};
        } else if (fields[0] == "MSH") {
            out.control_id = fields[9];
        } else if (fields[0] == "PV1") {
            out.bed = fields[3];
        }
    }
    return out;
}

std::string acknowledgement(std::string_view control_id) {
    return fmt::format("\x0bMSH|^~\\&|FLOOR||||20260101000000+0000||ACK^R01^ACK|{0}|P|2.6\rMSA|CA|{0}\r\x1c\r",
                       control_id);
}

floor_server::floor_server(std::uint16_t mllp_port, std::uint16_t http_port, const std::string& store)
    : mllp_(listen_on_loopback(mllp_port)), http_(listen_on_loopback(http_port)) {
    poller_.add(mllp_.get(), mllp_tag);
    poller_.add(http_.get(), http_tag);
    if (store.empty()) return;
    store_ = descriptor(open(store.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (!store_) fail("open the store");
}

void floor_server::run() {
    while (true) {
        for (const auto& e : poller_.wait(1'000'000'000)) {
            if (e.data.u64 == mllp_tag) {
                accept_all(mllp_, false);
            } else if (e.data.u64 == http_tag) {
                accept_all(http_, true);
            } else {
                serve(e.data.u64);
            }
        }
        finish_round();
    }
}

void floor_server::accept_all(const descriptor& listener, bool subscriber) {
    for (auto d = accept_from(listener); d; d = accept_from(listener)) {
        const auto tag = next_tag_++;
        poller_.add(d.get(), tag);
        connections_.emplace(tag, connection{.link = {.socket = std::move(d), .tag = tag, .in = {}, .out = {}},
                                             .subscriber = subscriber});
    }
}

void floor_server::serve(std::uint64_t tag) {
    const auto found = connections_.find(tag);
    if (found == connections_.end()) return;
    auto& c = found->second;
    if (!c.link.fill() || (c.subscriber && !c.upgraded && !upgrade(c))) return drop(tag);
    if (c.subscriber) {
        c.link.in.clear();
        return;
    }
    take_messages(c);
    if (store_) {
        answered_.push_back(tag);
    } else if (!c.link.flush(poller_)) {
        drop(tag);
    }
}

void floor_server::take_messages(connection& c) {
    std::string_view rest = c.link.in;
    for (auto frame = take_frame(rest); frame.data() != nullptr; frame = take_frame(rest)) {
        const auto m = scan(frame);
        for (std::size_t i = 0; i < m.count; ++i) {
            if (m.values[i].code == spo2_code && m.values[i].number < spo2_limit) announce(m);
        }
        if (store_) round_ += frame;
        c.link.out += acknowledgement(m.control_id);
    }
    c.link.in.erase(0, c.link.in.size() - rest.size());
}

bool floor_server::upgrade(connection& c) {
    if (c.link.in.find("\r\n\r\n") == std::string::npos) return true;
    c.upgraded = true;
    subscribers_.push_back(c.link.tag);
    c.link.out = upgrade_answer;
    return c.link.flush(poller_);
}

void floor_server::announce(const scanned& m) {
    const auto carets = m.bed.find("^^");
    frame_.assign("\x81\x7e\0\0", 4); // one whole text frame, length in two bytes
    fmt::format_to(std::back_inserter(frame_),
                   R"({{"type":"alarm","alarm":{{"ward":"{0}","bed":"{0}/{1}","rule":"low_spo2","phase":"onset"}}}})",
                   m.bed.substr(0, carets), carets == std::string_view::npos ? "" : m.bed.substr(carets + 2));
    frame_.append(160 - std::min<std::size_t>(frame_.size(), 160), ' '); // always longer than a one-byte length says
    frame_[2] = static_cast<char>((frame_.size() - 4) >> 8 & 0xff);
    frame_[3] = static_cast<char>((frame_.size() - 4) & 0xff);
    for (const auto tag : subscribers_) {
        const auto found = connections_.find(tag);
        if (found == connections_.end()) continue;
        found->second.link.out += frame_;
        found->second.link.flush(poller_);
    }
}

void floor_server::finish_round() {
    if (!round_.empty()) {
        write_all(store_.get(), round_);
        if (fdatasync(store_.get()) != 0) fail("synchronise the store");
        round_.clear();
    }
    for (const auto tag : answered_) {
        const auto found = connections_.find(tag);
        if (found != connections_.end() && !found->second.link.flush(poller_)) drop(tag);
    }
    answered_.clear();
}

void floor_server::drop(std::uint64_t tag) {
    connections_.erase(tag);
    std::erase(subscribers_, tag);
}

} // namespace vigil::bench
