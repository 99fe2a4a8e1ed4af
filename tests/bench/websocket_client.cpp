#include "tests/bench/websocket_client.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <stdexcept>

namespace vigil::bench {
namespace {

// RFC 6455, section 1.3: the example key and the answer that it must get. A fixed key keeps SHA-1 out of here.
constexpr std::string_view key = "dGhlIHNhbXBsZSBub25jZQ==";
constexpr std::string_view key_accepted = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

// Frame opcodes of RFC 6455, section 5.2.
constexpr unsigned opcode_text = 1;
constexpr unsigned opcode_close = 8;
constexpr unsigned opcode_ping = 9;
constexpr unsigned opcode_pong = 10;

std::size_t big_endian(std::string_view bytes) {
    std::size_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

struct frame {
    unsigned opcode = 0;
    bool last = false;
    std::string_view payload;
    std::size_t size = 0; ///< 0: not yet whole
};

frame read_frame(std::string_view bytes) {
    if (bytes.size() < 2) return {};
    const auto first = static_cast<unsigned char>(bytes[0]);
    const auto short_length = static_cast<unsigned char>(bytes[1]) & 0x7fu;
    const std::size_t extra = short_length == 127 ? 8 : short_length == 126 ? 2 : 0;
    if (bytes.size() < 2 + extra) return {};
    const std::size_t length = extra != 0 ? big_endian(bytes.substr(2, extra)) : short_length;
    const auto size = 2 + extra + length;
    if (bytes.size() < size) return {};
    return {first & 0x0fu, (first & 0x80u) != 0, bytes.substr(2 + extra, length), size};
}

} // namespace

websocket_client::websocket_client(std::uint16_t port, std::string_view ward)
    : link_{.socket = connect_to_loopback(port), .tag = 0, .in = {}, .out = {}} {
    upgrade(ward);
    put_frame(opcode_text, R"({"type":"subscribe","resume":null})");
}

void websocket_client::watch(poller& p, std::uint64_t tag) {
    link_.tag = tag;
    p.add(link_.socket.get(), tag);
    if (!link_.flush(p)) throw std::runtime_error("the server ended the dashboard's connection");
}

void websocket_client::upgrade(std::string_view ward) {
    link_.out = fmt::format(
        "GET /v1/wards/{}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {}\r\nSec-WebSocket-Protocol: vigil.v1\r\n\r\n",
        ward, key);
    poller p;
    p.add(link_.socket.get(), 0);
    if (!link_.flush(p)) throw std::runtime_error("the server refused the dashboard's connection");
    auto end = std::string::npos;
    while (end == std::string::npos) {
        if (p.wait(5'000'000'000).empty() || !link_.fill())
            throw std::runtime_error("no answer to a WebSocket upgrade");
        end = link_.in.find("\r\n\r\n");
    }
    const auto head = std::string_view(link_.in).substr(0, end);
    if (!head.starts_with("HTTP/1.1 101") || head.find(key_accepted) == std::string_view::npos) {
        throw std::runtime_error(fmt::format("WebSocket upgrade refused: {}", head));
    }
    link_.in.erase(0, end + 4);
}

void websocket_client::put_frame(unsigned opcode, std::string_view payload) {
    // Clients must mask (RFC 6455, section 5.3); a mask of zero leaves the payload as it is. All payloads here are
    // short.
    link_.out += static_cast<char>(0x80u | opcode);
    link_.out += static_cast<char>(0x80u | payload.size());
    link_.out.append(4, '\0');
    link_.out += payload;
}

bool websocket_client::take_text_or_control() {
    while (true) {
        const auto f = read_frame(std::string_view(link_.in).substr(consumed_));
        if (f.size == 0) return false;
        consumed_ += f.size;
        if (f.opcode == opcode_ping) {
            put_frame(opcode_pong, f.payload);
        } else if (f.opcode == opcode_close) {
            closed_ = true;
        } else if (f.opcode < opcode_close) {
            text_ += f.payload;
            if (f.last) return true;
        }
    }
}

} // namespace vigil::bench
