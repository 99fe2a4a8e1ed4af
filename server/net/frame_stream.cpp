#include "server/net/frame_stream.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace vigil::net {
namespace {

constexpr unsigned char whole_text = 0x81; // RFC 6455, section 5.2: the last part of a message, which is text

/// How many bytes of a server's frame go before a payload of that size.
std::size_t make_header(std::array<unsigned char, 10>& header, std::size_t payload_bytes) {
    const std::size_t length_bytes = payload_bytes < 126 ? 0 : payload_bytes < 65'536 ? 2 : 8;
    header[0] = whole_text;
    header[1] = static_cast<unsigned char>(length_bytes == 0 ? payload_bytes : length_bytes == 2 ? 126 : 127);
    for (std::size_t i = 0; i < length_bytes; ++i)
        header[2 + i] = static_cast<unsigned char>(payload_bytes >> (8 * (length_bytes - 1 - i)));
    return 2 + length_bytes;
}

} // namespace

boost::system::error_code frame_stream::send(feed::line text) {
    header_bytes_ = make_header(header_, text->size());
    payload_ = std::move(text);
    sent_ = 0;
    return flush();
}

boost::system::error_code frame_stream::send_control(std::string bytes) {
    if (control_.size() + bytes.size() > control_bytes_max) return asio::error::no_buffer_space;
    control_ += bytes;
    return flush();
}

boost::system::error_code frame_stream::flush() {
    while (waits()) {
        std::array<iovec, 3> parts{};
        msghdr message{};
        message.msg_iov = parts.data();
        message.msg_iovlen = unsent(parts);
        const ssize_t taken = ::sendmsg(socket().native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken >= 0) {
            sent(static_cast<std::size_t>(taken));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return {};
        } else if (errno != EINTR) {
            return {errno, boost::system::system_category()};
        }
    }
    return {};
}

/// Header, payload and control frames, as far as they wait; how many there are.
std::size_t frame_stream::unsent(std::array<iovec, 3>& parts) {
    std::size_t count = 0;
    if (payload_ && sent_ < header_bytes_) parts[count++] = {header_.data() + sent_, header_bytes_ - sent_};
    if (payload_) {
        const std::size_t at = sent_ - std::min(sent_, header_bytes_);
        // the system only reads what it is asked to send
        parts[count++] = {const_cast<char*>(payload_->data()) + at, payload_->size() - at};
    }
    if (!control_.empty()) parts[count++] = {control_.data(), control_.size()};
    return count;
}

void frame_stream::sent(std::size_t bytes) {
    if (payload_) {
        const std::size_t of_frame = std::min(bytes, header_bytes_ + payload_->size() - sent_);
        sent_ += of_frame;
        bytes -= of_frame;
        if (sent_ == header_bytes_ + payload_->size()) payload_.reset();
    }
    control_.erase(0, bytes);
}

} // namespace vigil::net
