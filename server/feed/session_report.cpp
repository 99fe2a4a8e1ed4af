#include "server/feed/session_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/feed/report_tables.hpp"
#include "server/feed/report_words.hpp"
#include "server/infusion/discharge.hpp"

namespace vigil::feed {
namespace {

using alarm::infusion_phase;

struct reporter {
    const ward::fold& wards;
    const ward::bed& bed;
    const infusion::session& s;
    infusion::surroundings around;
    html_page out{"Report of an infusion session", report_style};

    void head() {
        const infusion::protocol& p = *s.plan;
        if (s.phase != infusion_phase::discharged)
            out.paragraph(fmt::format("Not final: the phase of the session is {}.", alarm::name(s.phase)), "note");
        out.facts({
            {"Patient", bed.patient_name.empty() ? "name not known" : bed.patient_name},
            {"Patient's id", bed.patient.empty() ? "not known" : bed.patient},
            {"Bed", fmt::format("{}/{}", wards.wards()[bed.ward].name, bed.name)},
            {"Stay", bed.stay},
            {"Drug", p.drug},
            {"Protocol", fmt::format("{} ({}, version {:016x})", p.title, p.name, p.version)},
            {"Taken from", p.source},
            {"Session", fmt::format("{}, number {} of its course", s.id, s.day)},
            {"Begun by", signature(s.began)},
            {"First given", when(s.infusing_since)},
            {"Ended", s.ended ? signature(*s.ended) : "–"},
            {"Phase", fmt::format("{} since {}", alarm::name(s.phase), when(s.phase_since))},
            {"Weight", s.weight_kg ? fmt::format("{:g} kg", *s.weight_kg) : "not given"},
        });
        out.paragraph("All times are UTC.");
    }

    static std::string baselines(const std::vector<alarm::baseline_value>& all) {
        std::string text;
        for (const alarm::baseline_value& b : all)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", info(b.what).label, number(b.value));
        return text;
    }

    static html_row day(const infusion::past_session& p, std::string which) {
        return {{std::move(which), words(p.protocol), when(p.began), when(p.ended),
                 number(infusion::milligrams(p.total)), number(p.pain_before), number(p.pain_after),
                 baselines(p.baselines), p.early ? "ended early" : ""}};
    }

    void course() {
        out.heading("This session and those before it");
        std::vector<html_row> rows;
        for (const infusion::past_session& p : s.past) rows.push_back(day(p, "before"));
        if (const auto now = infusion::summary_of(s, around.now, around.care)) rows.push_back(day(*now, "this one"));
        out.table({"Session", "Protocol", "Began", "Ended", "mg", "Pain before", "Pain after", "Baseline", "Note"},
                  rows, "Nothing was given yet, and nothing is known of sessions before.");
    }

    static std::string passed(const infusion::screening_question& q, const infusion::screened& a) {
        if (a.yes == q.pass) return "yes";
        return a.overridden ? "overridden" : "no";
    }

    void screening() {
        out.heading("Screening");
        std::vector<html_row> rows;
        for (const infusion::screening_question& q : s.plan->screening) {
            const auto found = s.screening.find(q.name);
            if (found == s.screening.end()) {
                rows.push_back({{q.ask, "not answered", "", "", "", ""}});
                continue;
            }
            const infusion::screened& a = found->second;
            rows.push_back({{q.ask, a.yes ? "yes" : "no", passed(q, a), prescribers(a.by.by, a.second_prescriber),
                             when(a.by), a.by.reason},
                            a.yes == q.pass ? "" : "against"});
        }
        out.table({"Question", "Answer", "Passed", "By", "When", "Why"}, rows, "The protocol asks nothing.");
    }

    /// "02:15:00 to 02:40:00", of what still holds without the latter.
    static std::string span_of(const infusion::past_warning& w) {
        return w.until ? fmt::format("{} to {}", when(w.since), when(*w.until))
                       : fmt::format("since {}", when(w.since));
    }

    void checks() {
        out.heading("Checks that were late or missed");
        std::vector<html_row> rows;
        for (const infusion::past_warning& w : s.warned) {
            if (!w.rule.starts_with("overdue_")) continue;
            const auto check = std::ranges::find(s.plan->checks, w.rule.substr(8), &infusion::check::name);
            rows.push_back({{check == s.plan->checks.end() ? words(w.rule) : check->title, when(w.since), when(w.until),
                             !w.until   ? "still overdue"
                             : w.missed ? "missed"
                                        : "done late",
                             w.message}});
        }
        out.table({"Check", "Overdue from", "Until", "Outcome", "Alarm"}, rows);
    }

    void stops() {
        out.heading("Criteria to stop, and other alarms of the session");
        std::vector<html_row> rows;
        for (const infusion::stop_criterion& c : s.plan->stops) {
            bool held = false;
            for (const infusion::past_warning& w : s.warned) {
                if (w.rule != "stop_" + c.name) continue;
                rows.push_back({{c.text, span_of(w)}, "against"});
                held = true;
            }
            if (!held) rows.push_back({{c.text, "did not hold"}});
        }
        for (const infusion::past_warning& w : s.warned)
            if (!w.rule.starts_with("overdue_") && !w.rule.starts_with("stop_"))
                rows.push_back({{w.message, span_of(w)}});
        out.table({"What", "When"}, rows);
    }

    void discharge() {
        static constexpr std::array<std::string_view, 4> states{"done", "missing", "blocked", "overridden"};
        out.heading("Discharge");
        if (s.phase == infusion_phase::discharged && !s.infusing_since)
            return out.paragraph("The session was called off before anything was given.");
        std::vector<html_row> rows;
        for (const infusion::checked_item& item : infusion::checklist(s, around))
            rows.push_back({{item.text, std::string{states.at(static_cast<std::size_t>(item.is))}, item.why},
                            item.is == infusion::checked_item::state::done ? "" : "against"});
        out.table({"Item", "State", "Why"}, rows, "The protocol asks nothing.");
        if (!s.discharged) return out.paragraph("The discharge is not signed.");
        out.facts({{"Signed by", signature(*s.discharged)},
                   {"Overridden", s.discharge_overridden.empty() ? "nothing" : words(s.discharge_overridden)},
                   {"Second prescriber", s.discharge_second_prescriber.empty() ? "–" : s.discharge_second_prescriber}});
    }

    void after_care() {
        out.heading("After-care");
        out.paragraph(s.plan->after_care);
        out.paragraph(s.after_care ? "Acknowledged by " + signature(*s.after_care) : "It was not acknowledged.",
                      "note");
    }

    void foot() {
        out.paragraph(
            fmt::format("Vigil is a secondary notification system; the bedside monitor stays the primary alarm. "
                        "It drives no pump: doses are as people entered them. Report of {} UTC, session {}.",
                        when(around.now), s.id),
            "foot");
    }
};

} // namespace

std::string session_report(const ward::fold& wards, ward::bed_index b, instant now) {
    reporter r{wards, wards.beds()[b], wards.find_session(b)->what, wards.surroundings_of(b, now)};
    r.head();
    r.course();
    r.screening();
    report_doses(r.out, r.s, now);
    report_observations(r.out, r.s);
    r.checks();
    r.stops();
    r.discharge();
    r.after_care();
    r.foot();
    return std::move(r.out).finish();
}

} // namespace vigil::feed
