#include "server/net/mllp_dialler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast.hpp>

namespace vigil::net {

using namespace std::chrono_literals;

void mllp_dialler::start(const ingest::senders& who) {
    for (const auto& rule : who.rules())
        if (!rule->dial.empty()) asio::co_spawn(loop_, keep_connected(*rule), asio::detached);
}

/// The wait doubles while the sender cannot be reached, or closes what it has accepted: a monitor that is switched off
/// must not be hammered at. What goes on unchanged is said once.
asio::awaitable<void> mllp_dialler::keep_connected(const ingest::sender_rule& rule) {
    asio::steady_timer timer(loop_);
    std::chrono::seconds wait = again_after_min;
    std::string said;
    const auto say = [&](std::string what) {
        if (what != said) note_(said = std::move(what));
    };
    for (;;) {
        std::string problem;
        const auto session = co_await connect(rule, problem);
        const auto began = std::chrono::steady_clock::now();
        if (!session) say(fmt::format("cannot connect to {}: {}; trying on", rule.dial, problem));
        bool lasted = false;
        while (session && session->is_open()) {
            timer.expires_after(200ms);
            co_await timer.async_wait(asio::use_awaitable);
            if (lasted || std::chrono::steady_clock::now() - began < lasting_after) continue;
            lasted = true;
            wait = again_after_min;
            say(fmt::format("connected to {}", rule.dial));
        }
        if (session) say(fmt::format("the connection to {} ended; trying on", rule.dial));
        timer.expires_after(wait);
        co_await timer.async_wait(asio::use_awaitable);
        wait = std::min(2 * wait, again_after_max);
    }
}

asio::awaitable<std::shared_ptr<mllp_session>> mllp_dialler::connect(const ingest::sender_rule& rule,
                                                                     std::string& problem) {
    const std::size_t colon = rule.dial.rfind(':');
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    tcp::resolver resolver(loop_);
    const std::string host = rule.dial.substr(0, colon), port = rule.dial.substr(colon + 1);
    const auto found = co_await resolver.async_resolve(host, port, token);
    if (error) co_return problem = error.message(), nullptr;
    boost::beast::tcp_stream stream(loop_);
    stream.expires_after(connect_deadline);
    co_await stream.async_connect(found, token);
    if (error) co_return problem = error.message(), nullptr;
    auto session = server_.adopt(stream.release_socket(), rule);
    if (!session) problem = "there are as many connections as there may be";
    co_return session;
}

} // namespace vigil::net
