// What people do in infusion sessions, as it was written: words are kept as they stand, what they mean is for the wards
// to say. Times are RFC 3339.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil::json {

struct start_infusion {
    std::string protocol;
    std::optional<double> weight_kg;
    bool override = false;
};

struct answer_screening {
    std::string question;
    bool yes = false;
    bool override = false;
    std::string second_prescriber;
};

struct set_rate {
    double amount = 0;
    std::string unit; ///< "mg/h", "mL/h", "mg/kg/h", "ug/kg/min", "mg/24h"
    std::optional<double> concentration_mg_per_ml;
    std::optional<double> weight_kg;
    std::string route;
    std::string prescriber;
    std::string second_prescriber;
    bool override = false;
};

struct give_bolus {
    double mg = 0;
    std::string route;
    std::string prescriber;
    std::string second_prescriber;
    bool override = false;
};

struct pause_infusion {};
struct resume_infusion {
    std::string second_prescriber;
    bool override = false;
};
struct stop_infusion {
    bool early = false;
};
struct remove_pump {};
struct acknowledge_after_care {};
struct sign_discharge {
    std::vector<std::string> override; ///< items of the checklist
    std::string second_prescriber;
};

/// {"item":"pain","value":4}; true and false are 1 and 0, a string is text or a level of a scale.
struct charted_value {
    std::string item;
    std::optional<double> number;
    std::string text;
    bool from_device = false;
};
struct chart {
    std::string corrects;
    std::vector<charted_value> values;
    std::string note;
    bool confirmed = false;
};

struct infusion_command {
    std::optional<instant> happened_at; ///< "at": entered later
    std::variant<start_infusion, answer_screening, set_rate, give_bolus, pause_infusion, resume_infusion, stop_infusion,
                 remove_pump, chart, acknowledge_after_care, sign_discharge>
        what;
};

inline constexpr std::size_t charted_values_max = 64; ///< of one observation set
inline constexpr std::size_t note_bytes_max = 4'000;

} // namespace vigil::json
