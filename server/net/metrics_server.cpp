#include "server/net/metrics_server.hpp"

#include <boost/beast.hpp>
#include <utility>

namespace vigil::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t connections_max = 16;
constexpr auto loop_stuck_after = 5s;

using response = http::response<http::string_body>;

response answer(const http::request<http::empty_body>& request, const server_metrics& counters, const health& state) {
    response out{http::status::ok, request.version()};
    out.set(http::field::content_type, "text/plain; charset=utf-8");
    const clock::time_point turned{clock::duration{state.loop_alive.load()}};
    const bool recovering = turned == clock::time_point{};
    const bool alive = recovering || clock::now() - turned < loop_stuck_after;
    if (request.target() == "/metrics") {
        out.set(http::field::content_type, server_metrics::content_type);
        out.body() = counters.text();
    } else if (request.target() == "/healthz") {
        out.result(alive ? http::status::ok : http::status::service_unavailable);
        out.body() = alive ? "ok\n" : "the event loop is stuck\n";
    } else if (request.target() == "/readyz") {
        const bool ready = alive && state.ready && !state.journal_failed;
        out.result(ready ? http::status::ok : http::status::service_unavailable);
        out.body() = ready ? "ready\n" : state.journal_failed ? "the journal cannot be written\n" : "recovering\n";
    } else {
        out.result(http::status::not_found);
        out.body() = "see /metrics, /healthz, /readyz\n";
    }
    out.keep_alive(request.keep_alive());
    out.prepare_payload();
    return out;
}

asio::awaitable<void> serve(beast::tcp_stream stream, const server_metrics& counters, const health& state) {
    boost::system::error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    beast::flat_buffer buffer;
    for (bool open = true; open;) {
        http::request<http::empty_body> request;
        stream.expires_after(60s);
        co_await http::async_read(stream, buffer, request, token);
        if (error) co_return;
        response out = answer(request, counters, state);
        co_await http::async_write(stream, out, token);
        open = !error && out.keep_alive();
    }
}

} // namespace

metrics_server::metrics_server(const std::string& address, std::uint16_t port, const server_metrics& counters,
                               const health& state)
    : metrics_(counters), health_(state), listener_(loop_, address, port) {
    listener_.start([this] { return connections_ < connections_max; },
                    [this](tcp::socket socket) {
                        ++connections_;
                        asio::co_spawn(loop_, serve(beast::tcp_stream{std::move(socket)}, metrics_, health_),
                                       [this](const std::exception_ptr&) { --connections_; });
                    });
    thread_ = std::jthread([this] {
        for (;;) try {
                return static_cast<void>(loop_.run());
            } catch (const std::bad_alloc&) { // one page less; the next scrape may find memory again
            }
    });
}

metrics_server::~metrics_server() {
    loop_.stop();
}

} // namespace vigil::net
