// A simulated patient: vital signs with slow correlated noise, a ketamine infusion, episodes, sensors that come off.
// Pure and deterministic: same seed, same values. No clock: simulated seconds are an argument.
//
// SIMULATION ONLY, NO CLINICAL CLAIM. Constants are chosen to look alive and to cross usual alarm limits; they were not
// fitted to patients and say nothing about what ketamine does to anybody. Per step of 1 s:
//   noise        x += -x/T + d*sqrt(1 - exp(-2/T))*n      mean-reverting, deviation d, time constant T; one of them
//                                                        ("arousal") is shared by heart rate, pressure and breathing
//   infusion     level += (rate - level)/45               effect-site level, rate 1 = as prescribed, 0 = stopped
//   effect       e = level/(1 + level)                    heart rate + 24 e, systolic + 26 e, diastolic + 14 e
//   sedation     1 below level 0.3, 2 below 2.2, 3 below 3.6, else 4 (POSS)
//   breathing    respiratory rate * (1 - 0.55 s), s from 0 to 1 between levels 1.6 and 3.0
//   gas          SpO2 towards baseline - 1.5 for each breath/min below 10, time constant 8 s;
//                EtCO2 = baseline * sqrt(baseline rate / rate)
//   episode      heart rate, SpO2 or pressure drawn towards the episode's target by its intensity
#pragma once

#include <cstddef>
#include <cstdint>

#include "server/simulate/episode.hpp"
#include "server/simulate/random_source.hpp"

namespace vigil::simulate {

/// Rates in 1/min, pressures in mmHg, temperature in Celsius, SpO2 in percent.
struct vitals {
    double heart_rate = 0;
    double pulse_rate = 0;
    double spo2 = 0;
    double respiratory_rate = 0;
    double etco2 = 0;
    double temperature = 0;
    double systolic = 0;
    double diastolic = 0;
    double mean = 0;
    int sedation = 1;       ///< Pasero Opioid-induced Sedation Scale: 1 alert to 4 no response
    bool ecg_on = true;     ///< false: no heart rate
    bool probe_on = true;   ///< false: no SpO2, no pulse rate
    bool cannula_on = true; ///< false: no EtCO2
};

/// Mean-reverting noise about 0 in steps of 1 s.
class wander {
public:
    wander(double deviation, double time_constant_s);
    double step(random_source& random);
    double value() const { return value_; }

private:
    double keep_;
    double kick_;
    double value_ = 0;
};

enum class scenario : std::uint8_t {
    ketamine, ///< infusions and episodes by the seed
    quiet,    ///< neither, and sensors stay on
    treated,  ///< as infuse() and suffer() say
};

class patient {
public:
    /// `place` of `beds`: the bed's number in its ward, from 0; episodes are spread by it.
    patient(std::uint64_t seed, std::size_t place, std::size_t beds, scenario what);

    /// Lives on to `at_s` in whole simulated seconds; an earlier time changes nothing.
    void advance_to(double at_s);

    // What happens to a treated patient, from the next simulated second on.

    /// 1: the highest rate that is prescribed, 0: none.
    void infuse(double rate) { rate_ = rate; }
    /// An episode that holds until recover(); of over-sedation `target` is the rate.
    void suffer(episode_kind what, double target);
    void recover() { under_way_ = false; }
    void put_probe(bool on) { now_.probe_on = on; }

    const vitals& now() const { return now_; }
    double infusion_level() const { return level_; }
    /// The episode under way, or nullptr.
    const episode* under_way() const { return under_way_ ? &episode_ : nullptr; }

private:
    void step();
    void move_infusion();
    void breathe();
    void circulate();
    void move_sensors();
    bool& sensor_on(); ///< the sensor that comes off next, or is off
    double intensity_of(episode_kind what) const;

    random_source random_;
    episode_script script_;
    scenario scenario_;
    vitals baseline_;
    vitals now_;
    double spo2_ = 0; ///< follows its target slowly
    double level_ = 0;
    double time_s_ = 0;

    episode episode_;
    bool under_way_ = false;
    double infusion_changes_s_ = 0; ///< next start or end of the infusion
    bool infusing_ = true;
    double rate_ = 0; ///< of a treated patient

    double sensor_changes_s_ = 0;
    std::uint64_t sensor_ = 0;
    bool sensor_off_ = false;

    wander arousal_{1.0, 60};
    wander heart_{1.5, 12};
    wander pulse_{0.7, 5};
    wander breathing_{0.7, 15};
    wander saturation_{0.35, 20};
    wander pressure_{2.5, 40};
    wander carbon_dioxide_{0.8, 15};
    wander warmth_{0.06, 900};
};

} // namespace vigil::simulate
