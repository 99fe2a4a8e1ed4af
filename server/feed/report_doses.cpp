#include <fmt/format.h>

#include <map>

#include "server/feed/report_tables.hpp"
#include "server/feed/report_words.hpp"
#include "server/infusion/given.hpp"

namespace vigil::feed {
namespace {

/// In order of time; what was entered first stands first.
using entries = std::multimap<instant, html_row>;

void add(entries& out, const infusion::act& a, std::string what, std::string rate, std::string route,
         std::string prescriber, const std::vector<std::string>& against) {
    out.emplace(a.at, html_row{{when(a), std::move(what), std::move(rate), std::move(route), std::move(prescriber),
                                a.by, a.reason, words(against)},
                               against.empty() ? "" : "against"});
}

std::string as_ordered(const infusion::prescription& p) {
    std::string out = fmt::format("Rate {:g} {}", p.amount, name(p.unit));
    if (p.concentration_mg_per_ml) out += fmt::format(", {:g} mg/mL", *p.concentration_mg_per_ml);
    if (p.weight_kg) out += fmt::format(", {:g} kg", *p.weight_kg);
    return out;
}

entries entries_of(const infusion::session& s) {
    entries out;
    for (const infusion::step& each : s.steps)
        add(out, each.by, as_ordered(each.ordered.prescribed), number(infusion::milligrams_per_hour(each.rate)),
            std::string{name(each.ordered.by)}, prescribers(each.ordered.prescriber, each.ordered.second_prescriber),
            each.against);
    for (const infusion::bolus_given& each : s.boluses)
        add(out, each.by, fmt::format("Bolus {:g} mg", each.ordered.mg), "", std::string{name(each.ordered.by)},
            prescribers(each.ordered.prescriber, each.ordered.second_prescriber), each.against);
    for (std::size_t i = 0; i < s.pauses.size(); ++i) {
        const infusion::turn& each = s.pauses[i];
        add(out, each, i % 2 ? "Goes on" : "Pause", "", "", prescribers("", each.second_prescriber), each.against);
    }
    if (s.ended) add(out, *s.ended, s.early ? "Ended early" : "Ended", "", "", "", {});
    if (s.pump_removed) add(out, *s.pump_removed, "Pump removed", "", "", "", {});
    return out;
}

void sums(html_page& out, const infusion::session& s, instant now) {
    const double total = infusion::milligrams(s.doses.total(now));
    const auto most = infusion::milligrams(
        infusion::with_past(s.doses, s.past).most_in_24h(s.began.at, infusion::last_given(s).value_or(now)));
    out.facts({
        {"Given in all", fmt::format("{} mg", number(total))},
        {"By weight", s.weight_kg ? fmt::format("{} mg/kg, of {:g} kg", number(total / *s.weight_kg), *s.weight_kg)
                                  : "the weight was not given"},
        {"In the last 24 h", fmt::format("{} mg", number(infusion::milligrams(infusion::given_in_24h(s, now))))},
        {"Most in any 24 h", fmt::format("{} mg", number(most))},
        {"Has run for", lasting(s.doses.running(now))},
    });
}

} // namespace

void report_doses(html_page& out, const infusion::session& s, instant now) {
    out.heading("Doses");
    std::vector<html_row> rows;
    for (auto& [at, row] : entries_of(s)) rows.push_back(std::move(row));
    out.table({"When", "What", "mg/h", "Route", "Prescribed by", "Entered by", "Why", "Against"}, rows,
              "Nothing was given.");
    sums(out, s, now);
}

} // namespace vigil::feed
