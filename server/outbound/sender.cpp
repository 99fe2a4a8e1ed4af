#include "server/outbound/sender.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "server/outbound/backoff.hpp"

namespace vigil::outbound {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::seconds away_after{60};

instant wall_now() {
    return instant{std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch())};
}

std::unique_ptr<link> link_to(const asio::any_io_executor& on, const config::receiver_entry& to) {
    if (!to.mllp.empty()) return mllp_link(on, endpoint_from_text(to.mllp).value());
    return web_link(on, web_address_from_text(to.url).value(), to.secret);
}

} // namespace

sender::sender(const asio::any_io_executor& on, const config::receiver_entry& to, surroundings around)
    : name_{to.name},
      wants_{fmt::format("{}\n{}", to.priority, fmt::join(to.wards, "\n"))},
      kind_{to.mllp.empty() ? outbound_kind::webhook : outbound_kind::pcd04},
      around_{std::move(around)},
      alarms_{{.wards = to.wards, .least = alarm::priority_from_name(to.priority).value()},
              std::chrono::seconds{to.give_up_after_s}},
      link_{link_to(on, to)},
      timer_{on} {}

asio::awaitable<void> sender::run() {
    boost::system::error_code woken;
    auto token = asio::redirect_error(asio::use_awaitable, woken);
    for (;;) {
        if (failures_ > 0) {
            const double chance =
                static_cast<double>(chance_() - chance_.min()) / static_cast<double>(chance_.max() - chance_.min());
            timer_.expires_after(backoff(failures_, chance));
            co_await timer_.async_wait(token);
        } else if (!alarms_.next()) {
            timer_.expires_at(clock::time_point::max());
            co_await timer_.async_wait(token);
        }
        if (alarms_.next()) co_await deliver_next();
    }
}

/// News do not shorten the time that a receiver is left alone after a failure.
void sender::wake() {
    count_losses();
    if (failures_ == 0) timer_.cancel();
}

asio::awaitable<void> sender::deliver_next() {
    const delivery d = link_->prepare(*alarms_.next(), wall_now());
    alarms_.trying(d.alarm);
    outcome o = co_await link_->deliver(d);
    if (o.stale) { // once more at once, on a new connection: the old one may have been dead for hours
        count(outbound_result::failed);
        o = co_await link_->deliver(d);
    }
    take(d, o);
    around_.changed();
}

void sender::take(const delivery& d, const outcome& o) {
    switch (o.what) {
        case verdict::delivered:
            count(outbound_result::delivered);
            alarms_.delivered(d.alarm, d.revision, d.urgency);
            said_refused_ = false;
            return succeeded();
        case verdict::refused:
            count(outbound_result::refused);
            alarms_.refused(d.alarm, d.revision);
            if (!std::exchange(said_refused_, true))
                around_.log(
                    fmt::format("receiver {} refuses alarm {}: {}; it is not sent again, nor is every further "
                                "refusal logged",
                                name_, d.id, o.why));
            return succeeded();
        case verdict::failed: return failed(o);
    }
}

void sender::succeeded() {
    failures_ = 0;
    away_since_.reset();
    if (std::exchange(said_away_, false)) around_.log(fmt::format("receiver {} answers again", name_));
}

void sender::failed(const outcome& o) {
    count(outbound_result::failed);
    ++failures_;
    if (!away_since_) away_since_ = clock::now();
    away_because_ = o.why;
}

void sender::check(instant now) {
    alarms_.give_up(now);
    count_losses();
    if (!away_since_ || said_away_ || clock::now() - *away_since_ < away_after) return;
    said_away_ = true;
    around_.log(fmt::format("receiver {} has not answered for {} s ({}); {} alarms wait for it", name_,
                            away_after.count(), away_because_, alarms_.waiting()));
}

void sender::count_losses() {
    const losses now = alarms_.lost();
    const losses before = std::exchange(counted_, now);
    count(outbound_result::collapsed, now.collapsed - before.collapsed);
    count(outbound_result::crowded_out, now.crowded_out - before.crowded_out);
    count(outbound_result::gave_up, now.gave_up - before.gave_up);
    if (now.crowded_out > before.crowded_out)
        around_.log(fmt::format("{} alarms for receiver {} were dropped: {} wait, which is the most that may",
                                now.crowded_out - before.crowded_out, name_, alarms_.waiting()));
    if (now.gave_up > before.gave_up)
        around_.log(fmt::format("{} alarms for receiver {} were dropped: it did not acknowledge them in time",
                                now.gave_up - before.gave_up, name_));
}

void sender::count(outbound_result r, std::uint64_t by) {
    around_.counters.outbound_deliveries(kind_, r).Increment(static_cast<double>(by));
}

} // namespace vigil::outbound
