// run_ward(): a simulated ward. One event loop; a coroutine for each monitor, one for the nurse.
#include <fmt/format.h>

#include <boost/asio.hpp>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/simulate/bedside.hpp"
#include "server/simulate/link.hpp"
#include "server/simulate/message.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using steady = std::chrono::steady_clock;
using seconds_double = std::chrono::duration<double>;

instant now() {
    return from_epoch_ms(
        std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

/// What was wrong with the options, if anything.
std::optional<std::string> complaint(const ward_options& o) {
    if (o.beds < 1 || o.beds > 2000) return "beds: from 1 to 2000";
    if (!is_plain_name(o.ward)) return "ward: letters, digits, '-', '_' and '.' only";
    if (!(o.rate > 0 && o.rate <= 100)) return "rate: above 0, up to 100 messages a second";
    if (!(o.speed > 0 && o.speed <= 3600)) return "speed: above 0, up to 3600";
    if (!(o.for_s >= 0)) return "for: not negative";
    if (!parse_endpoint(o.mllp)) return "mllp: host:port";
    if (!parse_endpoint(o.http)) return "http: host:port";
    if (o.scenario != "ketamine" && o.scenario != "quiet") return "scenario: ketamine or quiet";
    return {};
}

/// A bed and what sends for it.
struct monitored_bed {
    bedside side;
    asio::steady_timer timer;
    std::optional<mllp_link> mllp; ///< one of the two
    std::optional<http_link> http;
};

class simulated_ward {
public:
    explicit simulated_ward(const ward_options& options);
    int run();

private:
    void start(asio::awaitable<void> task);
    void ended(const std::exception_ptr& error);
    void stop();
    void give_up();

    asio::awaitable<void> monitor(monitored_bed& bed, double phase);
    asio::awaitable<void> send(monitored_bed& bed, std::uint64_t number);
    asio::awaitable<void> nurse();
    asio::awaitable<bool> sleep_until(asio::steady_timer& timer, steady::time_point when);
    void advance(bedside& side);
    void print_summary() const;

    ward_options options_;
    asio::io_context io_{1};
    run_state run_;
    steady::time_point started_ = steady::now();
    std::string run_id_ = fmt::format("{:x}", to_epoch_ms(now())); ///< makes ids unique among runs
    std::vector<std::unique_ptr<monitored_bed>> beds_;
    http_link nurse_link_;
    asio::steady_timer nurse_timer_{io_};
    asio::steady_timer deadline_{io_};
    asio::signal_set signals_{io_, SIGINT, SIGTERM};
    std::size_t tasks_ = 0;
    std::exception_ptr failure_;
};

simulated_ward::simulated_ward(const ward_options& options)
    : options_(options), nurse_link_(io_, *parse_endpoint(options.http), run_, false) {
    const scenario what = options.scenario == "quiet" ? scenario::quiet : scenario::ketamine;
    for (unsigned i = 0; i < options.beds; ++i) {
        patient who(options.seed, i, options.beds, what);
        auto bed = std::make_unique<monitored_bed>(bedside(options.ward, fmt::to_string(i + 1), std::move(who)),
                                                   asio::steady_timer(io_), std::nullopt, std::nullopt);
        if (i < options.hl7)
            bed->mllp.emplace(io_, *parse_endpoint(options.mllp), run_);
        else
            bed->http.emplace(io_, *parse_endpoint(options.http), run_, true);
        beds_.push_back(std::move(bed));
    }
}

int simulated_ward::run() {
    signals_.async_wait([this](error_code error, int) {
        if (!error) stop();
    });
    if (options_.for_s > 0) {
        deadline_.expires_after(std::chrono::duration_cast<steady::duration>(seconds_double(options_.for_s)));
        deadline_.async_wait([this](error_code error) {
            if (!error) stop();
        });
    }
    for (std::size_t i = 0; i < beds_.size(); ++i)
        start(monitor(*beds_[i], static_cast<double>(i) / static_cast<double>(beds_.size())));
    start(nurse());
    io_.run();
    if (failure_) std::rethrow_exception(failure_);
    print_summary();
    return run_.refused == 0 ? 0 : 1;
}

void simulated_ward::start(asio::awaitable<void> task) {
    ++tasks_;
    asio::co_spawn(io_, std::move(task), [this](const std::exception_ptr& error) { ended(error); });
}

void simulated_ward::ended(const std::exception_ptr& error) {
    --tasks_;
    if (error) {
        failure_ = error;
        stop();
    }
    if (tasks_ != 0) return;
    deadline_.cancel();
    signals_.cancel();
}

/// Messages under way get two seconds to be answered.
void simulated_ward::stop() {
    if (std::exchange(run_.stopping, true)) return;
    for (const auto& bed : beds_) {
        bed->timer.cancel();
        if (bed->mllp) bed->mllp->transport().wake();
        if (bed->http) bed->http->transport().wake();
    }
    nurse_timer_.cancel();
    nurse_link_.transport().wake();
    deadline_.expires_after(std::chrono::seconds(2));
    deadline_.async_wait([this](error_code error) {
        if (!error) give_up();
    });
}

void simulated_ward::give_up() {
    for (const auto& bed : beds_) {
        if (bed->mllp) bed->mllp->transport().close();
        if (bed->http) bed->http->transport().close();
    }
    nurse_link_.transport().close();
}

/// `phase` (0 to 1) spreads the beds over the time between two messages.
asio::awaitable<void> simulated_ward::monitor(monitored_bed& bed, double phase) {
    const auto every = std::chrono::duration_cast<steady::duration>(seconds_double(1 / options_.rate));
    auto due = started_ + std::chrono::duration_cast<steady::duration>(seconds_double(phase / options_.rate));
    for (std::uint64_t number = 1;; ++number) {
        const bool awake = co_await sleep_until(bed.timer, due);
        if (!awake) co_return;
        co_await send(bed, number);
        due += every;
        if (due < steady::now()) due = steady::now(); // what could not be sent in time is not made up for
    }
}

asio::awaitable<void> simulated_ward::send(monitored_bed& bed, std::uint64_t number) {
    advance(bed.side);
    const std::string id = fmt::format("{}-{}-{}", run_id_, bed.side.bed(), number);
    const std::string sender = fmt::format("monitor-{}-{}", options_.ward, bed.side.bed());
    const envelope e{sender, id, bed.side.ward(), bed.side.bed(), now()};
    if (bed.mllp) {
        const std::string frame = write_oru(e, bed.side.shown());
        co_await bed.mllp->deliver(id, frame);
    } else {
        std::string report = write_report(e, bed.side.shown());
        co_await bed.http->deliver(std::move(report), 1);
    }
}

/// Goes round once a second and charts what there is in one request.
asio::awaitable<void> simulated_ward::nurse() {
    const std::string sender = "nurse-" + options_.ward;
    std::uint64_t number = 0;
    for (auto due = started_ + std::chrono::seconds(1);; due += std::chrono::seconds(1)) {
        const bool awake = co_await sleep_until(nurse_timer_, due);
        if (!awake) co_return;
        std::string body;
        std::uint64_t reports = 0;
        for (const auto& bed : beds_) {
            advance(bed->side);
            const std::optional<int> score = bed->side.take_sedation_to_chart();
            if (!score) continue;
            const shown_value sedation{metric::poss, *score, {}};
            const std::string id = fmt::format("{}-sedation-{}", run_id_, ++number);
            body += reports++ == 0 ? '[' : ',';
            body += write_report({sender, id, bed->side.ward(), bed->side.bed(), now()}, {&sedation, 1});
        }
        if (reports == 0) continue;
        body += ']';
        co_await nurse_link_.deliver(std::move(body), reports);
    }
}

/// False: the run stops.
asio::awaitable<bool> simulated_ward::sleep_until(asio::steady_timer& timer, steady::time_point when) {
    if (run_.stopping) co_return false;
    timer.expires_at(when);
    error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await timer.async_wait(token);
    co_return !run_.stopping;
}

void simulated_ward::advance(bedside& side) {
    const seconds_double elapsed = steady::now() - started_;
    side.advance_to(elapsed.count() * options_.speed, now());
}

void simulated_ward::print_summary() const {
    fmt::print("sent {}, acknowledged {}, refused {}, unanswered {}, reconnects {}\n", run_.sent, run_.acknowledged,
               run_.refused, run_.sent - run_.acknowledged - run_.refused, run_.reconnects);
}

} // namespace

int run_ward(const ward_options& options) {
    if (const auto wrong = complaint(options)) {
        fmt::print(stderr, "simulate: {}\n", *wrong);
        return 2;
    }
    return simulated_ward(options).run();
}

} // namespace vigil::simulate
