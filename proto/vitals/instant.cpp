#include "proto/vitals/instant.hpp"

#include <algorithm>
#include <array>

namespace vigil {
namespace {

void put(char* at, int width, unsigned value) {
    for (int i = width - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

/// Reads exactly `width` digits at `pos` and moves past them.
bool take(std::string_view text, std::size_t& pos, std::size_t width, int& value) {
    if (text.size() < pos + width) return false;
    value = 0;
    for (const std::size_t end = pos + width; pos < end; ++pos) {
        if (text[pos] < '0' || text[pos] > '9') return false;
        value = value * 10 + (text[pos] - '0');
    }
    return true;
}

bool take(std::string_view text, std::size_t& pos, char expected) {
    if (pos >= text.size() || text[pos] != expected) return false;
    ++pos;
    return true;
}

/// "Z", "+hh:mm" or "-hh:mm", up to the end of the text.
bool take_offset(std::string_view text, std::size_t& pos, int& minutes) {
    if (pos >= text.size()) return false;
    const char sign = text[pos++];
    if (sign == 'Z' || sign == 'z') return pos == text.size();
    int hour = 0, minute = 0;
    if ((sign != '+' && sign != '-') || !take(text, pos, 2, hour) || !take(text, pos, ':') ||
        !take(text, pos, 2, minute))
        return false;
    minutes = (sign == '-' ? -1 : 1) * (hour * 60 + minute);
    return hour < 24 && minute < 60 && pos == text.size();
}

constexpr instant first{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}.time_since_epoch()};
constexpr instant last{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}.time_since_epoch() - milliseconds{1}};

} // namespace

void append_rfc3339(std::string& out, instant t) {
    using namespace std::chrono;
    const auto since = std::clamp(t, first, last).time_since_epoch();
    const sys_days day{floor<days>(since)};
    const year_month_day date{day};
    const auto ms = static_cast<unsigned>((since - day.time_since_epoch()).count());
    std::array<char, 24> text{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0',
                              '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', 'Z'};
    put(text.data(), 4, static_cast<unsigned>(static_cast<int>(date.year())));
    put(text.data() + 5, 2, static_cast<unsigned>(date.month()));
    put(text.data() + 8, 2, static_cast<unsigned>(date.day()));
    put(text.data() + 11, 2, ms / 3'600'000);
    put(text.data() + 14, 2, ms / 60'000 % 60);
    put(text.data() + 17, 2, ms / 1000 % 60);
    put(text.data() + 20, 3, ms % 1000);
    out.append(text.data(), text.size());
}

std::string to_rfc3339(instant t) {
    std::string out;
    append_rfc3339(out, t);
    return out;
}

std::optional<instant> from_civil(const civil_time& t) {
    using namespace std::chrono;
    const auto within = [](int value, int least, int most) { return value >= least && value <= most; };
    // Checked before they become a chrono::month and so on, which keep the lowest bits only.
    if (!within(t.year, 1, 9999) || !within(t.month, 1, 12) || !within(t.day, 1, 31)) return {};
    if (!within(t.hour, 0, 23) || !within(t.minute, 0, 59) || !within(t.second, 0, 60)) return {};
    if (!within(t.millisecond, 0, 999) || !within(t.offset_minutes, -1439, 1439)) return {};
    const year_month_day date{year{t.year}, month{static_cast<unsigned>(t.month)}, day{static_cast<unsigned>(t.day)}};
    if (!date.ok()) return {};
    const auto time = hours{t.hour} + minutes{t.minute} + seconds{t.second} + milliseconds{t.millisecond};
    const instant at{sys_days{date}.time_since_epoch() + time - minutes{t.offset_minutes}};
    if (at < first || at > last) return {};
    return at;
}

std::optional<instant> parse_rfc3339(std::string_view text) {
    civil_time t{};
    std::size_t pos = 0;
    if (!take(text, pos, 4, t.year) || !take(text, pos, '-') || !take(text, pos, 2, t.month) || !take(text, pos, '-') ||
        !take(text, pos, 2, t.day) || pos >= text.size() || (text[pos] != 'T' && text[pos] != 't' && text[pos] != ' '))
        return {};
    ++pos;
    if (!take(text, pos, 2, t.hour) || !take(text, pos, ':') || !take(text, pos, 2, t.minute) ||
        !take(text, pos, ':') || !take(text, pos, 2, t.second))
        return {};
    if (take(text, pos, '.')) {
        const std::size_t point = pos;
        for (int scale = 100; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos, scale /= 10)
            t.millisecond += (text[pos] - '0') * scale;
        if (pos == point) return {};
    }
    if (!take_offset(text, pos, t.offset_minutes)) return {};
    return from_civil(t);
}

} // namespace vigil
