// What the values of an expression measure, and which of them may meet: heart rates are not compared with pressures.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "proto/vitals/metric.hpp"

namespace vigil::alarm {

struct dimension {
    enum class kind : std::uint8_t {
        plain,       ///< a number without a unit: takes that of what it meets
        quantity,    ///< in one of the canonical units
        temperature, ///< on a scale whose zero means nothing: two of them are never added
        difference,  ///< of two temperatures
        celsius,     ///< a number in degC: a temperature or a difference, as what it meets
        fahrenheit,  ///< a number in degF: compared with a temperature, and nothing else
        score,       ///< a level of one scale
        points,      ///< a number on whatever scale it meets
        derived,     ///< a product or ratio: has a unit that nobody writes, so it meets plain numbers only
        // From here on no numbers to calculate with:
        duration,      ///< "10min"
        elapsed,       ///< compared with a duration
        minutes,       ///< elapsed time, compared with a number of minutes
        early_warning, ///< NEWS2, its total or its highest single item
        condition,
    };
    kind what = kind::plain;
    unit in = unit::none; ///< of a quantity
    metric scale{};       ///< of a score
    friend bool operator==(const dimension&, const dimension&) = default;
};

dimension dimension_of(metric m);

/// A number as it was written, in the canonical unit of what it can meet.
struct literal {
    double value = 0;
    dimension is;
};
literal literal_of(double number, unit declared);

/// What two values are that can be compared with each other; nothing if they cannot.
std::optional<dimension> agreed(const dimension& a, const dimension& b);

// What comes out; nothing where it makes no sense.
std::optional<dimension> sum(const dimension& a, const dimension& b);
std::optional<dimension> difference(const dimension& a, const dimension& b);
std::optional<dimension> product(const dimension& a, const dimension& b);
std::optional<dimension> quotient(const dimension& a, const dimension& b);

/// "mmHg", "a plain number", "a score on rass".
std::string noun(const dimension& d);

/// The same with a verb: "is in mmHg", "is a plain number".
std::string statement(const dimension& d);

/// "; expected ...": what `found` should have been where it met `wanted`.
std::string expected_instead(const dimension& wanted, const dimension& found);

} // namespace vigil::alarm
