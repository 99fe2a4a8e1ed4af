#include "server/net/readings_session.hpp"

#include <utility>

#include "server/net/json_intake.hpp"

namespace vigil::net {
namespace {

namespace websocket = beast::websocket;
using namespace std::chrono_literals;

constexpr std::size_t read_bytes_max = 64u << 10;      // at once; more memory is not kept for the next message
constexpr std::size_t unanswered_bytes_max = 1u << 20; // answers waiting for the journal or for the peer to read them
constexpr auto message_deadline = 30s;
constexpr auto write_deadline = 10s;
constexpr auto close_deadline = 5s;
constexpr websocket_terms terms{
    .subprotocol = "vigil.readings.v1", .message_bytes_max = 1u << 20, .handshake_max = close_deadline};

} // namespace

readings_session::readings_session(beast::tcp_stream stream, const http_context& context)
    : stream_(std::move(stream)), context_(context), resume_(stream_.get_executor(), clock::time_point::max()) {}

void readings_session::start(http_request request) {
    asio::co_spawn(stream_.get_executor(), run(std::move(request)), [self = shared_from_this()](std::exception_ptr) {
        if (!self->closing_) self->cut(); // whatever went wrong here ends this session only
    });
}

asio::awaitable<void> readings_session::run(http_request request) {
    const bool accepted = co_await accept_websocket(stream_, request, terms);
    if (accepted) co_await serve();
}

/// Text that is not UTF-8 and messages that are too large are Beast's to close on (1007, 1009).
asio::awaitable<void> readings_session::serve() {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    while (!ended_ && !closing_) {
        if (must_pause()) { // the peer's own send buffer fills, then it waits: nothing is dropped
            co_await resume_.async_wait(token);
            if (message_began_ != clock::time_point{}) message_began_ = clock::now(); // it was not the peer that waited
            continue;
        }
        if (whole_) {
            take();
            continue;
        }
        co_await stream_.async_read_some(incoming_, read_bytes_max, token);
        if (error) co_return;
        if (message_began_ == clock::time_point{}) message_began_ = clock::now();
        if (!stream_.got_text()) co_return close(websocket::close_code::unknown_data);
        whole_ = stream_.is_message_done();
    }
}

void readings_session::take() {
    const std::string_view text{static_cast<const char*>(incoming_.data().data()), incoming_.size()};
    auto all = take_reports(context_, text, json::body_kind::json, transport::websocket);
    incoming_.consume(incoming_.size());
    if (incoming_.capacity() > read_bytes_max) incoming_.shrink_to_fit();
    whole_ = false;
    message_began_ = {};
    if (!all) {
        taken_reports none;
        none.reject(0, {.where = "", .reason = "not JSON: " + all.error()});
        return answer_later(0, none.answer(true));
    }
    answer_later(all->row, all->answer(true));
}

void readings_session::answer_later(journal::sequence row, std::string text) {
    unanswered_bytes_ += text.size();
    answers_.push_back({row, std::move(text)});
    if (row > context_.engine.committed_upto() || context_.engine.failed())
        return context_.engine.when_committed(row, shared_from_this());
    flush();
}

bool readings_session::must_pause() const {
    return unanswered_bytes_ > unanswered_bytes_max || context_.engine.full();
}

void readings_session::resume() {
    if (!must_pause()) resume_.cancel();
}

void readings_session::on_committed(journal::sequence) {
    flush();
    resume();
}

/// What was promised an answer will not be on disk: say nothing rather than lie, so that the sender repeats it.
void readings_session::on_journal_failed() {
    close(websocket::close_code::internal_error);
}

void readings_session::flush() {
    if (writing_ || closing_ || ended_) return;
    if (answers_.empty() || answers_.front().row > context_.engine.committed_upto()) return;
    writing_ = true;
    write_began_ = clock::now();
    stream_.async_write(
        asio::buffer(answers_.front().text),
        [self = shared_from_this()](const boost::system::error_code& error, std::size_t) { self->written(error); });
}

void readings_session::written(const boost::system::error_code& error) {
    writing_ = false;
    if (closing_) return;
    if (error) return cut();
    unanswered_bytes_ -= answers_.front().text.size();
    answers_.pop_front();
    resume();
    flush();
}

void readings_session::close(websocket::close_code why) {
    if (ended_ || std::exchange(closing_, true)) return;
    close_began_ = clock::now();
    resume_.cancel();
    stream_.async_close(why, [self = shared_from_this()](const boost::system::error_code&) { self->cut(); });
}

void readings_session::cut() {
    if (std::exchange(ended_, true)) return;
    resume_.cancel();
    boost::system::error_code ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
}

void readings_session::check_deadlines(clock::time_point now) {
    const bool message_late = message_began_ != clock::time_point{} && now - message_began_ > message_deadline;
    const bool peer_stuck = writing_ && now - write_began_ > write_deadline;
    const bool close_late = closing_ && now - close_began_ > close_deadline;
    if ((message_late && !must_pause()) || peer_stuck || close_late) return cut();
    resume();
}

} // namespace vigil::net
