#include "server/simulate/episode.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vigil::simulate {
namespace {

constexpr double first_start_s = 12;
constexpr double spread_s = 360;
constexpr double quiet_min_s = 420;
constexpr double quiet_max_s = 900;

} // namespace

std::string_view name(episode_kind k) {
    switch (k) {
        case episode_kind::tachycardia: return "tachycardia";
        case episode_kind::hypoxia: return "hypoxia";
        case episode_kind::hypertension: return "hypertension";
        case episode_kind::over_sedation: return "over-sedation";
    }
    std::unreachable();
}

double episode::intensity(double at_s) const {
    if (at_s < starts_s || at_s >= ends_s()) return 0;
    if (at_s < starts_s + rises_s) return (at_s - starts_s) / rises_s;
    if (at_s < holds_until_s()) return 1;
    return (ends_s() - at_s) / falls_s;
}

episode_script::episode_script(std::uint64_t seed, std::size_t place, std::size_t beds) : random_(seed) {
    const double share = static_cast<double>(place) / static_cast<double>(std::max<std::size_t>(beds, 1));
    const double start_s = first_start_s + spread_s * share + random_.between(0, 5);
    current_ = make(static_cast<episode_kind>(place % episode_kind_count), start_s);
}

const episode& episode_script::at(double at_s) {
    while (at_s >= current_.ends_s()) {
        // another kind than the last one, so that each bed shows all of them in time
        const auto next =
            (std::to_underlying(current_.what) + 1 + random_.below(episode_kind_count - 1)) % episode_kind_count;
        const double start_s = current_.ends_s() + random_.between(quiet_min_s, quiet_max_s);
        current_ = make(static_cast<episode_kind>(next), start_s);
    }
    return current_;
}

episode episode_script::make(episode_kind what, double starts_s) {
    episode e{.what = what, .starts_s = starts_s};
    const auto shape = [&e](double rises_s, double holds_s, double falls_s, double target) {
        e.rises_s = rises_s, e.holds_s = holds_s, e.falls_s = falls_s, e.target = target;
    };
    switch (what) {
        case episode_kind::tachycardia: shape(8, random_.between(35, 60), 20, random_.between(132, 146)); break;
        case episode_kind::hypoxia: shape(5, random_.between(40, 55), 10, random_.between(82, 86)); break;
        // longer than the time between two inflations of the cuff, or nobody would see it
        case episode_kind::hypertension: shape(15, random_.between(180, 220), 30, random_.between(174, 194)); break;
        // rises and falls at once: the level follows by its own time constant
        case episode_kind::over_sedation: shape(1, random_.between(80, 95), 90, random_.between(3.1, 3.4)); break;
    }
    return e;
}

} // namespace vigil::simulate
