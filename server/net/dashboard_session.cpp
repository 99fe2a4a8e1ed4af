#include "server/net/dashboard_session.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "server/net/commands.hpp"

namespace vigil::net {
namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int commands_per_second_max = 50;
constexpr std::size_t read_bytes_max = 512; // most say less, and each keeps a buffer of this size
constexpr auto write_deadline = 10s;
constexpr auto subscribe_deadline = 5s;
constexpr websocket_terms terms{
    .subprotocol = "vigil.v1", .message_bytes_max = 16u << 10, .handshake_max = subscribe_deadline};

core::outcome row_of_alarm(std::optional<journal::sequence> row) {
    if (row) return *row;
    return std::unexpected("no such alarm is active");
}

/// The system gives up a peer that takes nothing, or is gone without a word, after as long as a write may last.
dashboard_end end_of(const boost::system::error_code& error) {
    const bool timeout = error == asio::error::timed_out || error == beast::error::timeout;
    return timeout ? dashboard_end::timeout : dashboard_end::left;
}

} // namespace

dashboard_session::dashboard_session(beast::tcp_stream stream, std::string ward, core::engine& engine,
                                     server_metrics& counters, json::command_reader& commands)
    : stream_(std::move(stream)), engine_(engine), metrics_(counters), commands_(commands), ward_(std::move(ward)) {}

void dashboard_session::start(http_request request) {
    asio::co_spawn(stream_.get_executor(), run(std::move(request)),
                   [self = shared_from_this()](const std::exception_ptr&) { self->close(dashboard_end::left); });
}

asio::awaitable<void> dashboard_session::run(http_request request) {
    const bool accepted = co_await accept_websocket(stream_, request, terms);
    second_began_ = clock::now();
    request = {}; // a kilobyte, and it would be kept for as long as the dashboard stays
    if (accepted) co_await read_commands();
}

asio::awaitable<void> dashboard_session::read_commands() {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    while (!ended_) {
        co_await stream_.async_read_some(incoming_, read_bytes_max, token);
        if (error) co_return close(end_of(error));
        if (ended_) co_return;
        if (!stream_.is_message_done()) continue;
        if (too_many(clock::now())) co_return close(dashboard_end::protocol_error);
        const std::string_view text{static_cast<const char*>(incoming_.data().data()), incoming_.size()};
        auto parsed = commands_.read(text);
        incoming_.consume(incoming_.size());
        if (!parsed && subscriber_) {
            refuse(parsed.error());
            continue;
        }
        if (!parsed || std::holds_alternative<json::subscribe>(*parsed) == (subscriber_ != nullptr))
            co_return close(dashboard_end::protocol_error);
        json::command what = std::move(*parsed);
        obey(std::move(what));
    }
}

void dashboard_session::obey(json::command what) {
    std::visit([this](auto& c) { obey(std::move(c)); }, what);
}

void dashboard_session::obey(const json::subscribe& c) {
    std::optional<feed::position> resume;
    if (c.resume) resume = feed::position{c.resume->epoch, c.resume->seq};
    auto wake = [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->pump();
    };
    subscriber_ = engine_.hub().subscribe(ward_, resume, engine_.now(), std::move(wake));
    engine_.resume(subscriber_);
}

void dashboard_session::obey(json::acknowledge c) {
    const auto row = engine_.acknowledge(alarm::alarm_id{c.alarm}, std::move(c.by), c.request);
    answer_later(std::move(c.request), row_of_alarm(row));
}

void dashboard_session::obey(json::shown c) {
    const auto row = engine_.shown(alarm::alarm_id{c.alarm}, std::move(c.station));
    answer_later(std::move(c.request), row_of_alarm(row));
}

void dashboard_session::obey(json::station c) {
    sound_armed_ = c.sound_armed;
    visible_ = c.visible;
    station_ = std::move(c.name);
    if (c.heap_bytes) heap_bytes_ = static_cast<double>(*c.heap_bytes);
    if (c.clock_offset_ms) clock_offset_s_ = std::abs(*c.clock_offset_ms) / 1'000;
    answer_later(std::move(c.request), engine_.station(this, {ward_, station_, true, c.sound_armed, c.visible}));
}

void dashboard_session::obey(json::pause_audio c) {
    if (station_.empty()) return refuse({c.request, "say first which station this is"});
    const auto lasting = audio_pause_of(c);
    if (!lasting) return refuse({c.request, lasting.error()});
    answer_later(c.request, engine_.pause_audio({ward_, station_, station_, c.request, {}}, *lasting));
}

