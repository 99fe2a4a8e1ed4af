#include "server/simulate/physiology.hpp"

#include <algorithm>
#include <cmath>

namespace vigil::simulate {
namespace {

constexpr double infusion_time_constant_s = 45;
constexpr double saturation_time_constant_s = 8;

double towards(double from, double target, double intensity) {
    return from + (target - from) * intensity;
}

int sedation_score(double level) {
    if (level < 0.3) return 1;
    if (level < 2.2) return 2;
    return level < 3.6 ? 3 : 4;
}

vitals make_baseline(random_source& random) {
    vitals v;
    v.heart_rate = random.between(64, 84);
    v.spo2 = random.between(96.5, 98.5);
    v.respiratory_rate = random.between(13, 17);
    v.etco2 = random.between(35, 40);
    v.temperature = random.between(36.4, 37.2);
    v.systolic = random.between(108, 128);
    v.diastolic = random.between(64, 78);
    return v;
}

} // namespace

wander::wander(double deviation, double time_constant_s)
    : keep_(std::exp(-1 / time_constant_s)), kick_(deviation * std::sqrt(1 - keep_ * keep_)) {}

double wander::step(random_source& random) {
    return value_ = value_ * keep_ + kick_ * random.noise();
}

patient::patient(std::uint64_t seed, std::size_t place, std::size_t beds, scenario what)
    : random_(random_source(seed).bits() ^ random_source(~place).bits()),
      script_(random_.bits(), place, beds),
      scenario_(what) {
    baseline_ = make_baseline(random_);
    spo2_ = baseline_.spo2;
    infusing_ = scenario_ == scenario::ketamine;
    level_ = infusing_ ? random_.between(0.5, 1.0) : 0;
    infusion_changes_s_ = random_.between(2 * 3600, 4 * 3600);
    sensor_changes_s_ = random_.between(100, 1200);
    sensor_ = random_.below(3);
    step();
}

void patient::advance_to(double at_s) {
    while (time_s_ + 1 <= at_s) {
        time_s_ += 1;
        step();
    }
}

void patient::suffer(episode_kind what, double target) {
    constexpr double until_recovery_s = 1e12;
    episode_ = {.what = what, .starts_s = time_s_, .holds_s = until_recovery_s, .target = target};
    under_way_ = true;
}

double patient::intensity_of(episode_kind what) const {
    return under_way_ && episode_.what == what ? episode_.intensity(time_s_) : 0;
}

void patient::step() {
    if (scenario_ == scenario::ketamine) {
        episode_ = script_.at(time_s_);
        under_way_ = episode_.intensity(time_s_) > 0;
        move_infusion();
        move_sensors();
    } else if (scenario_ == scenario::treated) {
        const bool too_much = intensity_of(episode_kind::over_sedation) > 0;
        level_ += ((too_much ? episode_.target : rate_) - level_) / infusion_time_constant_s;
    }
    arousal_.step(random_);
    breathe();
    circulate();
    now_.temperature = baseline_.temperature + warmth_.step(random_);
    now_.sedation = sedation_score(level_);
}

void patient::move_infusion() {
    if (time_s_ >= infusion_changes_s_) {
        infusing_ = !infusing_;
        infusion_changes_s_ = time_s_ + (infusing_ ? random_.between(2 * 3600, 4 * 3600) : random_.between(1800, 3600));
    }
    double rate = infusing_ ? 1 : 0;
    if (under_way_ && episode_.what == episode_kind::over_sedation) // too much, then stopped until the patient wakes
        rate = time_s_ < episode_.holds_until_s() ? episode_.target : 0;
    level_ += (rate - level_) / infusion_time_constant_s;
}

void patient::breathe() {
    const double depression = std::clamp((level_ - 1.6) / 1.4, 0.0, 1.0);
    const double awake = baseline_.respiratory_rate + 0.5 * arousal_.value() + breathing_.step(random_);
    now_.respiratory_rate = std::clamp(awake * (1 - 0.55 * depression), 4.0, 40.0);

    const double ventilated = baseline_.spo2 - 1.5 * std::max(0.0, 10 - now_.respiratory_rate);
    const double target = towards(ventilated, episode_.target, intensity_of(episode_kind::hypoxia));
    spo2_ += (target - spo2_) / saturation_time_constant_s;
    now_.spo2 = std::clamp(spo2_ + saturation_.step(random_), 70.0, 100.0);

    const double retained = baseline_.etco2 * std::sqrt(baseline_.respiratory_rate / now_.respiratory_rate);
    now_.etco2 = std::clamp(retained + carbon_dioxide_.step(random_), 15.0, 80.0);
}

void patient::circulate() {
    const double effect = level_ / (1 + level_);
    const double hypoxia = intensity_of(episode_kind::hypoxia);
    const double calm = baseline_.heart_rate + 24 * effect + 8 * hypoxia + 2 * arousal_.value();
    const double rate = towards(calm, episode_.target, intensity_of(episode_kind::tachycardia)) + heart_.step(random_);
    now_.heart_rate = std::clamp(rate, 35.0, 190.0);
    now_.pulse_rate = std::clamp(now_.heart_rate + pulse_.step(random_), 35.0, 190.0);

    const double high = intensity_of(episode_kind::hypertension);
    const double noise = 2.5 * arousal_.value() + pressure_.step(random_);
    const double systolic = towards(baseline_.systolic + 26 * effect, episode_.target, high);
    const double diastolic = towards(baseline_.diastolic + 14 * effect, episode_.target * 0.58, high);
    now_.systolic = std::clamp(systolic + noise, 70.0, 230.0);
    now_.diastolic = std::clamp(diastolic + 0.5 * noise, 35.0, now_.systolic - 15);
    now_.mean = now_.diastolic + (now_.systolic - now_.diastolic) / 3;
}

bool& patient::sensor_on() {
    if (sensor_ == 0) return now_.probe_on;
    return sensor_ == 1 ? now_.ecg_on : now_.cannula_on;
}

void patient::move_sensors() {
    if (time_s_ < sensor_changes_s_) return;
    if (sensor_off_) {
        sensor_on() = true;
        sensor_off_ = false;
        sensor_ = random_.below(3);
        sensor_changes_s_ = time_s_ + random_.between(600, 1800);
    } else if (under_way_) { // would hide what the episode is there to show
        sensor_changes_s_ = time_s_ + 60;
    } else {
        sensor_on() = false;
        sensor_off_ = true;
        sensor_changes_s_ = time_s_ + random_.between(20, 45);
    }
}

} // namespace vigil::simulate
