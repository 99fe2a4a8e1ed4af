// What somebody probably meant who wrote a word that does not exist.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vigil {

/// The candidate nearest to `word` by letters left out, added, changed or swapped, whatever the case; nothing if even
/// that one differs in more than a third of its letters.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean 'heart_rate'?", or nothing.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

} // namespace vigil
