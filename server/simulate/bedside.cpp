#include "server/simulate/bedside.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vigil::simulate {
namespace {

constexpr double cuff_every_s = 150;
constexpr double cuff_again_s = 30;
constexpr double cuff_high_mmhg = 155;
constexpr double observe_every_s = 300;
constexpr double observe_soon_s = 6;

} // namespace

bedside::bedside(std::string ward, std::string bed, patient who)
    : ward_(std::move(ward)), bed_(std::move(bed)), patient_(std::move(who)) {}

void bedside::advance_to(double at_s, instant now) {
    patient_.advance_to(at_s);
    inflate_cuff(at_s, now);
    observe_sedation(at_s);
}

void bedside::inflate_cuff(double at_s, instant now) {
    if (at_s < cuff_due_s_) return;
    const vitals& v = patient_.now();
    cuff_ = {std::round(v.systolic), std::round(v.diastolic), std::round(v.mean), now};
    cuff_due_s_ = at_s + (cuff_.systolic > cuff_high_mmhg ? cuff_again_s : cuff_every_s);
}

void bedside::observe_sedation(double at_s) {
    const int score = patient_.now().sedation;
    if (score != observed_sedation_ && score != looked_at_) {
        looked_at_ = score;
        observe_due_s_ = std::min(observe_due_s_, at_s + observe_soon_s);
    }
    if (at_s < observe_due_s_) return;
    observed_sedation_ = looked_at_ = score;
    to_chart_ = true;
    observe_due_s_ = at_s + observe_every_s;
}

const std::vector<shown_value>& bedside::shown() {
    const vitals& v = patient_.now();
    shown_.clear();
    const auto show = [this](metric what, double value, bool on) {
        shown_.push_back({what, on ? std::optional(value) : std::nullopt, {}});
    };
    show(metric::heart_rate, v.heart_rate, v.ecg_on);
    show(metric::spo2, v.spo2, v.probe_on);
    show(metric::pulse_rate, v.pulse_rate, v.probe_on);
    show(metric::respiratory_rate, v.respiratory_rate, true);
    show(metric::etco2, v.etco2, v.cannula_on);
    show(metric::temperature, v.temperature, true);
    shown_.push_back({metric::nibp_systolic, cuff_.systolic, cuff_.measured_at});
    shown_.push_back({metric::nibp_diastolic, cuff_.diastolic, cuff_.measured_at});
    shown_.push_back({metric::nibp_mean, cuff_.mean, cuff_.measured_at});
    return shown_;
}

std::optional<int> bedside::take_sedation_to_chart() {
    if (!std::exchange(to_chart_, false)) return {};
    return observed_sedation_;
}

} // namespace vigil::simulate
