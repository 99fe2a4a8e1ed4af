#include "proto/hl7/time.hpp"

#include <algorithm>
#include <cstddef>

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

/// "+0100", "+01:00", "Z", up to the end of the text.
bool take_offset(std::string_view text, std::optional<int>& minutes) {
    if (text == "Z") return minutes = 0, true;
    const bool west = text.front() == '-';
    int hour = 0, minute = 0;
    if (!west && text.front() != '+') return false;
    text.remove_prefix(1);
    if (!take(text, 2, hour)) return false;
    if (text.starts_with(':')) text.remove_prefix(1);
    if (!take(text, 2, minute) || !text.empty() || hour > 23 || minute > 59) return false;
    const bool unknown = west && hour == 0 && minute == 0;
    if (!unknown) minutes = (west ? -1 : 1) * (hour * 60 + minute);
    return true;
}

/// Fraction and offset, what follows the digits.
bool take_rest(std::string_view text, bool seconds, time_stamp& stamp) {
    if (seconds && text.starts_with('.') && !take_fraction(text, stamp.local.millisecond)) return false;
    return text.empty() || take_offset(text, stamp.offset_minutes);
}

bool take_mark(std::string_view& text, char mark) {
    if (!text.starts_with(mark)) return false;
    text.remove_prefix(1);
    return true;
}

/// "2026-01-15T14:30:00.5+01:00", a blank for the T, seconds or all of the time left out.
std::optional<time_stamp> parse_iso(std::string_view text) {
    time_stamp stamp;
    civil_time& t = stamp.local;
    if (!take(text, 4, t.year) || !take_mark(text, '-') || !take(text, 2, t.month) || !take_mark(text, '-') ||
        !take(text, 2, t.day))
        return {};
    if (text.empty()) return stamp;
    if (!take_mark(text, 'T') && !take_mark(text, ' ')) return {};
    if (!take(text, 2, t.hour) || !take_mark(text, ':') || !take(text, 2, t.minute)) return {};
    const bool seconds = take_mark(text, ':');
    if (seconds && !take(text, 2, t.second)) return {};
    if (!take_rest(text, seconds, stamp)) return {};
    return stamp;
}

} // namespace

std::optional<time_stamp> parse_time(std::string_view text) {
    if (text.size() >= 10 && text[4] == '-' && text[7] == '-') return parse_iso(text);
    time_stamp stamp;
    civil_time& t = stamp.local;
    t.month = t.day = 1;
    if (!take(text, 4, t.year)) return {};
    bool seconds = false;
    for (int* part : {&t.month, &t.day, &t.hour, &t.minute, &t.second}) {
        if (part == &t.hour && text.size() > 1 && text[0] == 'T') text.remove_prefix(1); // ISO 8601 without '-' and ':'
        if (text.empty() || !digit(text.front())) break;
        if (!take(text, 2, *part)) return {};
        seconds = part == &t.second;
    }
    if (!take_rest(text, seconds, stamp)) return {};
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
    const std::size_t before = out.size();
    append_rfc3339(out, t); // the same digits between other marks
    const auto is_mark = [](char c) { return c > '9' || c == '-' || c == ':'; };
    const auto digits = out.begin() + static_cast<std::ptrdiff_t>(before);
    out.erase(std::remove_if(digits, out.end(), is_mark), out.end());
    out.append("+0000");
}

} // namespace vigil::hl7
