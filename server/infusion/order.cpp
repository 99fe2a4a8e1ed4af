#include "server/infusion/order.hpp"

#include <array>

namespace vigil::infusion {

std::string_view name(const order& o) {
    static constexpr std::array<std::string_view, std::variant_size_v<order>> names{
        "start_session",  "answer_screening",       "set_rate",      "give_bolus",
        "pause_infusion", "resume_infusion",        "stop_infusion", "remove_pump",
        "chart",          "acknowledge_after_care", "sign_discharge"};
    return names[o.index()];
}

} // namespace vigil::infusion
