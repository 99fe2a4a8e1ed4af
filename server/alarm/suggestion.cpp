#include "server/alarm/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "server/alarm/vocabulary.hpp"

namespace vigil::alarm {
namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

std::string did_you_mean_metric(std::string_view word) {
    for (const metric_info& m : metrics())
        if (same(m.label, word)) return fmt::format("; did you mean '{}'?", m.name);
    return did_you_mean(word, source_names());
}

} // namespace vigil::alarm
