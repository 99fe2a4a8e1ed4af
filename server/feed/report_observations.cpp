#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "server/feed/report_tables.hpp"
#include "server/feed/report_words.hpp"
#include "server/infusion/charting.hpp"

namespace vigil::feed {
namespace {

using infusion::charted_value;
using infusion::observation_set;

/// By when it was observed; what was entered first stands first.
std::multimap<instant, const observation_set*> in_time(const infusion::session& s) {
    std::multimap<instant, const observation_set*> out;
    for (const observation_set& set : s.sets) out.emplace(set.by.at, &set);
    return out;
}

/// `beginning`, and what this set replaced, or by what it was.
std::string remarks(const infusion::session& s, const observation_set& set, std::string beginning) {
    std::string out = std::move(beginning);
    const auto add = [&](std::string_view how, std::string_view id) {
        const auto other = std::ranges::find(s.sets, id, [](const observation_set& o) { return o.content.id; });
        if (!out.empty()) out += '\n';
        out += how;
        if (other != s.sets.end()) out += fmt::format(" {} by {}", when(other->by.entered_at), other->by.by);
    };
    if (!set.content.corrects.empty()) add("Corrects what was entered", set.content.corrects);
    if (!set.corrected_by.empty()) add("Corrected", set.corrected_by);
    return out;
}

html_row begin_row(const observation_set& set) {
    return {{when(set.by), set.by.by}, set.corrected_by.empty() ? "" : "corrected"};
}

/// Everything of one set that is an answer to `item`.
std::string cell(const infusion::session& s, const observation_set& set, std::string_view item) {
    std::string out;
    for (const charted_value& v : set.content.values)
        if (infusion::answers(v, item)) out += (out.empty() ? "" : "\n") + charted(*s.plan, v);
    return out;
}

void table_of(html_page& out, const infusion::session& s, const infusion::check& c) {
    std::vector<std::string> heads{"When", "By"};
    for (const std::string& item : c.items) heads.push_back(asked(*s.plan, item));
    heads.emplace_back("Remarks");
    std::vector<html_row> rows;
    for (const auto& [at, set] : in_time(s)) {
        html_row row = begin_row(*set);
        for (const std::string& item : c.items) row.cells.push_back(cell(s, *set, item));
        const bool any = std::any_of(row.cells.begin() + 2, row.cells.end(), [](const auto& t) { return !t.empty(); });
        row.cells.push_back(remarks(s, *set, set->content.note.empty() ? "" : "With a note, see below"));
        if (any) rows.push_back(std::move(row));
    }
    out.paragraph(c.title, "note");
    out.table(heads, rows, "Nothing was charted.");
}

bool belongs_to_a_check(const infusion::protocol& p, const charted_value& v) {
    return std::ranges::any_of(p.checks, [&](const infusion::check& c) {
        return std::ranges::any_of(c.items, [&](const std::string& item) { return infusion::answers(v, item); });
    });
}

/// A note stands here alone, however many tables its set has values in.
void others(html_page& out, const infusion::session& s) {
    std::vector<html_row> rows;
    for (const auto& [at, set] : in_time(s)) {
        std::string values;
        for (const charted_value& v : set->content.values)
            if (!belongs_to_a_check(*s.plan, v))
                values +=
                    fmt::format("{}{}: {}", values.empty() ? "" : "\n", asked(*s.plan, v.item), charted(*s.plan, v));
        if (values.empty() && set->content.note.empty()) continue;
        html_row row = begin_row(*set);
        row.cells.push_back(std::move(values));
        row.cells.push_back(remarks(s, *set, set->content.note));
        rows.push_back(std::move(row));
    }
    if (rows.empty()) return;
    out.paragraph("Notes, and whatever else was charted", "note");
    out.table({"When", "By", "What", "Note"}, rows);
}

} // namespace

void report_observations(html_page& out, const infusion::session& s) {
    out.heading("Observations");
    out.paragraph("As people charted them, by the time of observation. What the monitors measured is in the record.");
    if (s.sets.size() == infusion::session::sets_max)
        out.paragraph(fmt::format("The newest {} sets; those before them are in the record.", s.sets.size()), "note");
    for (const infusion::check& c : s.plan->checks) table_of(out, s, c);
    others(out, s);
}

} // namespace vigil::feed
