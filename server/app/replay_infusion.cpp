// What people did in infusion sessions, in words.
#include <fmt/format.h>

#include <iterator>

#include "server/app/replay_text.hpp"

namespace vigil::app {
namespace {

std::string against_text(bool override, const std::string& second) {
    std::string out = override ? ", against the protocol" : "";
    if (!second.empty()) out += fmt::format(", with {}", second);
    return out;
}

std::string value_text(const infusion::charted_value& v) {
    std::string out = v.item;
    if (v.number) out += fmt::format(" {:g}", *v.number);
    if (!v.text.empty()) out += fmt::format(" \"{}\"", v.text);
    if (v.from_device) out += " (as the monitor shows)";
    return out;
}

struct order_text {
    std::string operator()(const infusion::start_session& o) const {
        return fmt::format("begins a session of {}{}", o.protocol, against_text(o.override, {}));
    }
    std::string operator()(const infusion::answer_screening& o) const {
        return fmt::format("answers {}: {}{}", o.question, o.yes ? "yes" : "no",
                           against_text(o.override, o.second_prescriber));
    }
    std::string operator()(const infusion::set_rate& o) const {
        return fmt::format("sets the rate to {:g} {} {}, prescribed by {}{}", o.prescribed.amount,
                           name(o.prescribed.unit), name(o.by), o.prescriber,
                           against_text(o.override, o.second_prescriber));
    }
    std::string operator()(const infusion::give_bolus& o) const {
        return fmt::format("gives {:g} mg {}, prescribed by {}{}", o.mg, name(o.by), o.prescriber,
                           against_text(o.override, o.second_prescriber));
    }
    std::string operator()(const infusion::pause_infusion&) const { return "pauses the infusion"; }
    std::string operator()(const infusion::resume_infusion& o) const {
        return "resumes the infusion" + against_text(o.override, o.second_prescriber);
    }
    std::string operator()(const infusion::stop_infusion& o) const {
        return o.early ? "stops the infusion early" : "stops the infusion";
    }
    std::string operator()(const infusion::remove_pump&) const { return "removes the pump"; }
    std::string operator()(const infusion::chart& o) const {
        std::string out = "charts";
        for (const infusion::charted_value& v : o.values)
            fmt::format_to(std::back_inserter(out), "{}{}", &v == o.values.data() ? " " : ", ", value_text(v));
        if (!o.note.empty()) out += fmt::format(" \"{}\"", o.note);
        if (!o.corrects.empty()) out += fmt::format(", correcting {}", o.corrects);
        return out;
    }
    std::string operator()(const infusion::acknowledge_after_care&) const { return "notes that after-care was read"; }
    std::string operator()(const infusion::sign_discharge& o) const {
        std::string out = "signs the discharge";
        for (const std::string& item : o.override) out += ", without " + item;
        return out + against_text(false, o.second_prescriber);
    }
};

} // namespace

std::string order_text_of(const ward::infusion_order& o) {
    const std::string late = o.happened_at ? fmt::format(" at {}", to_rfc3339(*o.happened_at)) : "";
    return std::visit(order_text{}, o.what) + late;
}

std::string infusion_text(const infusion::status& s) {
    std::string out =
        fmt::format("infusion of {} by {}: {}, {:g} mg/h, {:g} mg given", s.drug, s.protocol, alarm::name(s.phase),
                    static_cast<double>(s.rate) / 1000, infusion::milligrams(s.total));
    if (s.next) out += fmt::format(", {} due {}", s.next->name, to_rfc3339(s.next->due_at));
    if (s.over) out += ", over";
    return out;
}

} // namespace vigil::app
