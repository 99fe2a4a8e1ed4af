// Lets a coroutine wait until a row of the journal is on disk.
#pragma once

#include <boost/asio.hpp>
#include <memory>

#include "server/core/engine.hpp"

namespace vigil::net {

namespace asio = boost::asio;

class commit_wait : public core::commit_listener {
public:
    explicit commit_wait(const asio::any_io_executor& loop)
        : signal_(loop, std::chrono::steady_clock::time_point::max()) {}

    void on_committed(journal::sequence) override { finish(true); }
    void on_journal_failed() override { finish(false); }

    /// False if the row will never be on disk. `executor` is that of the event loop.
    static asio::awaitable<bool> until(core::engine& engine, journal::sequence row, asio::any_io_executor executor) {
        const auto wait = std::make_shared<commit_wait>(executor);
        engine.when_committed(row, wait);
        boost::system::error_code cancelled; // which is how the signal is given
        const auto token = asio::redirect_error(asio::use_awaitable, cancelled);
        if (!wait->finished_) co_await wait->signal_.async_wait(token);
        co_return wait->committed_;
    }

private:
    void finish(bool committed) {
        finished_ = true;
        committed_ = committed;
        signal_.cancel();
    }

    asio::steady_timer signal_;
    bool finished_ = false;
    bool committed_ = false;
};

} // namespace vigil::net
