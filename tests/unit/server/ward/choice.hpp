// Where the numbers of random courses come from, and what intake sends besides readings.
#pragma once

#include <cstddef>
#include <cstdint>

#include "server/ward/fold.hpp"

namespace vigil::ward {

/// Small numbers that follow from one large one (splitmix64).
class chooser {
public:
    explicit chooser(std::uint32_t seed) : state_(seed) {}
    std::uint32_t below(std::uint32_t n) {
        std::uint64_t z = state_ += 0x9e37'79b9'7f4a'7c15u;
        z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9u;
        z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebu;
        return static_cast<std::uint32_t>((z ^ (z >> 31)) % n);
    }
    template <class T, std::size_t N>
    const T& of(const T (&choices)[N]) {
        return choices[below(N)];
    }

private:
    std::uint64_t state_;
};

/// A device's own alarms, a movement of a patient, or a message that was not understood.
decltype(input::what) random_intake(chooser& c, std::uint64_t number, instant at);

/// A protocol that is over within minutes.
const protocols_changed& short_protocol();
inline constexpr const char* short_protocol_name = "short-12x";

/// Somebody does something in an infusion session, or registration moves its patient.
decltype(input::what) random_treatment(chooser& c, const fold& wards, std::size_t number, instant at);

} // namespace vigil::ward
