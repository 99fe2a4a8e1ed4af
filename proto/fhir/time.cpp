#include "proto/fhir/time.hpp"

#include <algorithm>
#include <string>

namespace vigil::fhir {
namespace {

using namespace std::chrono_literals;

/// The first moment of a day in UTC, if there is such a day.
std::optional<instant> day(int year, int month, int number) {
    return from_civil({year, month, number, 0, 0, 0, 0, 0});
}

/// Two or four digits; -1 if they are none.
int digits(std::string_view text) {
    if (text.empty() || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return -1;
    int value = 0;
    for (const char c : text) value = value * 10 + (c - '0');
    return value;
}

std::optional<stretch> parse_date(std::string_view text) {
    const bool fits = text.size() == 4 || (text.size() == 7 && text[4] == '-') ||
                      (text.size() == 10 && text[4] == '-' && text[7] == '-');
    if (!fits) return {};
    const int year = digits(text.substr(0, 4));
    const int month = text.size() >= 7 ? digits(text.substr(5, 2)) : 1;
    const int number = text.size() == 10 ? digits(text.substr(8)) : 1;
    const auto begin = day(year, month, number);
    if (!begin) return {};
    if (text.size() == 10) return stretch{*begin, *begin + 24h, false};
    const bool next_year = text.size() == 4 || month == 12;
    const auto end = day(next_year ? year + 1 : year, next_year ? 1 : month + 1, 1);
    return stretch{*begin, end.value_or(never), false};
}

} // namespace

std::optional<stretch> parse_date_time(std::string_view text, bool minutes) {
    if (!text.contains('T')) return parse_date(text);
    constexpr std::size_t seconds_at = 16; // after "2026-11-22T02:00"
    std::string whole{text};
    milliseconds precision = text.contains('.') ? 1ms : 1s;
    if (minutes && text.size() > seconds_at && text[seconds_at] != ':') {
        whole.insert(seconds_at, ":00");
        precision = 1min;
    }
    const auto begin = parse_rfc3339(whole);
    if (!begin) return {};
    return stretch{*begin, *begin + precision, true};
}

} // namespace vigil::fhir
