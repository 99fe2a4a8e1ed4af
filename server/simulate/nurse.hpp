// The simulated nurse: plays one session of a protocol over HTTP, meets complications, and says whether the server did
// its part. Registration's messages (ADT) go with it, over MLLP. One thread.
#pragma once

#include <fmt/format.h>

#include <boost/asio.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "server/simulate/api_link.hpp"
#include "server/simulate/bedside_view.hpp"
#include "server/simulate/complication.hpp"
#include "server/simulate/link.hpp"
#include "server/simulate/treatment.hpp"

namespace vigil::simulate {

class nurse {
public:
    nurse(boost::asio::io_context& io, treatment& scene, run_state& run, std::vector<complication> todo);

    /// From admission to discharge. Throws treatment_failed.
    boost::asio::awaitable<void> play_session();

    void stop();

private:
    using step = boost::asio::awaitable<void>;

    // What a session is made of: nurse_session.cpp
    step admit();
    step screen();
    step start();
    step infuse();
    step raise();
    step recover();
    step leave();

    // What goes wrong: nurse_complications.cpp
    step meet(const complication& c);
    step suffer(const complication& c);
    step relieve(const complication& c);
    step be_away(const complication& c);
    step leave_and_stay(const complication& c);
    step lose_probe(const complication& c);
    step order_large_step();
    step order_beyond_ceiling();
    step await_alarms(const complication& c);
    step await_end(const complication& c);

    // What a nurse does: nurse.cpp
    step look();
    boost::asio::awaitable<api_answer> order(std::string_view resource, std::string members, std::string_view reason);
    step must(std::string_view resource, std::string members, std::string_view reason = {});
    step must_be_refused(std::string_view resource, std::string members, std::string_view reason = {});
    /// A dose, or the resumption of one, as soon as the server takes it: checks are done meanwhile.
    step insist(std::string_view resource, std::string members);
    step lower(double amount);
    step chart(std::vector<std::string> items);
    step chart_due();
    step acknowledge_all();
    step register_event(std::string_view event);
    step rest(); ///< until it is worth looking again
    /// Looks, and charts what is due unless somebody is `away`, until `done`. Fails with `what` after `within_s`
    /// seconds.
    template <class Done>
    step until(Done done, double within_s, std::string what, bool away = false);

    bool active(std::string_view rule) const; ///< see means()
    void tell_alarms(const bed_view& before);
    void set_pump(double amount);
    double patience_s() const;
    std::string path(std::string_view resource) const;

    treatment& scene_;
    run_state& run_;
    std::vector<complication> todo_;
    api_link api_;
    mllp_link registration_;
    boost::asio::steady_timer timer_;
    std::string run_id_; ///< makes request ids unique among runs
    std::uint64_t requests_ = 0;
    bed_view bed_;
    session_view session_;
    double rate_ = 0; ///< ordered, in the ladder's unit
    double raised_at_s_ = 0;
    std::vector<complication::finding> finds_; ///< what there is to see now
};

template <class Done>
boost::asio::awaitable<void> nurse::until(Done done, double within_s, std::string what, bool away) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::duration<double>(within_s);
    for (;;) {
        co_await look();
        const bool is_done = done();
        if (is_done) co_return;
        if (std::chrono::steady_clock::now() > deadline)
            throw treatment_failed(fmt::format("not within {:.0f} s: {}", within_s, what));
        if (!away) co_await chart_due();
        co_await rest();
    }
}

} // namespace vigil::simulate
