// What people do in infusion sessions, and what they chart, as a story writes it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "server/scenario/reader.hpp"

namespace vigil::scenario {
namespace {

using read = std::optional<infusion::order>; ///< nothing: not as its form says

/// Words that may stand after an order, in any order.
struct further {
    bool override = false;
    std::string prescriber, second;
    std::optional<double> weight_kg, concentration;
};

std::optional<double> take_number(words& w) {
    return number_from_text(w.take().text);
}

bool take_text(words& w, std::string& out) {
    auto name = w.take_name();
    if (name) out = std::move(*name);
    return name.has_value();
}

bool take_number(words& w, std::optional<double>& out) {
    out = take_number(w);
    return out.has_value();
}

/// False: one of them is not as it should be.
bool take_further(words& w, further& f) {
    for (;;) {
        bool well = true;
        if (w.take_if("override"))
            f.override = true;
        else if (w.take_if("prescriber"))
            well = take_text(w, f.prescriber);
        else if (w.take_if("second"))
            well = take_text(w, f.second);
        else if (w.take_if("weight"))
            well = take_number(w, f.weight_kg);
        else if (w.take_if("concentration"))
            well = take_number(w, f.concentration);
        else
            return true;
        if (!well) return false;
    }
}

read read_start(words& w) {
    further f;
    auto protocol = w.take_name();
    if (!protocol || !take_further(w, f)) return {};
    return infusion::start_session{std::move(*protocol), f.weight_kg, f.override};
}

read read_answer(words& w) {
    further f;
    auto question = w.take_name();
    const bool yes = w.take_if("yes");
    if (!question || (!yes && !w.take_if("no")) || !take_further(w, f)) return {};
    return infusion::answer_screening{std::move(*question), yes, f.override, f.second};
}

read read_rate(words& w) {
    further f;
    const auto amount = take_number(w);
    const auto unit = infusion::dose_unit_from_text(w.take().text);
    const auto by = infusion::route_from_name(w.take().text);
    if (!amount || !unit || !by || !take_further(w, f)) return {};
    return infusion::set_rate{.prescribed = {*amount, *unit, f.concentration, f.weight_kg},
                              .by = *by,
                              .prescriber = f.prescriber,
                              .second_prescriber = f.second,
                              .override = f.override};
}

read read_bolus(words& w) {
    further f;
    const auto mg = take_number(w);
    if (!mg || !w.take_if("mg")) return {};
    const auto by = infusion::route_from_name(w.take().text);
    if (!by || !take_further(w, f)) return {};
    return infusion::give_bolus{*mg, *by, f.prescriber, f.second, f.override};
}

read read_stop(words& w) {
    return infusion::stop_infusion{w.take_if("early")};
}

read read_resume(words& w) {
    further f;
    if (!take_further(w, f)) return {};
    return infusion::resume_infusion{f.second, f.override};
}

/// `discharge`, `discharge override eaten walking second dr-2`
read read_discharge(words& w) {
    infusion::sign_discharge o;
    if (w.take_if("override"))
        while (!w.at_break() && !(w.peek() == "by") && !(w.peek() == "second") && !(w.peek() == "at"))
            o.override.push_back(w.take().text);
    if (w.take_if("second") && !take_text(w, o.second_prescriber)) return {};
    return o;
}

template <class Order>
read read_plain(words&) {
    return Order{};
}

struct form {
    std::string_view word;
    std::string_view example;
    read (*then)(words&);
};

constexpr std::array forms{
    form{"start", "infusion start day-case-low-dose weight 70 by nurse-1", read_start},
    form{"answer", "infusion answer consent yes by nurse-1", read_answer},
    form{"rate", "infusion rate 10 mg/h intravenous prescriber dr-1 by nurse-1", read_rate},
    form{"bolus", "infusion bolus 5 mg intravenous prescriber dr-1 by nurse-1", read_bolus},
    form{"pause", "infusion pause by nurse-1", read_plain<infusion::pause_infusion>},
    form{"resume", "infusion resume by nurse-1", read_resume},
    form{"stop", "infusion stop (or stop early) by nurse-1", read_stop},
    form{"pump_removed", "infusion pump_removed by nurse-1", read_plain<infusion::remove_pump>},
    form{"after_care", "infusion after_care by nurse-1", read_plain<infusion::acknowledge_after_care>},
    form{"discharge", "infusion discharge (override eaten walking) by nurse-1", read_discharge},
};

/// `pain 3`, `poss S`, `passed_urine yes`, `mood_note "calm"`, `heart_rate 72 device`
bool read_charted(words& w, infusion::chart& out) {
    infusion::charted_value v;
    auto item = w.take_name();
    if (!item || w.at_break()) return false;
    v.item = std::move(*item);
    const word said = w.take();
    if (!said.quoted && (said == "yes" || said == "no"))
        v.number = said == "yes" ? 1 : 0;
    else if (const auto number = number_from_text(said.text); number && !said.quoted)
        v.number = *number;
    else
        v.text = said.text;
    v.from_device = w.take_if("device");
    out.values.push_back(std::move(v));
    return true;
}

} // namespace

std::expected<infusion::order, std::string> read_infusion(words& w) {
    const auto found = std::ranges::find_if(forms, [&w](const form& f) { return w.peek() == f.word; });
    if (found == forms.end()) {
        std::string all;
        for (const form& f : forms) all += fmt::format("{}{}", all.empty() ? "" : ", ", f.word);
        return std::unexpected(fmt::format("what of the infusion? write one of {}", all));
    }
    w.take();
    auto order = found->then(w);
    if (!order) return std::unexpected(fmt::format("write '{}'", found->example));
    return *std::move(order);
}

std::optional<infusion::order> read_chart(words& w) {
    infusion::chart out;
    do {
        if (w.take_if("note")) {
            auto note = w.take_quoted();
            if (!note) return {};
            out.note = std::move(*note);
        } else if (!read_charted(w, out)) {
            return {};
        }
    } while (w.take_if(","));
    out.confirmed = w.take_if("confirmed");
    if (w.take_if("corrects")) {
        auto line = w.take_name();
        if (!line) return {};
        out.corrects = std::move(*line);
    }
    return out;
}

} // namespace vigil::scenario
