#include "server/net/infusion_orders.hpp"

#include <fmt/format.h>

#include <utility>

namespace vigil::net {
namespace {

using infusion::order;
template <class T>
using read = std::expected<T, std::string>;

read<infusion::route> route_of(std::string_view text) {
    const auto known = infusion::route_from_name(text);
    if (known) return *known;
    return std::unexpected(
        fmt::format("route must be one of intravenous, subcutaneous, oral, not '{}'", text.substr(0, 48)));
}

read<infusion::dose_unit> unit_of(std::string_view text) {
    const auto known = infusion::dose_unit_from_text(text);
    if (known) return *known;
    return std::unexpected(
        fmt::format("unit must be one of mg/h, mL/h, mg/kg/h, ug/kg/min, mg/24h, not '{}'", text.substr(0, 48)));
}

struct translation {
    const std::string& request;

    read<order> operator()(json::start_infusion& c) const {
        return infusion::start_session{std::move(c.protocol), c.weight_kg, c.override};
    }
    read<order> operator()(json::answer_screening& c) const {
        return infusion::answer_screening{std::move(c.question), c.yes, c.override, std::move(c.second_prescriber)};
    }
    read<order> operator()(json::set_rate& c) const {
        const auto unit = unit_of(c.unit);
        if (!unit) return std::unexpected(unit.error());
        const auto by = route_of(c.route);
        if (!by) return std::unexpected(by.error());
        return infusion::set_rate{.prescribed = {c.amount, *unit, c.concentration_mg_per_ml, c.weight_kg},
                                  .by = *by,
                                  .prescriber = std::move(c.prescriber),
                                  .second_prescriber = std::move(c.second_prescriber),
                                  .override = c.override};
    }
    read<order> operator()(json::give_bolus& c) const {
        const auto by = route_of(c.route);
        if (!by) return std::unexpected(by.error());
        return infusion::give_bolus{c.mg, *by, std::move(c.prescriber), std::move(c.second_prescriber), c.override};
    }
    read<order> operator()(const json::pause_infusion&) const { return infusion::pause_infusion{}; }
    read<order> operator()(json::resume_infusion& c) const {
        return infusion::resume_infusion{std::move(c.second_prescriber), c.override};
    }
    read<order> operator()(const json::stop_infusion& c) const { return infusion::stop_infusion{c.early}; }
    read<order> operator()(const json::remove_pump&) const { return infusion::remove_pump{}; }
    read<order> operator()(json::chart& c) const {
        infusion::chart made{.id = request, .corrects = std::move(c.corrects), .values = {}, .note = std::move(c.note)};
        made.confirmed = c.confirmed;
        for (json::charted_value& v : c.values)
            made.values.push_back({std::move(v.item), v.number, std::move(v.text), v.from_device});
        return made;
    }
    read<order> operator()(const json::acknowledge_after_care&) const { return infusion::acknowledge_after_care{}; }
    read<order> operator()(json::sign_discharge& c) const {
        return infusion::sign_discharge{std::move(c.override), std::move(c.second_prescriber)};
    }
};

} // namespace

read<ward::infusion_order> infusion_order_of(json::infusion_command c, const std::string& request) {
    auto made = std::visit(translation{request}, c.what);
    if (!made) return std::unexpected(std::move(made.error()));
    return ward::infusion_order{*std::move(made), c.happened_at};
}

} // namespace vigil::net
