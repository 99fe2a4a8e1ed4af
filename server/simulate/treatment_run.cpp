// run_treatment(): one patient, one nurse, one monitor and one pump, on one event loop.
#include <fmt/format.h>

#include <boost/asio.hpp>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>

#include "server/infusion/demonstration.hpp"
#include "server/simulate/message.hpp"
#include "server/simulate/nurse.hpp"

namespace vigil::simulate {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

constexpr double weight_kg = 70;

/// What was wrong with the options, if anything.
std::optional<std::string> complaint(const treatment_options& o) {
    const auto slash = o.bed.find('/');
    const bool named = slash != o.bed.npos && is_plain_name(std::string_view{o.bed}.substr(0, slash)) &&
                       is_plain_name(std::string_view{o.bed}.substr(slash + 1));
    if (!is_plain_name(o.protocol)) return "protocol: letters, digits, '-', '_' and '.' only";
    if (!named) return "bed: ward/bed, each of letters, digits, '-', '_' and '.'";
    if (!(o.speed >= 1 && o.speed <= infusion::faster_max && o.speed == std::floor(o.speed)))
        return fmt::format("speed: a whole number from 1 to {}", infusion::faster_max);
    if (!(o.hours >= 0 && o.hours <= 1000)) return "hours: 0 to 1000";
    if (o.sessions < 1 || o.sessions > 16) return "sessions: 1 to 16";
    if (!parse_endpoint(o.mllp)) return "mllp: host:port";
    if (!parse_endpoint(o.http)) return "http: host:port";
    return {};
}

/// The protocol that is played: in real time the site's own, else its demonstration.
std::string played_name(const treatment_options& o) {
    return o.speed == 1 ? o.protocol : infusion::demonstration_name(o.protocol, static_cast<unsigned>(o.speed));
}

/// Whoever asks for what the server has not.
struct unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class treatment_run {
public:
    explicit treatment_run(const treatment_options& o) : options_(o), monitor_(io_, *parse_endpoint(o.mllp), run_) {}
    int run();

private:
    asio::awaitable<void> play();
    asio::awaitable<infusion::protocol> ask_protocol();
    asio::awaitable<void> devices();
    void start(asio::awaitable<void> task);
    void stop();

    treatment_options options_;
    asio::io_context io_{1};
    run_state run_;
    mllp_link monitor_;
    asio::steady_timer timer_{io_};
    asio::signal_set signals_{io_, SIGINT, SIGTERM};
    std::unique_ptr<treatment> scene_;
    std::unique_ptr<nurse> nurse_;
    std::exception_ptr failure_;
};

int treatment_run::run() {
    signals_.async_wait([this](error_code error, int) {
        if (!error) stop();
    });
    start(play());
    io_.run();
    try {
        if (failure_) std::rethrow_exception(failure_);
    } catch (const unusable& e) {
        fmt::print(stderr, "simulate: {}\n", e.what());
        return 2;
    } catch (const treatment_failed& e) {
        fmt::print("FAILED: {}\n", e.what());
        return 1;
    }
    fmt::print("Every session ended discharged, and each complication raised what it should.\n");
    return 0;
}

void treatment_run::start(asio::awaitable<void> task) {
    asio::co_spawn(io_, std::move(task), [this](const std::exception_ptr& error) {
        if (error && !failure_) failure_ = error;
        stop();
    });
}

void treatment_run::stop() {
    if (std::exchange(run_.stopping, true)) return;
    signals_.cancel();
    timer_.cancel();
    monitor_.transport().close();
    if (nurse_) nurse_->stop();
}

asio::awaitable<infusion::protocol> treatment_run::ask_protocol() {
    const std::string name = played_name(options_);
    api_link api(io_, *parse_endpoint(options_.http), run_);
    const auto answer = co_await api.get("/v1/protocols/" + name);
    if (answer.status == 0) throw treatment_failed("interrupted");
    if (answer.status != 200)
        throw unusable(
            fmt::format("the server has no protocol {}. Demonstrations are written by 'vigil protocols "
                        "demonstrate', and read from the directory of [protocols]",
                        name));
    const auto text = read_protocol_text(answer.body);
    if (!text) throw treatment_failed(text.error());
    auto plan = infusion::parse_protocol(*text, name);
    if (!plan) throw treatment_failed(fmt::format("protocol {} is not understood", name));
    co_return *std::move(plan);
}

asio::awaitable<void> treatment_run::play() {
    auto plan = co_await ask_protocol();
    const auto ladder = ladder_of(plan, weight_kg);
    if (!ladder) throw unusable("the protocol's ceilings say nothing of how to begin");
    auto todo = choose(options_.complications, plan);
    if (!todo) throw unusable(todo.error());
    scene_ = std::make_unique<treatment>(options_, std::move(plan), *ladder);
    nurse_ = std::make_unique<nurse>(io_, *scene_, run_, *std::move(todo));
    start(devices());
    for (unsigned session = 0; session < options_.sessions; ++session) co_await nurse_->play_session();
}

/// Monitor and pump: once a second, or more often where the protocol's times are short.
asio::awaitable<void> treatment_run::devices() {
    const auto every = std::chrono::duration<double>(std::clamp(60 / options_.speed, 0.05, 1.0));
    const std::string run_id = fmt::format("{:x}", to_epoch_ms(wall_clock()));
    for (std::uint64_t number = 1; !run_.stopping; ++number) {
        scene_->advance();
        const std::string id = fmt::format("{}-m{}", run_id, number);
        const std::string pump_id = fmt::format("{}-p{}", run_id, number);
        const envelope of_monitor{{}, id, scene_->side.ward(), scene_->side.bed(), wall_clock()};
        const std::string vital_signs = write_oru(of_monitor, scene_->side.shown());
        if (scene_->monitored) co_await monitor_.deliver(id, vital_signs);
        const envelope of_pump{{}, pump_id, scene_->side.ward(), scene_->side.bed(), wall_clock()};
        const std::string pump_state = write_pump_oru(of_pump, scene_->syringe.shown());
        if (scene_->monitored && scene_->syringe.attached) co_await monitor_.deliver(pump_id, pump_state);
        if (run_.refused != 0) throw treatment_failed("a message of a device was refused");
        timer_.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(every));
        error_code cancelled;
        auto token = asio::redirect_error(asio::use_awaitable, cancelled);
        co_await timer_.async_wait(token);
    }
}

} // namespace

int run_treatment(const treatment_options& options) {
    if (const auto wrong = complaint(options)) {
        fmt::print(stderr, "simulate: {}\n", *wrong);
        return 2;
    }
    return treatment_run(options).run();
}

} // namespace vigil::simulate
