#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/load.hpp"
#include "tests/bench/message.hpp"
#include "tests/bench/mllp_client.hpp"
#include "tests/bench/process.hpp"
#include "tests/bench/stream.hpp"

namespace vigil::bench {
namespace {

constexpr int spo2_usual = 97;
constexpr std::uint64_t answer_within_ns = 5'000'000'000;
constexpr std::uint64_t silence_ns = 200'000'000; ///< after the last answer: an answer too many would come now

struct known_message {
    std::string id;
    std::string bytes;
};

/// Compares answers with what was asked, in the order of asking.
class checker {
public:
    void ask(const known_message& m) { asked_.push_back(m.id); }

    void take(const answer& a) {
        const auto found = std::ranges::find(asked_, a.control_id);
        if (found == asked_.end()) {
            ++counts.repeated;
            return;
        }
        if (found != asked_.begin()) ++counts.out_of_order;
        if (a.code == "AA" || a.code == "CA") {
            ++counts.acknowledged;
            acknowledged.emplace_back(a.control_id);
        } else {
            ++counts.refused;
        }
        asked_.erase(found);
    }

    /// The connection was reset: what it was asked will be asked again on another.
    void forget() { asked_.clear(); }

    /// Nothing more will come: what is unanswered is lost.
    void give_up() {
        counts.lost += asked_.size();
        asked_.clear();
    }
    std::size_t waiting() const { return asked_.size(); }
    bool waits_for(std::string_view id) const { return std::ranges::find(asked_, id) != asked_.end(); }

    tally counts;
    std::vector<std::string> acknowledged;

private:
    std::deque<std::string> asked_;
};

class raw_client {
public:
    raw_client(std::uint16_t port, checker& c)
        : link_{.socket = connect_to_loopback(port), .tag = 0, .in = {}, .out = {}}, checker_(&c) {
        poller_.add(link_.socket.get(), 0);
    }

    /// Writes all of it, reading answers whenever the socket is full. Nothing once the server has ended the connection.
    void write(std::string_view bytes) {
        if (!alive_) return;
        link_.out += bytes;
        if (!link_.flush(poller_)) end();
        while (!link_.out.empty() && read(answer_within_ns)) {
        }
    }

    /// Reads until at most `left` answers are missing.
    void await(std::size_t left) {
        const auto end_ns = now_ns() + answer_within_ns;
        for (auto at_ns = now_ns(); checker_->waiting() > left && at_ns < end_ns; at_ns = now_ns()) {
            if (!read(end_ns - at_ns)) return;
        }
    }

    /// Reads what should not come.
    void await_silence() {
        const auto end_ns = now_ns() + silence_ns;
        for (auto at_ns = now_ns(); at_ns < end_ns && read(end_ns - at_ns); at_ns = now_ns()) {
        }
    }

    void reset() { link_.reset(); }

private:
    /// False when the server has ended the connection or nothing came in time.
    bool read(std::uint64_t timeout_ns) {
        if (!alive_ || poller_.wait(timeout_ns).empty()) return false;
        const bool filled = link_.fill();
        std::string_view rest = link_.in;
        for (auto f = take_frame(rest); f.data() != nullptr; f = take_frame(rest)) checker_->take(read_answer(f));
        link_.in.erase(0, link_.in.size() - rest.size());
        if (!filled || (!link_.out.empty() && !link_.flush(poller_))) end();
        return alive_;
    }

    void end() {
        alive_ = false;
        ++checker_->counts.closed;
    }

    poller poller_;
    stream link_;
    checker* checker_;
    bool alive_ = true;
};

std::vector<known_message> make_messages(message& source, std::size_t count) {
    std::vector<known_message> made;
    for (std::size_t i = 0; i < count; ++i) {
        std::string bytes(source.next(spo2_usual));
        made.push_back({std::string(source.control_id()), std::move(bytes)});
    }
    return made;
}

void one_write(std::uint16_t port, message& source, checker& c) {
    std::string all;
    for (const auto& m : make_messages(source, 512)) {
        c.ask(m);
        all += m.bytes;
    }
    raw_client client(port, c);
    client.write(all);
    client.await(0);
    client.await_silence();
}

void odd_pieces(std::uint16_t port, message& source, checker& c) {
    std::string all;
    for (const auto& m : make_messages(source, 512)) {
        c.ask(m);
        all += m.bytes;
    }
    raw_client client(port, c);
    constexpr std::array<std::size_t, 8> pieces{1, 3, 7, 129, 1'093, 511, 65, 2'047};
    std::string_view rest = all;
    for (std::size_t i = 0; !rest.empty(); ++i) {
        const auto piece = rest.substr(0, pieces[i % pieces.size()]);
        client.write(piece);
        rest.remove_prefix(piece.size());
    }
    client.await(0);
    client.await_silence();
}

/// One message for each place where it can be cut in two; a pause lets the server read the first part alone.
void every_cut(std::uint16_t port, message& source, checker& c) {
    raw_client client(port, c);
    const auto size = make_messages(source, 1).front().bytes.size();
    std::size_t cut = 0;
    for (const auto& m : make_messages(source, size - 1)) {
        c.ask(m);
        ++cut;
        client.write(std::string_view(m.bytes).substr(0, cut));
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        client.write(std::string_view(m.bytes).substr(cut));
        client.await(16);
    }
    client.await(0);
    client.await_silence();
}

/// The sender is reset in the middle of a message, comes back and sends everything again that was not acknowledged.
void reset_in_mid_message(std::uint16_t port, message& source, checker& c) {
    for (int round = 0; round < 20; ++round) {
        const auto messages = make_messages(source, 26);
        const auto& cut_short = messages.back();
        std::string first;
        for (const auto& m : messages) {
            if (&m != &cut_short) c.ask(m);
            first += m.bytes;
        }
        first.resize(first.size() - cut_short.bytes.size() / 2);
        raw_client before(port, c);
        before.write(first);
        before.await(20);
        std::vector<const known_message*> again;
        for (const auto& m : messages) {
            if (&m == &cut_short || c.waits_for(m.id)) again.push_back(&m);
        }
        before.reset();
        c.forget();

        raw_client after(port, c);
        std::string second;
        for (const auto* m : again) {
            c.ask(*m);
            second += m->bytes;
        }
        after.write(second);
        after.await(0);
        after.await_silence();
        c.give_up();
    }
}

} // namespace

int check_pipelining(const target& server, const pipelining_options& o) {
    using scenario = void (*)(std::uint16_t, message&, checker&);
    const std::vector<std::pair<const char*, scenario>> cases{{"one_write", one_write},
                                                              {"odd_pieces", odd_pieces},
                                                              {"every_cut", every_cut},
                                                              {"reset_in_mid_message", reset_in_mid_message}};
    std::ofstream ids;
    if (!o.ids_file.empty()) ids.open(o.ids_file);
    bool clean = true;
    std::uint32_t sender = 1;
    for (const auto& [name, play] : cases) {
        message source("BENCH", fmt::format("b{:05d}", sender), sender);
        ++sender;
        checker c;
        play(server.mllp_port, source, c);
        c.give_up();
        const auto& t = c.counts;
        fmt::print(
            R"({{"case":"{}","acknowledged":{},"lost":{},"repeated":{},"out_of_order":{},"refused":{},"closed":{}}})"
            "\n",
            name, t.acknowledged, t.lost, t.repeated, t.out_of_order, t.refused, t.closed);
        for (const auto& id : c.acknowledged) ids << id << '\n';
        clean = clean && t.faults() == 0 && t.acknowledged > 0;
    }
    return clean ? 0 : 1;
}

} // namespace vigil::bench
