// What stands in the journal, as lines that somebody who reviews an incident reads: what came in, and what came of it.
// Pure. One line each, whatever senders wrote.
#pragma once

#include <optional>
#include <string>

#include "proto/vitals/movement.hpp"
#include "server/ward/codec.hpp"

namespace vigil::app {

struct log_line {
    instant at{};
    place where;           ///< both empty: of no ward; without a bed: of a whole ward
    std::string text;      ///< what happened, in words that other rules or another run do not change by themselves
    std::string reference; ///< ids and versions, to find it elsewhere; may be empty
    friend bool operator==(const log_line& a, const log_line& b) {
        return a.at == b.at && a.where == b.where && a.text == b.text;
    }
};

/// "2026-11-22T02:00:10.000Z  W1/3  alarm onset: tachycardia, ...  (alarm 0123456789abcdef, ...)\n"
std::string to_text(const log_line& line);

/// What came in; nothing where only time passed.
std::optional<log_line> line_of(const ward::input& in);

/// What came of it.
log_line line_of(const ward::recorded_event& e);

/// replay_infusion.cpp, for the two above.
std::string order_text_of(const ward::infusion_order& o);
std::string infusion_text(const infusion::status& s);

} // namespace vigil::app
