#include "server/outbound/link.hpp"

#include <fmt/format.h>

#include <boost/asio/use_future.hpp>

#include "server/outbound/signature.hpp"
#include "tests/unit/server/outbound/far_end.hpp"

namespace {

using namespace vigil;
using namespace vigil::outbound;

constexpr milliseconds long_enough{20'000};
constexpr milliseconds short_deadline{50};
const std::string secret = "0123456789abcdef";

delivery message(std::string id) {
    return {.id = id, .body = fmt::format("MSH|^~\\&|VIGIL||||20270115||ORU^R40^ORU_R40|{}|P|2.6\r", id)};
}

outcome deliver(asio::io_context& loop, outbound::link& over, const delivery& d) {
    auto result = asio::co_spawn(loop, over.deliver(d), asio::use_future);
    loop.restart();
    loop.run();
    return result.get();
}

endpoint at(const far_end& receiver) {
    return {"127.0.0.1", receiver.port()};
}

web_address web(const far_end& receiver) {
    return web_address_from_text(fmt::format("http://127.0.0.1:{}/alarms?unit=1", receiver.port())).value();
}

std::string acknowledgement(std::string_view code, std::string_view id) {
    return fmt::format("\x0bMSH|^~\\&|NC||VIGIL||20270115||ACK|1|P|2.6\rMSA|{}|{}\r\x1c\r", code, id);
}

/// Reads one frame and answers.
far_end::conduct answers(std::vector<std::string> frames) {
    return [frames](tcp::socket& s) {
        for (const std::string& next : frames) {
            CHECK(read_until(s, "\x1c\r").starts_with("\x0bMSH|"));
            say(s, next);
        }
    };
}

std::string read_request(tcp::socket& s) {
    std::string text = read_until(s, "\r\n\r\n");
    const auto length = text.find("Content-Length: ");
    if (length == std::string::npos) return text;
    const std::size_t had = text.size();
    text.resize(text.find("\r\n\r\n") + 4 + std::stoul(text.substr(length + 16)));
    boost::system::error_code error;
    if (had < text.size()) asio::read(s, asio::buffer(text.data() + had, text.size() - had), error);
    return text;
}

} // namespace

TEST_CASE("messages over MLLP go one after the other on one connection") {
    far_end receiver{
        {answers({acknowledgement("CA", "a-1"), acknowledgement("AA", "a-2"), acknowledgement("CE", "a-3")})}};
    asio::io_context loop;
    const auto over = mllp_link(loop.get_executor(), at(receiver), long_enough);
    CHECK(deliver(loop, *over, message("a-1")).what == verdict::delivered);
    CHECK(deliver(loop, *over, message("a-2")).what == verdict::delivered);
    CHECK(deliver(loop, *over, message("a-3")).what == verdict::refused);
}

TEST_CASE("an acknowledgement that comes in pieces is one") {
    far_end receiver{{[](tcp::socket& s) {
        read_until(s, "\x1c\r");
        for (const char c : acknowledgement("CA", "a-1")) say(s, std::string(1, c));
        wait_closed(s);
    }}};
    asio::io_context loop;
    auto over = mllp_link(loop.get_executor(), at(receiver), long_enough);
    CHECK(deliver(loop, *over, message("a-1")).what == verdict::delivered);
    over.reset();
}

TEST_CASE("an answer to another message ends the connection, and the next message goes over a new one") {
    far_end receiver{{[](tcp::socket& s) {
                          read_until(s, "\x1c\r");
                          say(s, acknowledgement("CA", "a-0"));
                          wait_closed(s);
                      },
                      answers({acknowledgement("CA", "a-1")})}};
    asio::io_context loop;
    const auto over = mllp_link(loop.get_executor(), at(receiver), long_enough);
    const outcome wrong = deliver(loop, *over, message("a-1"));
    CHECK(wrong.what == verdict::failed);
    CHECK_FALSE(wrong.stale);
    CHECK(deliver(loop, *over, message("a-1")).what == verdict::delivered);
}

TEST_CASE("a receiver that says nothing is given up at the deadline, so that its late answer is never read") {
    far_end receiver{{[](tcp::socket& s) { wait_closed(s); }, answers({acknowledgement("CA", "a-1")})}};
    asio::io_context loop;
    auto silent = mllp_link(loop.get_executor(), at(receiver), short_deadline);
    CHECK(deliver(loop, *silent, message("a-1")).what == verdict::failed);
    silent = mllp_link(loop.get_executor(), at(receiver), long_enough);
    CHECK(deliver(loop, *silent, message("a-1")).what == verdict::delivered);
}

TEST_CASE("a kept connection that turns out to be dead says so") {
    far_end receiver{{answers({acknowledgement("CA", "a-1")}), answers({acknowledgement("CA", "a-2")})}};
    asio::io_context loop;
    const auto over = mllp_link(loop.get_executor(), at(receiver), long_enough);
    CHECK(deliver(loop, *over, message("a-1")).what == verdict::delivered);
    const outcome dead = deliver(loop, *over, message("a-2"));
    CHECK(dead.what == verdict::failed);
    CHECK(dead.stale);
    CHECK(deliver(loop, *over, message("a-2")).what == verdict::delivered);
}

TEST_CASE("where nobody listens the delivery fails and says why") {
    std::uint16_t free_port = 0;
    {
        far_end nobody{{}};
        free_port = nobody.port();
    }
    asio::io_context loop;
    const auto over = mllp_link(loop.get_executor(), {"127.0.0.1", free_port}, long_enough);
    const outcome o = deliver(loop, *over, message("a-1"));
    CHECK(o.what == verdict::failed);
    CHECK(o.why.starts_with("connecting: "));
}

TEST_CASE("a webhook is a signed POST, and its connection is kept") {
    std::string first, second;
    {
        far_end receiver{{[&](tcp::socket& s) {
            first = read_request(s);
            say(s, "HTTP/1.1 204 No Content\r\n\r\n");
            second = read_request(s);
            say(s, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
        }}};
        asio::io_context loop;
        const auto over = web_link(loop.get_executor(), web(receiver), secret, long_enough);
        CHECK(deliver(loop, *over, {.id = "a-1", .body = R"({"delivery":"a-1"})"}).what == verdict::delivered);
        CHECK(deliver(loop, *over, {.id = "a-2", .body = "{}"}).what == verdict::refused);
    }
    CHECK(first.starts_with("POST /alarms?unit=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
    CHECK(first.find("\r\nContent-Type: application/json\r\n") != std::string::npos);
    CHECK(first.find("\r\nVigil-Delivery: a-1\r\n") != std::string::npos);
    CHECK(first.ends_with("\r\n\r\n{\"delivery\":\"a-1\"}"));
    const auto at_s = first.find("Vigil-Signature: t=") + 19;
    const auto time = std::stoll(first.substr(at_s));
    CHECK(first.substr(at_s - 2, 13 + 67) == signature(secret, time, R"({"delivery":"a-1"})"));
    CHECK(second.find("\r\nVigil-Delivery: a-2\r\n") != std::string::npos);
}

TEST_CASE("a status that may pass, a redirect and what is no HTTP are failures, to be tried again") {
    const auto say_once = [](std::string text) {
        return [text](tcp::socket& s) {
            read_request(s);
            say(s, text);
        };
    };
    far_end receiver{
        {say_once("HTTP/1.1 503 Busy\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
         say_once("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\nConnection: "
                  "close\r\n\r\n"),
         say_once("MSA|AA|a-1\r"), say_once("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nx"),
         [](tcp::socket& s) { wait_closed(s); }}};
    asio::io_context loop;
    const auto over = web_link(loop.get_executor(), web(receiver), secret, long_enough);
    const delivery d{.id = "a-1", .body = "{}"};
    CHECK(deliver(loop, *over, d).why == "answered 503");
    CHECK(deliver(loop, *over, d).why == "answered 302");
    CHECK(deliver(loop, *over, d).what == verdict::failed);
    CHECK(deliver(loop, *over, d).what == verdict::delivered); // the status counts; the rest is not waited for
    const auto hasty = web_link(loop.get_executor(), web(receiver), secret, short_deadline);
    CHECK(deliver(loop, *hasty, d).what == verdict::failed);
}
