#include "tests/simulation/sender.hpp"

#include <utility>

namespace vigil::simulation {
namespace {

constexpr milliseconds answer_timeout{5'000};
constexpr std::size_t waiting_max = 40; // what a monitor keeps; the oldest is lost, and was never promised

/// MSA-1 and MSA-2: "AA", "m1-17".
std::pair<std::string, std::string> verdict_of(const std::string& answer) {
    const std::size_t msa = answer.find("\rMSA|");
    if (msa == answer.npos) return {};
    const std::size_t code = msa + 5, id = answer.find('|', code) + 1;
    return {answer.substr(code, id - 1 - code), answer.substr(id, answer.find_first_of("|\r", id) - id)};
}

} // namespace

mllp_link::mllp_link(world& w, server& s, std::string address, std::function<void(std::string)> answered,
                     std::function<void()> broken)
    : world_(w),
      server_(s),
      peer_(s.intake().greet(std::move(address))),
      answered_(std::move(answered)),
      broken_(std::move(broken)),
      life_(s.life()) {}

void mllp_link::send(std::string frame, milliseconds takes) {
    last_arrival_ = std::max(last_arrival_, world_.now() + takes);
    world_.after(last_arrival_ - world_.now(), [self = shared_from_this(), frame = std::move(frame)] {
        if (self->open_ && self->server_.up() && self->server_.life() == self->life_)
            self->server_.turn([&] { self->arrive(frame); });
    });
}

void mllp_link::arrive(const std::string& frame) {
    if (server_.engine().full() || !unread_.empty()) return unread_.push_back(frame); // it waits in the socket
    take(frame);
}

void mllp_link::take(const std::string& frame) {
    const std::string_view content = std::string_view{frame}.substr(1, frame.size() - 3);
    std::string out;
    const journal::sequence earlier = answers_.empty() ? 0 : answers_.back().row;
    const journal::sequence row =
        std::max(server_.intake().take({hl7::frame::kind::whole, content}, peer_, out), earlier);
    answers_.push_back({row, std::move(out)});
    core::engine& e = server_.engine();
    if (row > e.committed_upto()) e.when_committed(row, shared_from_this());
    flush();
}

void mllp_link::flush() {
    while (open_ && !answers_.empty() && answers_.front().row <= server_.engine().committed_upto()) {
        std::string text = std::move(answers_.front().text);
        answers_.pop_front();
        world_.after(world_.between(0ms, 40ms), [self = shared_from_this(), text = std::move(text)] {
            if (self->answered_) self->answered_(text);
        });
    }
}

void mllp_link::on_committed(journal::sequence) {
    flush();
    if (!unread_.empty()) server_.later(0ms, [self = shared_from_this()] { self->resume(); });
}

void mllp_link::resume() {
    while (open_ && !unread_.empty() && !server_.engine().full()) {
        take(unread_.front());
        unread_.pop_front();
    }
}

void mllp_link::on_journal_failed() {
    cut();
}

void mllp_link::cut() {
    if (!std::exchange(open_, false)) return;
    world_.after(world_.between(0ms, 1'000ms), [self = shared_from_this()] {
        if (self->broken_) self->broken_();
    });
}

sender::sender(world& w, server& s, ledger& l, std::string address, milliseconds interval,
               std::function<message(std::uint64_t)> next)
    : world_(w), server_(s), ledger_(l), address_(std::move(address)), interval_(interval), next_(std::move(next)) {}

void sender::start() {
    world_.after(world_.between(0ms, interval_), [this] { talk(); });
}

void sender::talk() {
    if (!talking_) return;
    waiting_.push_back(next_(++said_));
    if (waiting_.size() > waiting_max) {
        waiting_.pop_front();
        sent_before_ = false;
        if (sending_) link_->forget(), link_.reset(), sending_ = false, ++attempt_;
    }
    send();
    world_.after(interval_ + world_.between(0ms, 50ms), [this] { talk(); });
}

void sender::connect() {
    if (std::exchange(connecting_, true)) return;
    world_.after(world_.between(1ms, 2'000ms), [this] {
        connecting_ = false;
        if (!server_.up()) return connect(); // refused
        ++world_.seen.reconnects;
        link_ = std::make_shared<mllp_link>(
            world_, server_, address_, [this](const std::string& text) { answered(text); }, [this] { broken(); });
        server_.connected(link_);
        send();
    });
}

void sender::send() {
    if (sending_ || waiting_.empty()) return;
    if (!link_) return connect();
    sending_ = true;
    ++world_.seen.messages;
    world_.seen.repeated += std::exchange(sent_before_, true);
    const std::uint64_t attempt = ++attempt_;
    world_.after(answer_timeout, [this, attempt] { timed_out(attempt); });
    const bool late = !reliable_ && world_.chance(0.01);
    const bool lost = !reliable_ && world_.chance(0.01);
    if (!lost) link_->send(waiting_.front().frame, late ? world_.between(0ms, 20'000ms) : world_.between(0ms, 40ms));
    if (!reliable_ && world_.chance(0.005)) link_->send(waiting_.front().frame, world_.between(0ms, 40ms)); // twice
    if (!reliable_ && world_.chance(0.005)) link_->cut();
}

void sender::answered(const std::string& text) {
    const auto [verdict, id] = verdict_of(text);
    world_.note("answer", text);
    const bool positive = verdict == "AA" || verdict == "CA";
    if (positive) ledger_.promised(id);
    if (!sending_ || waiting_.empty() || waiting_.front().id != id) return; // of one sent twice
    sending_ = false;
    ++attempt_;
    if (positive) {
        waiting_.pop_front();
        sent_before_ = false;
        return send();
    }
    world_.require(text.contains("the journal cannot be written"), "message {} was refused: {}", id, text);
    world_.after(world_.between(500ms, 3'000ms), [this] { send(); });
}

/// The connection looks dead; what was sent on it may still arrive.
void sender::timed_out(std::uint64_t attempt) {
    if (attempt != attempt_ || !sending_) return;
    link_->forget();
    link_.reset();
    sending_ = false;
    connect();
}

void sender::broken() {
    link_.reset();
    sending_ = false;
    ++attempt_;
    if (!waiting_.empty()) connect();
}

} // namespace vigil::simulation
