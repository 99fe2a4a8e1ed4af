#include "server/simulate/nurse.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "server/simulate/message.hpp"

namespace vigil::simulate {

namespace asio = boost::asio;

namespace {

constexpr int tries_max = 400; ///< of an order that waits for checks, alarms, or its time

} // namespace

nurse::nurse(asio::io_context& io, treatment& scene, run_state& run, std::vector<complication> todo)
    : scene_(scene),
      run_(run),
      todo_(std::move(todo)),
      api_(io, *parse_endpoint(scene.options.http), run),
      registration_(io, *parse_endpoint(scene.options.mllp), run),
      timer_(io),
      run_id_(fmt::format("{:x}", to_epoch_ms(wall_clock()))) {}

void nurse::stop() {
    timer_.cancel();
    api_.transport().close();
    registration_.transport().close();
}

/// Seconds within which the server must do its part: rules have delays in real time, a cuff measures now and then.
double nurse::patience_s() const {
    constexpr double real_s = 40, simulated_s = 600;
    return real_s + simulated_s / scene_.options.speed;
}

std::string nurse::path(std::string_view resource) const {
    return fmt::format("/v1/beds/{}/{}", scene_.options.bed, resource);
}

/// Often enough for the protocol's times as they are played; as long as it takes to look up, at the least.
nurse::step nurse::rest() {
    if (run_.stopping) throw treatment_failed("interrupted");
    constexpr double look_every_simulated_s = 20;
    const double pause_s = std::clamp(look_every_simulated_s / scene_.options.speed, 0.02, 1.0);
    timer_.expires_after(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(std::chrono::duration<double>(pause_s)));
    boost::system::error_code cancelled;
    auto token = asio::redirect_error(asio::use_awaitable, cancelled);
    co_await timer_.async_wait(token);
}

nurse::step nurse::look() {
    scene_.advance();
    const auto ward = co_await api_.get(fmt::format("/v1/wards/{}", scene_.side.ward()));
    if (run_.stopping) throw treatment_failed("interrupted");
    if (ward.status == 404) co_return; // nothing was heard of it yet
    auto bed = read_bed(ward.body, scene_.options.bed);
    if (!bed) throw treatment_failed(bed.error());
    tell_alarms(std::exchange(bed_, *std::move(bed)));
    if (bed_.stay.empty()) co_return;
    const auto answer = co_await api_.get(path("infusion"));
    if (run_.stopping) throw treatment_failed("interrupted");
    auto session = read_session(answer.body);
    if (!session) throw treatment_failed(session.error());
    if (session->phase != session_.phase && !session->phase.empty()) scene_.tell("session", session->phase);
    session_ = *std::move(session);
}

void nurse::tell_alarms(const bed_view& before) {
    const auto find = [](const bed_view& in, const alarm_view& a) {
        const auto found = std::ranges::find(in.alarms, a.id, &alarm_view::id);
        return found == in.alarms.end() ? nullptr : &*found;
    };
    for (const alarm_view& a : bed_.alarms) {
        const alarm_view* known = find(before, a);
        if (!known || known->priority != a.priority)
            scene_.tell("ALARM", fmt::format("{} ({}): {}", a.rule, a.priority, a.message));
    }
    for (const alarm_view& a : before.alarms)
        if (!find(bed_, a)) scene_.tell("alarm over", a.rule);
}

bool nurse::active(std::string_view rule) const {
    return std::ranges::any_of(bed_.alarms, [&](const alarm_view& a) { return a.active && means(rule, a.rule); });
}

asio::awaitable<api_answer> nurse::order(std::string_view resource, std::string members, std::string_view reason) {
    std::string body =
        fmt::format(R"({{"request":"{}-{}","stay":"{}","by":"nurse-1")", run_id_, ++requests_, bed_.stay);
    if (!reason.empty()) body += fmt::format(R"(,"reason":"{}")", reason);
    if (!members.empty()) body += ',' + std::move(members);
    body += '}';
    co_return co_await api_.post(path(resource), std::move(body));
}

nurse::step nurse::must(std::string_view resource, std::string members, std::string_view reason) {
    const auto answer = co_await order(resource, members, reason);
    if (answer.status != 200)
        throw treatment_failed(fmt::format("{} {} was refused: {}", resource, members, read_refusal(answer.body)));
}

nurse::step nurse::must_be_refused(std::string_view resource, std::string members, std::string_view reason) {
    const auto answer = co_await order(resource, members, reason);
    if (answer.status != 409) throw treatment_failed(fmt::format("{} {} should have been refused", resource, members));
    scene_.tell("refused", read_refusal(answer.body));
}

nurse::step nurse::insist(std::string_view resource, std::string members) {
    std::string why;
    for (int tries = 0; tries < tries_max; ++tries) {
        const auto answer = co_await order(resource, members, {});
        if (answer.status == 200) co_return;
        std::string now = read_refusal(answer.body);
        if (now != why) scene_.tell("refused", now);
        why = std::move(now);
        co_await look();
        co_await chart_due();
        co_await rest();
    }
    throw treatment_failed(fmt::format("{} {} is never taken: {}", resource, members, why));
}

nurse::step nurse::lower(double amount) {
    co_await must("infusion_rate", rate_members(scene_.ladder, amount));
    set_pump(amount);
}

void nurse::set_pump(double amount) {
    scene_.advance();
    rate_ = amount;
    scene_.tell("nurse", fmt::format("sets {:.2f} {}", amount, infusion::name(scene_.ladder.unit)));
    scene_.syringe.mg_per_h = scene_.ladder.mg_per_h(amount);
}

nurse::step nurse::chart(std::vector<std::string> items) {
    if (items.empty()) co_return;
    scene_.advance();
    co_await must("observations", chart_members(scene_.plan, items, scene_.side.who().now(), finds_));
    scene_.tell("nurse", fmt::format("charts {}", fmt::join(items, ", ")));
}

/// What is due now, or so soon that a nurse would do it in one round.
nurse::step nurse::chart_due() {
    constexpr double round_s = 180;
    const instant soon = wall_clock() + milliseconds{static_cast<std::int64_t>(1000 * round_s / scene_.options.speed)};
    std::vector<std::string> items;
    for (const check_view& c : session_.checks) {
        if (!c.due_at || *c.due_at > soon) continue;
        for (const std::string& item : c.missing)
            if (std::ranges::count(items, item) == 0) items.push_back(item);
    }
    co_await chart(std::move(items));
}

nurse::step nurse::acknowledge_all() {
    co_await look();
    for (const alarm_view& a : std::vector{bed_.alarms}) {
        if (a.acknowledged) continue;
        std::string body = fmt::format(R"({{"request":"{}-{}","by":"nurse-1"}})", run_id_, ++requests_);
        co_await api_.post(fmt::format("/v1/alarms/{}/acknowledge", a.id), std::move(body)); // or over meanwhile
        scene_.tell("nurse", fmt::format("acknowledges {}", a.rule));
    }
}

nurse::step nurse::register_event(std::string_view event) {
    const std::string id = fmt::format("{}-adt-{}", run_id_, ++requests_);
    const std::string frame = write_adt({{}, id, scene_.side.ward(), scene_.side.bed(), wall_clock()}, event);
    const outcome done = co_await registration_.deliver(id, frame);
    if (done != outcome::acknowledged) throw treatment_failed(fmt::format("ADT {} was not taken", event));
}

} // namespace vigil::simulate
