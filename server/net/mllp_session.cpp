#include "server/net/mllp_session.hpp"

#include <utility>

namespace vigil::net {

using clock = std::chrono::steady_clock;

mllp_session::mllp_session(tcp::socket socket, hl7_peer peer, hl7_intake& intake, std::string& scratch,
                           const mllp_options& options)
    : socket_(std::move(socket)),
      peer_(std::move(peer)),
      intake_(intake),
      scratch_(scratch),
      options_(options),
      decoder_(options.frame_bytes_max),
      resume_(socket_.get_executor(), clock::time_point::max()) {
    tune(socket_);
    decoder_.end_block_needs_cr(options.end_block_needs_cr);
}

mllp_session::~mllp_session() = default;

void mllp_session::start() {
    asio::co_spawn(socket_.get_executor(), run(), [self = shared_from_this()](const std::exception_ptr&) {
        self->finish(); // whatever went wrong here ends this session only
    });
}

void mllp_session::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    resume_.cancel();
}

asio::awaitable<void> mllp_session::run() {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    while (socket_.is_open()) {
        if (must_pause()) { // the peer's own send buffer fills, then it waits: nothing is dropped
            co_await resume_.async_wait(token);
            continue;
        }
        co_await socket_.async_wait(tcp::socket::wait_read, token);
        if (error) co_return abandon(), close();
        const std::size_t size = socket_.read_some(asio::buffer(scratch_), error);
        if (error == asio::error::would_block) continue;
        if (error == asio::error::eof) co_return abandon(); // it may still wait for our answers
        if (error) co_return abandon(), close();
        read(size);
    }
}

/// A message that will not end is told of like any other that cannot be read.
void mllp_session::abandon() {
    const auto unfinished = decoder_.end();
    if (!unfinished) return;
    take(*unfinished);
    flush();
}

/// Nothing more comes from the peer: closes as soon as everything is answered.
void mllp_session::finish() {
    finished_ = true;
    if (answers_.empty() && outgoing_.empty()) close();
}

void mllp_session::read(std::size_t size) {
    const bool was_unfinished = decoder_.unfinished();
    decoder_.feed(std::string_view{scratch_}.substr(0, size));
    bool finished_one = false;
    while (const auto f = decoder_.next()) {
        take(*f);
        finished_one = true;
    }
    if (decoder_.unfinished() && (!was_unfinished || finished_one)) frame_began_ = clock::now();
    intake_.count_garbage(decoder_.counts().garbage_bytes - garbage_counted_, peer_);
    garbage_counted_ = decoder_.counts().garbage_bytes;
    flush();
}

void mllp_session::take(const hl7::frame& f) {
    const journal::sequence earlier = answers_.empty() ? 0 : answers_.back().row;
    const bool unknown = peer_.identity.empty();
    const journal::sequence row = std::max(intake_.take(f, peer_, outgoing_), earlier);
    if (unknown && !peer_.identity.empty() && on_identified) on_identified(*this);
    const bool lenient = peer_.how && peer_.how->frames == dialects::framing::lenient;
    decoder_.end_block_needs_cr(lenient || options_.end_block_needs_cr);
    answers_.push_back({row, sent_ + outgoing_.size()});
}

bool mllp_session::must_pause() const {
    return outgoing_.size() > options_.unanswered_bytes_max || intake_.engine().full();
}

void mllp_session::on_committed(journal::sequence) {
    waiting_ = false;
    flush();
    if (!must_pause()) resume_.cancel();
}

/// What was promised a positive answer will not be on disk: say nothing rather than lie, so that the sender repeats it.
void mllp_session::on_journal_failed() {
    close();
}

void mllp_session::flush() {
    const journal::sequence committed = intake_.engine().committed_upto();
    while (!answers_.empty() && answers_.front().row <= committed) {
        ready_ = answers_.front().end;
        answers_.pop_front();
    }
    if (!answers_.empty() && !std::exchange(waiting_, true)) // for the first of them: that tells of the others too
        intake_.engine().when_committed(answers_.front().row, shared_from_this());
    if (writing_) return;
    if (ready_ <= sent_) return finished_ ? finish() : void();
    boost::system::error_code error;
    const std::size_t size = socket_.write_some(asio::buffer(outgoing_.data(), ready_ - sent_), error);
    if (error && error != asio::error::would_block) return close();
    outgoing_.erase(0, size);
    sent_ += size;
    if (sent_ == ready_) return finished_ ? finish() : void();
    writing_ = true;
    write_began_ = clock::now();
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const boost::system::error_code& failed) {
        self->writing_ = false;
        if (failed) return self->close();
        self->flush();
        if (!self->must_pause()) self->resume_.cancel();
    });
}

void mllp_session::check_deadlines(clock::time_point now) {
    const bool frame_late = decoder_.unfinished() && now - frame_began_ > options_.frame_deadline;
    const bool peer_stuck = writing_ && now - write_began_ > options_.frame_deadline;
    if (frame_late) abandon();
    if (frame_late || peer_stuck) return close();
    if (!must_pause()) resume_.cancel(); // the journal's queue has room again, and nothing of ours waits in it
}

} // namespace vigil::net
