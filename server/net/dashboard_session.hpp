// One dashboard on `WS /v1/wards/{ward}/stream` (proto/asyncapi.yaml). What it is sent is decided by feed::hub; this
// writes it, one frame at a time, and passes the dashboard's commands on.
#pragma once

#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "proto/json/command.hpp"
#include "server/core/engine.hpp"
#include "server/feed/hub.hpp"
#include "server/metrics/server_metrics.hpp"
#include "server/net/commit_wait.hpp"
#include "server/net/websocket.hpp"

namespace vigil::net {

class dashboard_session : public std::enable_shared_from_this<dashboard_session> {
public:
    dashboard_session(beast::tcp_stream stream, std::string ward, core::engine& engine, server_metrics& counters,
                      json::command_reader& commands);

    /// Accepts the upgrade and serves the dashboard until it leaves.
    void start(http_request request);

    /// Writes the next frame if something is queued and the last frame has been sent.
    void pump();

    const std::shared_ptr<feed::subscriber>& subscriber() const { return subscriber_; }
    bool sound_armed() const { return sound_armed_ && visible_; }
    /// As it said last; 0 before.
    double heap_bytes() const { return heap_bytes_; }
    double clock_offset_s() const { return clock_offset_s_; } ///< either way
    bool is_open() const { return !ended_; }
    void close(dashboard_end why);

    /// Call every second: ends a dashboard that does not take what it is sent.
    void check_deadlines(std::chrono::steady_clock::time_point now);

private:
    asio::awaitable<void> run(http_request request);
    asio::awaitable<void> read_commands();
    void obey(json::command what);
    void obey(const json::subscribe& c);
    void obey(json::acknowledge c);
    void obey(json::shown c);
    void obey(json::station c);
    void obey(json::pause_audio c);
    void obey(json::patient_command c);
    void obey(json::note_alarm c);
    void obey(json::assign_alarm c);
    void refuse(const json::command_error& error);
    void answer_later(std::string request, core::outcome row);
    asio::awaitable<void> answer(std::string request, core::outcome row, std::shared_ptr<dashboard_session> self);
    bool too_many(std::chrono::steady_clock::time_point now);

    void written(const boost::system::error_code& error);
    void wait_for_room();
    void end_later(dashboard_end why);

    dashboard_stream stream_;
    core::engine& engine_;
    server_metrics& metrics_;
    json::command_reader& commands_;
    std::string ward_;
    std::string station_; ///< empty until it says so
    std::shared_ptr<feed::subscriber> subscriber_;
    beast::flat_buffer incoming_;
    std::chrono::steady_clock::time_point write_began_{};
    std::chrono::steady_clock::time_point second_began_{};
    int commands_this_second_ = 0;
    bool writing_ = false;             ///< what the socket did not take waits for room in it
    bool last_ = false;                ///< what is written now says why it is closed
    std::optional<dashboard_end> end_; ///< why, once a write knows
    bool ended_ = false;
    bool sound_armed_ = false;
    bool visible_ = false;
    double heap_bytes_ = 0;
    double clock_offset_s_ = 0;
};

} // namespace vigil::net
