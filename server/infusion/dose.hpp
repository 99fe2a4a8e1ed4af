// How much of a drug has been given: rates as they are prescribed, and sums that are exact. Pure.
//
// Everything is summed in whole numbers (micrograms per hour, milliseconds), so that the same history gives the same
// dose on every machine, and in whatever pieces it is asked for. Time is elapsed time: a change of the clocks in
// spring or autumn changes no dose.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil::infusion {

/// In what a rate is prescribed. Part of the journal's format: append only.
enum class dose_unit : std::uint8_t { mg_per_hour, ml_per_hour, mg_per_kg_per_hour, ug_per_kg_per_min, mg_per_24h };

/// As UCUM writes it: "mg/h", "mL/h", "mg/kg/h", "ug/kg/min", "mg/(24.h)"; "mg/24h" is read as well.
std::string_view name(dose_unit u);
std::optional<dose_unit> dose_unit_from_text(std::string_view text);

bool needs_weight(dose_unit u);
bool possible_weight(double kg);

/// How it gets into the patient. Part of the journal's format: append only.
enum class route : std::uint8_t { intravenous, subcutaneous, oral };
std::string_view name(route r); ///< "intravenous"
std::optional<route> route_from_name(std::string_view name);

enum class micrograms : std::int64_t {};
enum class micrograms_per_hour : std::int64_t {};

inline double milligrams(micrograms m) {
    return static_cast<double>(m) / 1000;
}

inline double milligrams_per_hour(micrograms_per_hour rate) {
    return static_cast<double>(rate) / 1000;
}

/// A rate as somebody wrote it down.
struct prescription {
    double amount = 0;
    dose_unit unit{};
    std::optional<double> concentration_mg_per_ml; ///< needed for mL/h
    std::optional<double> weight_kg;               ///< needed for a unit with kg
};

/// To the nearest microgram an hour. Says what is missing or cannot be: an amount that is negative or no number, a
/// weight outside of 2 to 400 kg, a concentration outside of 0.01 to 100 mg/mL, more than 10 g an hour. These bounds
/// catch slips of the pen, they are no limits of a dose: proposal, needs clinical sign-off.
std::expected<micrograms_per_hour, std::string> rate_of(const prescription& p);

/// `rate` in another unit, as a pump or a person would read it; nothing if weight or concentration is missing.
std::optional<double> amount_in(dose_unit u, micrograms_per_hour rate, std::optional<double> concentration_mg_per_ml,
                                std::optional<double> weight_kg);

/// What ran when. In order of time.
class dose_history {
public:
    static constexpr milliseconds day{86'400'000};    ///< elapsed, not by the calendar
    static constexpr std::size_t changes_max = 1'000; ///< further ones are refused by the session
    static constexpr std::size_t boluses_max = 500;

    struct rate_change {
        instant at{};
        micrograms_per_hour rate{};
        friend bool operator==(const rate_change&, const rate_change&) = default;
    };
    struct bolus {
        instant at{};
        micrograms amount{};
        friend bool operator==(const bolus&, const bolus&) = default;
    };

    /// From `at` on it runs at `rate`; 0: it does not run. Precondition: not before the last change.
    void change(instant at, micrograms_per_hour rate);
    void give(instant at, micrograms amount); ///< at any time: may be entered later

    /// Given after `from` and up to `until`, at most 29 years after the first change. The sum of adjoining spans is the
    /// sum of the whole, but for less than one microgram of rounding in each.
    micrograms between(instant from, instant until) const;
    micrograms total(instant until) const;
    micrograms in_24h(instant until) const { return between(until - day, until); }
    /// The most that in_24h() is at any moment of a span, later ones as if the last rate went on.
    micrograms most_in_24h(instant from, instant until) const;
    /// For how long it has run, pauses left out.
    milliseconds running(instant until) const;

    micrograms_per_hour rate() const; ///< as of the last change
    std::optional<instant> last_change() const;
    const std::vector<rate_change>& changes() const { return changes_; }
    const std::vector<bolus>& boluses() const { return boluses_; }
    friend bool operator==(const dose_history&, const dose_history&) = default;

private:
    template <typename Use>
    void for_each_span(instant from, instant until, Use use) const;

    std::vector<rate_change> changes_;
    std::vector<bolus> boluses_; ///< by time, then amount: whoever entered them in whatever order
};

} // namespace vigil::infusion
