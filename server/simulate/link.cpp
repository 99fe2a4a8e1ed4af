#include "server/simulate/link.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstddef>
#include <cstdio>
#include <utility>

#include "server/simulate/acknowledgement.hpp"

namespace vigil::simulate {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr std::size_t acknowledgement_bytes_max = 64 * 1024;

void count(run_state& run, outcome o, std::uint64_t messages) {
    if (o == outcome::acknowledged) run.acknowledged += messages;
    if (o == outcome::refused) run.refused += messages;
}

} // namespace

asio::awaitable<outcome> mllp_link::deliver(const std::string& control_id, const std::string& frame) {
    ++run_.sent;
    for (;;) {
        const bool opened = co_await connection_.open();
        if (!opened) co_return outcome::unanswered;
        const auto answer = co_await exchange(control_id, frame);
        if (answer) {
            connection_.succeeded();
            count(run_, *answer, 1);
            co_return *answer;
        }
        co_await connection_.lost(answer.error());
    }
}

asio::awaitable<std::expected<outcome, std::string>> mllp_link::exchange(const std::string& control_id,
                                                                         const std::string& frame) {
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    connection_.expect_answer();
    const auto message = asio::buffer(frame);
    co_await asio::async_write(connection_.stream(), message, token);
    received_.clear();
    if (!error) {
        auto answer_buffer = asio::dynamic_buffer(received_, acknowledgement_bytes_max);
        co_await asio::async_read_until(connection_.stream(), answer_buffer, "\x1c\r", token);
    }
    if (error) co_return std::unexpected(error.message());
    const auto answer = read_acknowledgement(received_);
    if (answer && answer->positive && answer->control_id == control_id) co_return outcome::acknowledged;
    std::string shown = received_;
    for (char& c : shown)
        if (c < ' ') c = ' ';
    fmt::print(stderr, "{}: message {} refused: {}\n", connection_.server().text(), control_id, shown);
    co_return outcome::refused;
}

asio::awaitable<outcome> http_link::deliver(std::string body, std::uint64_t messages) {
    run_.sent += messages;
    for (;;) {
        const bool opened = co_await connection_.open();
        if (!opened) co_return outcome::unanswered;
        const auto answer = co_await exchange(body);
        if (answer) {
            connection_.succeeded();
            count(run_, *answer, messages);
            co_return *answer;
        }
        co_await connection_.lost(answer.error());
    }
}

asio::awaitable<std::expected<outcome, std::string>> http_link::exchange(const std::string& body) {
    http::request<http::string_body> request{http::verb::post, "/v1/readings", 11, body};
    request.set(http::field::host, connection_.server().text());
    request.set(http::field::content_type, "application/json");
    request.keep_alive(keep_alive_);
    request.prepare_payload();
    error_code error;
    auto token = asio::redirect_error(asio::use_awaitable, error);
    connection_.expect_answer();
    co_await http::async_write(connection_.stream(), request, token);
    http::response<http::string_body> response;
    buffer_.clear();
    if (!error) co_await http::async_read(connection_.stream(), buffer_, response, token);
    if (error) co_return std::unexpected(error.message());
    if (!response.keep_alive()) connection_.close();
    const unsigned status = response.result_int();
    if (status == 429 || status >= 500) co_return std::unexpected(fmt::format("answered {}", status));
    const outcome o = read_answer(status, response.body());
    if (o == outcome::refused)
        fmt::print(stderr, "{}: refused with {}: {}\n", connection_.server().text(), status, response.body());
    co_return o;
}

outcome read_answer(unsigned status, std::string_view body) {
    if (status != 200) return outcome::refused;
    simdjson::dom::parser parser;
    simdjson::dom::array rejected;
    const simdjson::padded_string padded(body);
    const bool understood = parser.parse(padded)["rejected"].get(rejected) == simdjson::SUCCESS;
    return understood && rejected.size() == 0 ? outcome::acknowledged : outcome::refused;
}

} // namespace vigil::simulate
