#include "proto/hl7/zone.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace vigil::hl7 {
namespace {

using minutes_east = int;

/// "+01:00", "-0330", "UTC", "Z".
std::optional<minutes_east> fixed_offset(std::string_view name) {
    if (name == "UTC" || name == "Z") return 0;
    const bool west = name.starts_with('-');
    if (!west && !name.starts_with('+')) return {};
    name.remove_prefix(1);
    std::array<int, 4> d{};
    std::size_t count = 0;
    for (const char c : name) {
        if (c == ':' && count == 2) continue;
        if (c < '0' || c > '9' || count == d.size()) return {};
        d[count++] = c - '0';
    }
    const int hours = d[0] * 10 + d[1], minutes = d[2] * 10 + d[3];
    if (count != 4 || hours > 14 || minutes > 59) return {};
    return (west ? -1 : 1) * (hours * 60 + minutes);
}

/// What a local time may be east of UTC: two answers in the hour that the clocks' change repeats or skips.
struct offsets {
    milliseconds before{}, after{};
    friend bool operator==(const offsets&, const offsets&) = default;
};

constexpr milliseconds hour{3'600'000};

} // namespace

struct zone::data {
    std::optional<minutes_east> fixed;
    std::unique_ptr<icu::BasicTimeZone> rules;
    instant hour_start = instant::min(); ///< a local time, as if it were UTC
    milliseconds hour_offset{};          ///< holds for the whole of that hour

    std::optional<offsets> ask(instant local) const;
    std::optional<offsets> find(instant local);
};

std::optional<offsets> zone::data::ask(instant local) const {
    const auto when = static_cast<UDate>(to_epoch_ms(local));
    const auto ask_for = [&](UTimeZoneLocalOption which) -> std::optional<milliseconds> {
        std::int32_t standard = 0, summer = 0;
        UErrorCode error = U_ZERO_ERROR;
        rules->getOffsetFromLocal(when, which, which, standard, summer, error);
        if (U_FAILURE(error)) return {};
        return milliseconds{standard + summer};
    };
    const auto before = ask_for(UCAL_TZ_LOCAL_FORMER), after = ask_for(UCAL_TZ_LOCAL_LATTER);
    if (!before || !after) return {};
    return offsets{*before, *after};
}

std::optional<offsets> zone::data::find(instant local) {
    if (fixed) return offsets{std::chrono::minutes{*fixed}, std::chrono::minutes{*fixed}};
    const instant start = std::chrono::floor<std::chrono::hours>(local);
    if (start == hour_start) return offsets{hour_offset, hour_offset};
    const auto first = ask(start), last = ask(start + hour - milliseconds{1}), now = ask(local);
    if (first && first == last && first->before == first->after) {
        hour_start = start;
        hour_offset = first->before;
    }
    return now;
}

zone::zone(std::string name, std::unique_ptr<data> what) : name_(std::move(name)), data_(std::move(what)) {}
zone::zone(zone&&) noexcept = default;
zone& zone::operator=(zone&&) noexcept = default;
zone::~zone() = default;

std::expected<zone, std::string> zone::open(std::string_view name) {
    auto what = std::make_unique<data>();
    what->fixed = fixed_offset(name);
    if (!what->fixed) {
        const auto id = icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())});
        std::unique_ptr<icu::TimeZone> found{icu::TimeZone::createTimeZone(id)};
        if (name.empty() || !found || *found == icu::TimeZone::getUnknown())
            return std::unexpected(fmt::format(
                "there is no time zone \"{}\"; expected one like \"Europe/Berlin\" or \"+01:00\"", name.substr(0, 64)));
        what->rules.reset(dynamic_cast<icu::BasicTimeZone*>(found.get()));
        if (!what->rules) return std::unexpected(fmt::format("time zone \"{}\" has no rules", name.substr(0, 64)));
        static_cast<void>(found.release());
    }
    return zone{std::string{name}, std::move(what)};
}

std::optional<instant> zone::to_instant(const civil_time& local, instant near) const {
    civil_time as_utc = local;
    as_utc.offset_minutes = 0;
    const auto at = from_civil(as_utc);
    const auto east = at ? data_->find(*at) : std::nullopt;
    if (!east) return {};
    const instant first = *at - east->before, second = *at - east->after;
    const bool skipped = east->before < east->after; // clocks went forward: as if they had not been changed
    if (skipped || first == second) return first;
    return std::chrono::abs(near - first) <= std::chrono::abs(near - second) ? first : second;
}

} // namespace vigil::hl7
