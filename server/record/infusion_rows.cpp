#include "server/record/infusion_rows.hpp"

#include <fmt/format.h>

#include "proto/json/write.hpp"
#include "server/infusion/charting.hpp"
#include "server/record/members.hpp"

namespace vigil::record {
namespace {

struct order_writer {
    members& out;

    void operator()(const infusion::start_session& o) const {
        out.text("protocol", o.protocol).number("weight_kg", o.weight_kg).flag("override", o.override);
    }
    void operator()(const infusion::answer_screening& o) const {
        out.text("question", o.question).flag("yes", o.yes).flag("override", o.override);
        out.text_or_null("second_prescriber", o.second_prescriber);
    }
    void operator()(const infusion::set_rate& o) const {
        out.number("amount", o.prescribed.amount).text("unit", name(o.prescribed.unit));
        out.number("concentration_mg_per_ml", o.prescribed.concentration_mg_per_ml);
        out.number("weight_kg", o.prescribed.weight_kg).text("route", name(o.by));
        prescribed(o.prescriber, o.second_prescriber, o.override);
    }
    void operator()(const infusion::give_bolus& o) const {
        out.number("mg", o.mg).text("route", name(o.by));
        prescribed(o.prescriber, o.second_prescriber, o.override);
    }
    void operator()(const infusion::pause_infusion&) const {}
    void operator()(const infusion::resume_infusion& o) const {
        out.text_or_null("second_prescriber", o.second_prescriber).flag("override", o.override);
    }
    void operator()(const infusion::stop_infusion& o) const { out.flag("early", o.early); }
    void operator()(const infusion::remove_pump&) const {}
    void operator()(const infusion::chart& o) const {
        out.text("id", o.id).text_or_null("corrects", o.corrects).text_or_null("note", o.note);
        out.list("values", o.values, [](std::string& text, const infusion::charted_value& v) {
            members each{text};
            each.text("item", v.item).number("number", v.number).text_or_null("text", v.text);
            each.flag("from_device", v.from_device).end();
        });
    }
    void operator()(const infusion::acknowledge_after_care&) const {}
    void operator()(const infusion::sign_discharge& o) const {
        out.list("override", o.override,
                 [](std::string& text, const std::string& item) { json::append_string(text, item); });
        out.text_or_null("second_prescriber", o.second_prescriber);
    }

    void prescribed(const std::string& prescriber, const std::string& second, bool override) const {
        out.text("prescriber", prescriber).text_or_null("second_prescriber", second).flag("override", override);
    }
};

} // namespace

void append_infusion(copy_rows& row, const ward::recorded_event& e, const ward::infusion_told& told) {
    const infusion::status& s = told.now;
    row.integer(static_cast<std::int64_t>(e.what.sequence));
    row.text(e.ward);
    row.text(e.bed);
    row.text(told.stay);
    row.text(s.session);
    row.text(s.protocol);
    row.text(fmt::format("{:016x}", s.version));
    row.text(s.drug);
    row.text(alarm::name(s.phase));
    row.time(s.phase_since);
    row.integer(s.day);
    row.time_or_null(s.infusing_since);
    row.time_or_null(s.stopped_at);
    row.number(static_cast<double>(s.rate) / 1000);
    row.time_or_null(s.step_at);
    row.integer(s.steps);
    row.number(infusion::milligrams(s.total));
    row.number(infusion::milligrams(s.total_24h));
    row.number(s.weight_kg.value_or(no_value));
    row.flag(s.pump_attached);
    row.text_or_null(s.next ? s.next->name : "");
    row.time_or_null(s.next ? std::optional{s.next->due_at} : std::nullopt);
    row.text_or_null(s.ended_why);
    row.flag(s.over);
}

report charted_report(const ward::patient_command& c, instant at) {
    report out;
    const auto* order = std::get_if<ward::infusion_order>(&c.what);
    const auto* chart = order ? std::get_if<infusion::chart>(&order->what) : nullptr;
    if (!chart) return out;
    const instant observed = order->happened_at.value_or(at);
    out.sender = c.by;
    out.control_id = c.request;
    out.ward = c.ward;
    out.bed = c.bed;
    out.reported_at = observed;
    out.history = at - observed > infusion::tells_the_present;
    out.readings = infusion::readings_of(*chart, {c.by, c.reason, observed, at});
    return out;
}

void append_order(std::string& out, const ward::infusion_order& o) {
    members m{out};
    m.text("command", infusion::name(o.what));
    if (o.happened_at) m.time("at", *o.happened_at);
    std::visit(order_writer{m}, o.what);
    m.end();
}

} // namespace vigil::record
