#include "proto/hl7/alarm_words.hpp"

#include <algorithm>
#include <cstddef>

namespace vigil::hl7 {
namespace {

using alarm = device_alarm;

template <class T>
struct word {
    std::string_view text;
    T means;
};

/// `sent` is `text` but for case, '-', '_' and spaces.
bool same(std::string_view sent, std::string_view text) {
    std::size_t at = 0;
    for (const char c : sent) {
        if (c == '-' || c == '_' || c == ' ') continue;
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (at == text.size() || lower != text[at++]) return false;
    }
    return at == text.size();
}

template <class T, std::size_t N>
std::optional<T> find(const word<T> (&words)[N], std::string_view sent) {
    const auto found = std::ranges::find_if(words, [&](const word<T>& w) { return same(sent, w.text); });
    return found == std::end(words) ? std::nullopt : std::optional{found->means};
}

} // namespace

std::optional<phase_word> read_phase(std::string_view sent) {
    using enum alarm::phase;
    static constexpr word<phase_word> words[] = {
        {"tpoint", {point}},
        {"start", {start}},
        {"continue", {resume}},
        {"present", {resume}},
        {"update", {update}},
        {"end", {end}},
        {"stop", {end}},
        {"escalate", {escalate}},
        {"deescalate", {deescalate}},
        {"inactivate", {inactivate}},
        {"reset", {reset}},
        {"acknowledged", {update, alarm::acknowledged}},
    };
    return find(words, sent);
}

std::optional<alarm::state> read_state(std::string_view sent) {
    using enum alarm::state;
    static constexpr word<alarm::state> words[] = {
        {"inactive", inactive}, {"off", inactive}, {"active", active}, {"latched", latched}};
    return find(words, sent);
}

std::optional<alarm::priority> read_priority(std::string_view sent) {
    using enum alarm::priority;
    static constexpr word<alarm::priority> words[] = {{"pn", none}, {"pl", low},  {"pm", medium},
                                                      {"ph", high}, {"pi", none}, {"pu", none}};
    return find(words, sent);
}

std::optional<alarm::kind> read_kind(std::string_view sent) {
    using enum alarm::kind;
    static constexpr word<alarm::kind> words[] = {{"sp", physiological}, {"st", technical}, {"sa", advisory}};
    return find(words, sent);
}

std::optional<std::uint8_t> read_inactivation(std::string_view sent) {
    static constexpr word<std::uint8_t> words[] = {
        {"enabled", 0},
        {"audiopaused", alarm::audio_paused},
        {"audiooff", alarm::audio_off},
        {"alarmpaused", alarm::alarm_paused},
        {"alarmoff", alarm::alarm_off},
        {"acknowledged", alarm::acknowledged},
        {"alertacknowledged", alarm::acknowledged},
    };
    return find(words, sent);
}

} // namespace vigil::hl7
