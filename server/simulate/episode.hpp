// What goes wrong with a simulated patient, and when: a script made from the seed. Pure, no clock.
// Simulation only, no clinical claim: times and targets are chosen so that a dashboard has something to show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "server/simulate/random_source.hpp"

namespace vigil::simulate {

enum class episode_kind : std::uint8_t { tachycardia, hypoxia, hypertension, over_sedation };
inline constexpr std::size_t episode_kind_count = 4;
std::string_view name(episode_kind k);

/// One episode; times in simulated seconds. Between `starts_s` and `ends_s` it rises, holds and falls.
struct episode {
    episode_kind what{};
    double starts_s = 0;
    double rises_s = 0;
    double holds_s = 0;
    double falls_s = 0;
    double target = 0; ///< heart rate /min, SpO2 %, systolic mmHg; over-sedation: infusion rate (1 = as prescribed)

    double holds_until_s() const { return starts_s + rises_s + holds_s; }
    double ends_s() const { return holds_until_s() + falls_s; }
    /// 0 outside, 1 while it holds, between while it rises and falls.
    double intensity(double at_s) const;
};

/// The endless row of episodes of one bed. The first ones of a ward are spread over six minutes, the first of all
/// begins within 20 s; after each follow 7 to 15 quiet minutes.
class episode_script {
public:
    /// `place` of `beds`: the bed's number in its ward, from 0.
    episode_script(std::uint64_t seed, std::size_t place, std::size_t beds);

    /// The episode under way at `at_s` or, if none is, the next one. `at_s` must not go back.
    const episode& at(double at_s);

private:
    episode make(episode_kind what, double starts_s);

    random_source random_;
    episode current_;
};

} // namespace vigil::simulate
