// What nurse and devices of a simulated treatment share: the patient, the pump, the time of the session, and the log.
// One thread.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "server/infusion/protocol.hpp"
#include "server/simulate/bedside.hpp"
#include "server/simulate/care_plan.hpp"
#include "server/simulate/simulate.hpp"

namespace vigil::simulate {

/// Ends the run: the server refused what it should take, or did not do what it should.
struct treatment_failed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// As the pump itself shows it: a syringe that is changed when it is almost empty.
struct pump {
    static constexpr double full_ml = 50;

    double mg_per_ml = 1;
    bool attached = false;
    double mg_per_h = 0;
    double remaining_ml = full_ml;

    void run_for(double simulated_s);
    std::vector<shown_value> shown() const;
};

struct treatment {
    treatment(const treatment_options& o, infusion::protocol p, dose_ladder doses);

    treatment_options options;
    infusion::protocol plan;
    dose_ladder ladder;
    bedside side;
    pump syringe;
    bool monitored = false; ///< its monitor is switched on
    bool over = false;      ///< nothing more is sent

    /// Simulated seconds since the run began.
    double now_s() const;
    /// Patient and pump live on until now.
    void advance();
    /// A time of the protocol as it is played, as simulated seconds.
    double simulated_s(milliseconds d) const;
    /// "01:15  nurse    charts pain, poss"; from the second day on "day 2 01:15".
    void tell(std::string_view who, std::string_view what) const;

private:
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    double lived_s_ = 0;
};

/// By the machine's clock, as messages carry it.
instant wall_clock();

} // namespace vigil::simulate
