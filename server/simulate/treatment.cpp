#include "server/simulate/treatment.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace vigil::simulate {
namespace {

std::pair<std::string, std::string> split_bed(const std::string& text) {
    const auto at = text.find('/');
    return {text.substr(0, at), text.substr(at + 1)};
}

} // namespace

instant wall_clock() {
    return from_epoch_ms(
        std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
}

void pump::run_for(double simulated_s) {
    if (!attached) return;
    remaining_ml -= mg_per_h / mg_per_ml * simulated_s / 3600;
    if (remaining_ml < 5) remaining_ml = full_ml;
}

std::vector<shown_value> pump::shown() const {
    return {{metric::pump_flow, mg_per_h / mg_per_ml, {}},
            {metric::pump_dose_rate, mg_per_h, {}},
            {metric::pump_concentration, mg_per_ml, {}},
            {metric::pump_remaining, remaining_ml, {}}};
}

treatment::treatment(const treatment_options& o, infusion::protocol p, dose_ladder doses)
    : options(o),
      plan(std::move(p)),
      ladder(doses),
      side(split_bed(o.bed).first, split_bed(o.bed).second, patient(o.seed, 0, 1, scenario::treated)),
      syringe{.mg_per_ml = doses.mg_per_ml} {}

double treatment::now_s() const {
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - started_;
    return elapsed.count() * options.speed;
}

void treatment::advance() {
    const double now = now_s();
    side.who().infuse(syringe.attached ? syringe.mg_per_h / ladder.mg_per_h(ladder.most) : 0);
    side.advance_to(now, wall_clock());
    syringe.run_for(now - std::exchange(lived_s_, now));
}

double treatment::simulated_s(milliseconds d) const {
    return static_cast<double>(d.count()) / 1000 * options.speed;
}

void treatment::tell(std::string_view who, std::string_view what) const {
    const auto minutes = static_cast<long>(now_s() / 60);
    const long day = minutes / (24 * 60) + 1;
    fmt::print("{}{:02}:{:02}  {:<12}  {}\n", day > 1 ? fmt::format("day {} ", day) : "", minutes / 60 % 24,
               minutes % 60, who, what);
    std::fflush(stdout); // whoever watches sees it when it happens
}

} // namespace vigil::simulate
