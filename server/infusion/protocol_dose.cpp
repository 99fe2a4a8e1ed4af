#include <fmt/format.h>

#include <array>
#include <span>

#include "server/infusion/protocol_reader.hpp"

namespace vigil::infusion {
namespace {

using namespace std::chrono_literals;
using alarm::rule_file;

constexpr std::array<std::string_view, 9> dose_keys{
    "routes", "units", "concentration_mg_per_ml", "start", "most", "beyond", "step", "bolus", "requires"};
constexpr std::array<std::string_view, 4> most_keys{"mg_per_hour", "mg_per_kg_per_hour", "mg_per_24h", "mg_total"};
constexpr std::span<const std::string_view> start_keys{most_keys.data(), 3}; // a first rate has no sum yet
constexpr std::array<std::string_view, 3> step_keys{"mg_per_hour", "mg_per_24h", "interval"};
constexpr std::array<std::string_view, 3> bolus_keys{"mg", "mg_per_kg", "interval"};
constexpr std::array<std::string_view, 3> requires_keys{"no_high_alarm", "checks_done", "sedation_max"};

// Beyond these a number is a slip of the pen; they are no limits of a dose.
constexpr double mg_max = 10'000, mg_per_24h_max = 24 * mg_max, mg_total_max = 1'000'000, mg_per_kg_max = 100;
constexpr double concentration_min = 0.01, concentration_max = 100; // as a pump's, see metric::pump_concentration

constexpr std::size_t routes_max = 3, units_max = 5;

void read_ceiling(rule_file& file, const toml::table& dose, std::string_view key,
                  std::span<const std::string_view> keys, ceiling& out) {
    const toml::table* t = file.table(dose, key, fmt::format("dose.{}", key));
    if (!t) return;
    file.check_keys(*t, keys);
    out.mg_per_hour = read_amount(file, *t, "mg_per_hour", mg_max);
    out.mg_per_kg_per_hour = read_amount(file, *t, "mg_per_kg_per_hour", mg_per_kg_max);
    out.mg_per_24h = read_amount(file, *t, "mg_per_24h", mg_per_24h_max);
    out.mg_total = read_amount(file, *t, "mg_total", mg_total_max);
}

void check_limited(rule_file& file, const toml::table& dose, const ceiling& most) {
    if (!dose.contains("most"))
        file.report(dose, "[dose.most] is missing: a dose without a limit is no protocol");
    else if (!most.mg_per_hour && !most.mg_per_kg_per_hour && !most.mg_per_24h && !most.mg_total && file.sound())
        file.report(*dose.get("most"), "a dose without a limit is no protocol: none stands here");
}

void check_start(rule_file& file, const toml::table& dose, const dose_plan& d) {
    const toml::table* start = dose.get_as<toml::table>("start");
    const auto check = [&](std::string_view key, std::optional<double> first, std::optional<double> most) {
        if (start && first && most && *first > *most)
            file.report(*start->get(key),
                        fmt::format("the first dose is within [dose.most], which has {} here", *most));
    };
    check("mg_per_hour", d.start.mg_per_hour, d.most.mg_per_hour);
    check("mg_per_kg_per_hour", d.start.mg_per_kg_per_hour, d.most.mg_per_kg_per_hour);
    check("mg_per_24h", d.start.mg_per_24h, d.most.mg_per_24h);
}

void read_step(rule_file& file, const toml::table& dose, dose_plan& out) {
    const toml::table* t = file.table(dose, "step", "dose.step");
    if (!t) return;
    file.check_keys(*t, step_keys);
    out.step_mg_per_hour_max = read_amount(file, *t, "mg_per_hour", mg_max);
    out.step_mg_per_24h_max = read_amount(file, *t, "mg_per_24h", mg_per_24h_max);
    out.step_interval = file.duration(*t, "interval", 0ms, false, time_max).value_or(0ms);
}

/// A protocol that says nothing of a bolus foresees none: any is more than 0 mg.
void read_bolus(rule_file& file, const toml::table& dose, dose_plan& out) {
    const toml::table* t = file.table(dose, "bolus", "dose.bolus");
    if (!t) return void(out.bolus_mg_max = 0);
    file.check_keys(*t, bolus_keys);
    out.bolus_mg_max = read_amount(file, *t, "mg", mg_max);
    out.bolus_mg_per_kg_max = read_amount(file, *t, "mg_per_kg", mg_per_kg_max);
    if (!t->contains("mg") && !t->contains("mg_per_kg"))
        file.report(*t, "a bolus has a limit, 'mg' or 'mg_per_kg'; leave [dose.bolus] out if none is foreseen");
    out.bolus_interval = file.duration(*t, "interval", 0ms, true).value_or(0ms);
}

void read_requirements(rule_file& file, const toml::table& dose, dose_plan& out) {
    const toml::table* t = file.table(dose, "requires", "dose.requires");
    if (!t) return;
    file.check_keys(*t, requires_keys);
    out.needs_no_high_alarm = file.flag(*t, "no_high_alarm").value_or(true);
    out.needs_checks_done = file.flag(*t, "checks_done").value_or(true);
    if (const auto most = file.integer(*t, "sedation_max", 0, 3)) out.sedation_max = static_cast<int>(*most);
}

template <class Value, class FromText>
std::vector<Value> read_values(rule_file& file, const toml::table& t, std::string_view key, std::size_t count_max,
                               std::string_view examples, FromText from_text) {
    std::vector<Value> out;
    for (const std::string& text : read_list(file, t, key, count_max)) {
        if (const auto value = from_text(text))
            out.push_back(*value);
        else
            file.report(*t.get(key), fmt::format("'{}' is none of the {}: {}", text, key, examples));
    }
    return out;
}

} // namespace

void read_dose(rule_file& file, protocol& out) {
    const toml::table* t = file.table("dose");
    if (!t) return file.root().contains("dose") ? void() : file.report_at_start("the table [dose] is missing");
    file.check_keys(*t, dose_keys);
    dose_plan& d = out.dose;
    d.routes = read_values<route>(file, *t, "routes", routes_max, "intravenous, subcutaneous, oral", route_from_name);
    d.units = read_values<dose_unit>(file, *t, "units", units_max, "mg/h, mL/h, mg/kg/h, ug/kg/min, mg/24h",
                                     dose_unit_from_text);
    d.concentration_mg_per_ml = read_amount(file, *t, "concentration_mg_per_ml", concentration_max);
    if (d.concentration_mg_per_ml && *d.concentration_mg_per_ml < concentration_min)
        file.report(*t->get("concentration_mg_per_ml"),
                    fmt::format("a concentration is at least {} mg/mL", concentration_min));
    read_ceiling(file, *t, "start", start_keys, d.start);
    read_ceiling(file, *t, "most", most_keys, d.most);
    check_limited(file, *t, d.most);
    check_start(file, *t, d);
    d.beyond = read_consent(file, *t, "beyond").value_or(d.beyond);
    read_step(file, *t, d);
    read_bolus(file, *t, d);
    read_requirements(file, *t, d);
}

} // namespace vigil::infusion
