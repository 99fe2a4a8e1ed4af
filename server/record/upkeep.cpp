#include "server/record/upkeep.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "server/record/session.hpp"

namespace vigil::record {
namespace {

using namespace std::chrono_literals;

constexpr auto retry = 1h;
constexpr auto ahead_interval = 1h;
constexpr auto quarantine_interval = 1min;
constexpr auto readings_interval = 10min; // a day at a time: a clock that is wrong for an hour costs no more than six

} // namespace

void upkeep::run(session& s, const std::function<void(const std::string&)>& note) {
    const auto now = clock::now();
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    if (now >= ahead_at_) {
        ahead_at_ = now + retry;
        s.make_days_ahead(today);
        ahead_at_ = now + ahead_interval;
    }
    if (quarantine_days_ > 0 && now >= quarantine_at_) {
        quarantine_at_ = now + retry;
        const bool more = s.forget_quarantine(quarantine_days_);
        quarantine_at_ = more ? now : now + quarantine_interval;
    }
    if (keep_days_ > 0 && now >= readings_at_) {
        readings_at_ = now + retry;
        if (const auto gone = s.forget_day(keep_days_, today))
            note(fmt::format("deleted the readings of {:%F}: record.keep_days is {}", *gone, keep_days_));
        readings_at_ = now + readings_interval;
    }
}

} // namespace vigil::record
