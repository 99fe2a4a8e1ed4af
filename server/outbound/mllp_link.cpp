#include <array>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <optional>

#include "proto/hl7/framing.hpp"
#include "server/outbound/connect.hpp"
#include "server/outbound/link.hpp"

namespace vigil::outbound {
namespace {

constexpr std::size_t answer_bytes_max = 65'536;

class mllp final : public link {
public:
    mllp(const asio::any_io_executor& on, endpoint to, milliseconds deadline)
        : on_{on}, to_{std::move(to)}, deadline_{deadline} {}

    delivery prepare(const entry& e, instant now) const override { return as_pcd04(e, now); }

    asio::awaitable<outcome> deliver(const delivery& d) override {
        const bool kept = connection_.has_value();
        outcome out;
        try {
            out = co_await exchange(d);
        } catch (const link_error& e) {
            out = {verdict::failed, e.what(), kept};
        }
        if (out.what == verdict::failed) connection_.reset();
        co_return out;
    }

private:
    struct connection {
        explicit connection(const asio::any_io_executor& on) : stream{on} {}
        boost::beast::tcp_stream stream;
        hl7::frame_decoder frames{answer_bytes_max};
    };

    asio::awaitable<outcome> exchange(const delivery& d) {
        const bool fresh = !connection_;
        if (fresh) connection_.emplace(on_);
        connection_->stream.expires_after(deadline_);
        if (fresh) co_await connect(connection_->stream, to_);
        outgoing_.clear();
        hl7::append_frame(outgoing_, d.body);
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        const asio::const_buffer bytes{outgoing_.data(), outgoing_.size()};
        co_await asio::async_write(connection_->stream, bytes, token);
        if (error) throw failure("sending", error);
        outcome out = co_await answer(d);
        connection_->stream.expires_never();
        co_return out;
    }

    asio::awaitable<outcome> answer(const delivery& d) {
        boost::system::error_code error;
        auto token = asio::redirect_error(asio::use_awaitable, error);
        std::array<char, 4096> buffer{};
        for (;;) {
            const asio::mutable_buffer room{buffer.data(), buffer.size()};
            const std::size_t size = co_await connection_->stream.async_read_some(room, token);
            if (error) throw failure("waiting for its acknowledgement", error);
            connection_->frames.feed({buffer.data(), size});
            const auto frame = connection_->frames.next();
            if (!frame) continue;
            auto out = read_acknowledgement(frame->bytes, d.id);
            if (!out) throw link_error{"its answer is no acknowledgement of our message"};
            if (connection_->frames.next()) throw link_error{"it answered one message twice"};
            co_return *std::move(out);
        }
    }

    asio::any_io_executor on_;
    endpoint to_;
    milliseconds deadline_;
    std::optional<connection> connection_;
    std::string outgoing_;
};

} // namespace

std::unique_ptr<link> mllp_link(const asio::any_io_executor& on, endpoint to, milliseconds deadline) {
    return std::make_unique<mllp>(on, std::move(to), deadline);
}

} // namespace vigil::outbound
