#include "server/net/frame_stream.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace vigil::net {
namespace {

using tcp = asio::ip::tcp;

feed::line text_of(std::size_t bytes, char letter = 'x') {
    return std::make_shared<const std::string>(bytes, letter);
}

/// A dashboard's connection on the loopback, and the peer at its other end.
struct connected {
    asio::io_context loop;
    tcp::acceptor acceptor{loop, {asio::ip::address_v4::loopback(), 0}};
    tcp::socket peer{loop};
    frame_stream stream{accept()};

    beast::tcp_stream accept() {
        peer.connect(acceptor.local_endpoint());
        return beast::tcp_stream{acceptor.accept()};
    }
    /// Everything that arrives until there are so many bytes; what waits is sent meanwhile.
    std::string read(std::size_t bytes) {
        std::string got(bytes, '\0');
        peer.non_blocking(true);
        std::size_t at = 0;
        boost::system::error_code error;
        for (int tries = 0; at < bytes && tries < 1'000'000; ++tries) {
            REQUIRE_FALSE(stream.flush());
            at += peer.read_some(asio::buffer(got.data() + at, bytes - at), error);
        }
        got.resize(at);
        return got;
    }
    /// As Beast answers a ping: asynchronously.
    boost::system::error_code answer_ping(const std::string& bytes) {
        boost::system::error_code result = asio::error::would_block;
        stream.async_write_some(asio::buffer(bytes),
                                [&](const boost::system::error_code& error, std::size_t) { result = error; });
        CHECK(result == asio::error::would_block); // not from within
        loop.restart();
        loop.run();
        return result;
    }
    /// Frames until the socket takes no more.
    std::size_t fill(std::size_t frame_bytes) {
        std::size_t frames = 0;
        for (; !stream.waits(); ++frames) REQUIRE_FALSE(stream.send(text_of(frame_bytes, letter_of(frames))));
        return frames;
    }
    static char letter_of(std::size_t frame) { return static_cast<char>('a' + frame % 26); }
};

std::string header_of(std::size_t bytes) {
    if (bytes < 126) return {'\x81', static_cast<char>(bytes)};
    std::string out = bytes < 65'536 ? "\x81\x7e" : "\x81\x7f";
    for (int shift = bytes < 65'536 ? 8 : 56; shift >= 0; shift -= 8) out += static_cast<char>(bytes >> shift & 0xff);
    return out;
}

} // namespace

TEST_CASE("a text frame says its length as RFC 6455 does, at every size where that changes") {
    for (const std::size_t bytes : {0uz, 1uz, 125uz, 126uz, 127uz, 65'535uz, 65'536uz, 300'000uz}) {
        connected c;
        REQUIRE_FALSE(c.stream.send(text_of(bytes)));
        const std::string wanted = header_of(bytes) + *text_of(bytes);
        CHECK_MESSAGE(c.read(wanted.size()) == wanted, bytes);
        CHECK_FALSE(c.stream.waits());
    }
}

TEST_CASE("what a socket does not take is sent later, whole and in order, and the answer to a ping behind it") {
    connected c;
    c.stream.socket().set_option(asio::socket_base::send_buffer_size{4'096});
    c.peer.set_option(asio::socket_base::receive_buffer_size{4'096});
    constexpr std::size_t frame_bytes = 70'001;
    const std::size_t frames = c.fill(frame_bytes);
    const std::string pong = "\x8a\x03pnx";
    CHECK_FALSE(c.answer_ping(pong));
    CHECK(c.stream.waits());
    std::string wanted;
    for (std::size_t i = 0; i < frames; ++i)
        wanted += header_of(frame_bytes) + std::string(frame_bytes, c.letter_of(i));
    wanted += pong;
    const std::string got = c.read(wanted.size());
    CHECK(got.size() == wanted.size());
    CHECK(std::ranges::equal(got, wanted));
    CHECK_FALSE(c.stream.waits());
}

TEST_CASE("the answer to a ping goes at once when nothing waits") {
    connected c;
    CHECK_FALSE(c.answer_ping("\x8a\x01p"));
    CHECK(c.read(3) == "\x8a\x01p");
}

TEST_CASE("a peer that sends pings and reads nothing is an error, not memory") {
    connected c;
    c.fill(1'000'000);
    const std::string pong = "\x8a\x7d" + std::string(125, 'p');
    std::size_t kept = 0;
    boost::system::error_code error;
    for (; !error && kept <= frame_stream::control_bytes_max; kept += pong.size()) error = c.answer_ping(pong);
    CHECK(error == asio::error::no_buffer_space);
}

TEST_CASE("a connection that has ended is an error of whoever writes") {
    connected c;
    c.peer.set_option(asio::socket_base::linger{true, 0});
    c.peer.close();
    boost::system::error_code error;
    for (int i = 0; i < 100 && !error; ++i) error = c.stream.send(text_of(1'000));
    CHECK(error);
}

} // namespace vigil::net
