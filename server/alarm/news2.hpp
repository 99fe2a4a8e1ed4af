// National Early Warning Score 2 (Royal College of Physicians 2017), exactly as its table, with what is not known said.
#pragma once

#include <array>
#include <cstdint>

#include "server/alarm/patient.hpp"

namespace vigil::alarm {

/// A score of which parts may be unknown lies between two bounds: a missing value counts as nothing in `low` and as the
/// most that it can give in `high`. It is complete when every item is counted.
struct news2_score {
    enum class item : std::uint8_t {
        respiratory_rate,
        spo2,
        oxygen,
        systolic,
        pulse,
        consciousness,
        temperature,
    };
    static constexpr std::size_t item_count = 7;

    enum class state : std::uint8_t {
        counted,
        missing,   ///< never received in this stay, or received without a usable number
        stale,     ///< was known, and is too old
        undecided, ///< confusion or dissociation: somebody has to decide
    };

    std::array<state, item_count> items{};
    int low = 0, high = 0;               ///< of the sum, 0 to 20
    int single_low = 0, single_high = 0; ///< of the highest single item, 0 to 3

    bool complete() const;
};

std::string_view name(news2_score::item i); ///< "respiratory_rate"

/// Every value is rounded to what the table's bands are written in, half away from zero, before it is scored: whole
/// numbers, temperature to one decimal. So 91.5 % is 92 %, and nothing falls between two bands.
/// Pulse is the heart rate, else the pulse rate; systolic the fresher of line and cuff. Values are known as for rules;
/// a temperature counts for 4 hours (proposal, needs clinical sign-off), as it is taken now and then.
/// SpO2 on scale 2 above 92 % cannot be scored while it is not known whether oxygen is given.
/// Not for patients under 16 or in pregnancy (RCP): the rules that use it say so.
news2_score news2(const patient& p, instant now);

/// The first moment after `after` at which time alone changes the score: a value of it goes stale.
instant news2_due(const patient& p, instant after);

/// Bits (1 << index(m)) of every metric that it reads.
std::uint64_t news2_metrics();

} // namespace vigil::alarm
