// Whether a patient may go, item by item, with why not. Pure.
#pragma once

#include <string>
#include <vector>

#include "server/infusion/session.hpp"

namespace vigil::infusion {

struct checked_item {
    enum class state : std::uint8_t { done, missing, blocked, overridden };
    std::string name;
    std::string text;
    state is = state::missing;
    std::string why; ///< "the respiratory rate is not known", "41 of 60 min"
};

/// In the protocol's order. Unknown is never done. `recovery_least` is an item too ("recovery_time") where the protocol
/// has none of at least that time. Once the discharge is signed: as it was then.
std::vector<checked_item> checklist(const session& s, const surroundings& around);

bool complete(const std::vector<checked_item>& items);

/// Why a discharge, a transfer or a leave is refused now: the pump is attached. Nothing: it may be.
std::optional<std::string> may_not_leave(const session& s);

} // namespace vigil::infusion
