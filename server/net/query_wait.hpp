// Lets a coroutine ask the record and go on with the answer on the event loop.
#pragma once

#include <boost/asio.hpp>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "server/record/queries.hpp"

namespace vigil::net {

namespace asio = boost::asio;

/// Shared by the coroutine, which may be gone when the answer comes, and the thread of the queries.
template <class Answer>
class query_wait {
public:
    /// `too_many`: more wait already than there may.
    struct failure {
        bool too_many = false;
        record::query_failure why = record::query_failure::away;
    };
    using question = std::function<Answer(pqxx::transaction_base&)>;

    explicit query_wait(const asio::any_io_executor& loop)
        : signal_(loop, std::chrono::steady_clock::time_point::max()) {}

    /// `loop` is the executor of the event loop.
    static asio::awaitable<std::expected<Answer, failure>> ask(record::queries& record, question what,
                                                               asio::any_io_executor loop) {
        const auto wait = std::make_shared<query_wait>(loop);
        const bool asked =
            record.ask([wait, what = std::move(what)](pqxx::transaction_base& t) { wait->answer_ = what(t); },
                       [wait, loop](std::optional<record::query_failure> why) {
                           asio::post(loop, [wait, why] { wait->finish(why); });
                       });
        if (!asked) co_return std::unexpected(failure{.too_many = true});
        boost::system::error_code cancelled; // which is how the signal is given
        auto token = asio::redirect_error(asio::use_awaitable, cancelled);
        if (!wait->finished_) co_await wait->signal_.async_wait(token);
        if (wait->failed_) co_return std::unexpected(failure{.why = *wait->failed_});
        co_return std::move(wait->answer_);
    }

private:
    void finish(std::optional<record::query_failure> why) {
        finished_ = true;
        failed_ = why;
        signal_.cancel();
    }

    asio::steady_timer signal_;
    Answer answer_{}; ///< written before finish() is posted, read after it
    std::optional<record::query_failure> failed_;
    bool finished_ = false;
};

} // namespace vigil::net
