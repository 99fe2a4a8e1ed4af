#include "proto/hl7/time.hpp"

#include <chrono>
#include <iterator>

#include <fmt/format.h>

namespace vigil::hl7 {
namespace {

bool digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes exactly `width` digits from the front.
bool take(std::string_view& text, std::size_t width, int& value) {
    if (text.size() < width) return false;
    int read = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (!digit(text[i])) return false;
        read = read * 10 + (text[i] - '0');
    }
    value = read;
    text.remove_prefix(width);
    return true;
}

/// ".S" to ".SSSS" (more are read too), down to milliseconds.
bool take_fraction(std::string_view& text, int& milliseconds) {
    text.remove_prefix(1);
    if (text.empty() || !digit(text.front())) return false;
    for (int scale = 100; !text.empty() && digit(text.front()); scale /= 10, text.remove_prefix(1))
        milliseconds += (text.front() - '0') * scale;
    return true;
}

bool take_offset(std::string_view text, std::optional<int>& minutes) {
    const bool west = text.front() == '-';
    int hour = 0, minute = 0;
    if (!west && text.front() != '+') return false;
    text.remove_prefix(1);
    if (!take(text, 2, hour) || !take(text, 2, minute) || !text.empty() || hour > 23 || minute > 59) return false;
    const bool unknown = west && hour == 0 && minute == 0;
    if (!unknown) minutes = (west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

} // namespace

std::optional<time_stamp> parse_time(std::string_view text) {
    time_stamp stamp;
    civil_time& t = stamp.local;
    t.month = t.day = 1;
    if (!take(text, 4, t.year)) return {};
    bool seconds = false;
    for (int* part : {&t.month, &t.day, &t.hour, &t.minute, &t.second}) {
        if (text.empty() || !digit(text.front())) break;
        if (!take(text, 2, *part)) return {};
        seconds = part == &t.second;
    }
    if (seconds && !text.empty() && text.front() == '.' && !take_fraction(text, t.millisecond)) return {};
    if (!text.empty() && !take_offset(text, stamp.offset_minutes)) return {};
    return stamp;
}

std::optional<instant> to_instant(const time_stamp& stamp, std::optional<int> default_offset_minutes) {
    const std::optional<int> offset = stamp.offset_minutes ? stamp.offset_minutes : default_offset_minutes;
    if (!offset) return {};
    civil_time t = stamp.local;
    t.offset_minutes = *offset;
    return from_civil(t);
}

void append_time(std::string& out, instant t) {
    using namespace std::chrono;
    const auto since = t.time_since_epoch();
    const sys_days day{floor<days>(since)};
    const year_month_day date{day};
    const hh_mm_ss time{since - day.time_since_epoch()};
    fmt::format_to(std::back_inserter(out), "{:04}{:02}{:02}{:02}{:02}{:02}.{:03}+0000", static_cast<int>(date.year()),
                   static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                   time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

} // namespace vigil::hl7
