// A simulated bed: the patient, the cuff on the arm, and the nurse who charts sedation. Pure, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/vitals/instant.hpp"
#include "proto/vitals/metric.hpp"
#include "server/simulate/physiology.hpp"

namespace vigil::simulate {

/// One value as the simulated monitor shows it; no value: its sensor is off.
struct shown_value {
    metric what{};
    std::optional<double> value;
    std::optional<instant> measured_at; ///< only where it was measured earlier than the message: the cuff
};

/// Times in simulated seconds that do not go back; `now` is the real time that stands in messages.
class bedside {
public:
    bedside(std::string ward, std::string bed, patient who);

    /// Lives on, inflates the cuff when that is due (every 150 s, and 30 s after a high pressure), and looks at the
    /// patient's sedation (every 300 s, and a few seconds after it changed).
    void advance_to(double at_s, instant now);

    /// What the monitor shows: continuous values, and the last measurement of the cuff with its time.
    const std::vector<shown_value>& shown();

    /// A sedation score that the nurse has just observed and that is not charted yet; asking takes it.
    std::optional<int> take_sedation_to_chart();

    const patient& who() const { return patient_; }
    patient& who() { return patient_; }
    const std::string& ward() const { return ward_; }
    const std::string& bed() const { return bed_; }

private:
    struct cuff {
        double systolic = 0;
        double diastolic = 0;
        double mean = 0;
        instant measured_at{};
    };

    void inflate_cuff(double at_s, instant now);
    void observe_sedation(double at_s);

    std::string ward_;
    std::string bed_;
    patient patient_;
    std::vector<shown_value> shown_;
    cuff cuff_;
    double cuff_due_s_ = 0;
    double observe_due_s_ = 2;
    int observed_sedation_ = 0;
    int looked_at_ = 0; ///< the score that made the nurse come early
    bool to_chart_ = false;
};

} // namespace vigil::simulate