void dashboard_session::obey(json::patient_command c) {
    const std::string request = c.request;
    auto bed = bed_of(c, ward_);
    if (!bed) return refuse({request, bed.error()});
    auto order = order_of(std::move(c), ward_, *std::move(bed));
    if (!order) return refuse({request, order.error()});
    answer_later(request, engine_.decide(std::move(order->what), order->lasting));
}

void dashboard_session::obey(json::note_alarm c) {
    answer_later(c.request, engine_.note(order_of(c)));
}

void dashboard_session::obey(json::assign_alarm c) {
    answer_later(c.request, engine_.assign(order_of(c)));
}

/// The next command does not wait for this one's row: an acknowledgement behind a slow disk silences at once.
void dashboard_session::answer_later(std::string request, core::outcome row) {
    asio::co_spawn(stream_.get_executor(), answer(std::move(request), std::move(row), shared_from_this()),
                   asio::detached);
}

asio::awaitable<void> dashboard_session::answer(std::string request, core::outcome row,
                                                std::shared_ptr<dashboard_session> self) {
    bool stored = false;
    if (row) stored = co_await commit_wait::until(engine_, *row, stream_.get_executor());
    if (self->ended_) co_return;
    const std::string_view reason = row ? "the journal cannot be written" : std::string_view{row.error()};
    engine_.hub().reply(subscriber_, feed::result_line(request, stored, reason));
    pump();
}

/// A command that cannot be understood is answered like one that cannot be carried out.
void dashboard_session::refuse(const json::command_error& error) {
    engine_.hub().reply(subscriber_, feed::result_line(error.request, false, error.reason));
    pump();
}

/// One frame, so that a turn of the loop knows what it costs: more comes in another turn.
void dashboard_session::pump() {
    if (writing_ || ended_ || last_ || !subscriber_) return;
    write_began_ = clock::now();
    frame_stream& to = stream_.next_layer();
    if (to.waits()) return written(to.flush()); // the answer to a ping
    last_ = subscriber_->closing();
    feed::line frame = engine_.hub().next_frame(*subscriber_, engine_.now());
    if (frame) written(to.send(std::move(frame)));
}

void dashboard_session::written(const boost::system::error_code& error) {
    // The system says once why a connection has ended, then only that it has: the read was told, and ends this too.
    const bool gone = error == asio::error::broken_pipe;
    writing_ = gone || stream_.next_layer().waits();
    if (gone) return;
    if (error) return end_later(end_of(error));
    if (writing_) return wait_for_room();
    if (last_) return end_later(dashboard_end::slow);
    if (subscriber_->has_output()) engine_.resume(subscriber_);
}

void dashboard_session::wait_for_room() {
    stream_.next_layer().socket().async_wait(asio::socket_base::wait_write,
                                             [self = shared_from_this()](const boost::system::error_code& error) {
                                                 if (!self->ended_)
                                                     self->written(error ? error : self->stream_.next_layer().flush());
                                             });
}

/// In another turn: whoever had us write is in the midst of telling others. What ends the read meanwhile only follows.
void dashboard_session::end_later(dashboard_end why) {
    if (!end_) end_ = why;
    asio::post(stream_.get_executor(), [self = shared_from_this(), why] { self->close(why); });
}

/// The connection is cut rather than closed politely: a peer that does not read does not answer a close frame either.
void dashboard_session::close(dashboard_end why) {
    if (std::exchange(ended_, true)) return;
    metrics_.dashboards_closed(end_.value_or(why)).Increment();
    if (subscriber_) engine_.hub().unsubscribe(subscriber_);
    engine_.station_left(this);
    boost::system::error_code ignored;
    beast::get_lowest_layer(stream_).socket().close(ignored);
}

void dashboard_session::check_deadlines(clock::time_point now) {
    if (writing_ && now - write_began_ > write_deadline) close(dashboard_end::timeout);
    if (!subscriber_ && now - second_began_ > subscribe_deadline && second_began_ != clock::time_point{})
        close(dashboard_end::protocol_error);
}

bool dashboard_session::too_many(clock::time_point now) {
    if (now - second_began_ >= 1s) {
        second_began_ = now;
        commands_this_second_ = 0;
    }
    return ++commands_this_second_ > commands_per_second_max;
}

} // namespace vigil::net
