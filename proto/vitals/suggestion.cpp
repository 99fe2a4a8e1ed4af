#include "proto/vitals/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace vigil {
namespace {

constexpr std::size_t word_max = 40; ///< longer words are not misspelt names

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Edit distance with swaps of neighbours (optimal string alignment), three rows at a time.
std::size_t distance(std::string_view a, std::string_view b) {
    using row = std::array<std::size_t, word_max + 1>;
    row before{}, last{}, here{};
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        here[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool equal = lower(a[i - 1]) == lower(b[j - 1]);
            here[j] = std::min({last[j] + 1, here[j - 1] + 1, last[j - 1] + (equal ? 0u : 1u)});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) here[j] = std::min(here[j], before[j - 2] + 1);
        }
        before = last;
        last = here;
    }
    return last[b.size()];
}

} // namespace

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
    if (word.empty() || word.size() > word_max) return {};
    std::optional<std::string_view> best;
    std::size_t least = word_max;
    for (const std::string_view candidate : candidates) {
        if (candidate.size() > word_max) continue;
        const std::size_t edits = distance(word, candidate);
        if (edits < least && edits * 3 <= std::max(word.size(), candidate.size())) {
            best = candidate;
            least = edits;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const auto found = nearest(word, candidates);
    return found ? fmt::format("; did you mean '{}'?", *found) : std::string{};
}

} // namespace vigil
