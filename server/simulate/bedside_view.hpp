// What a nurse sees of a bed on a screen: its infusion session and its alarms, as the server's JSON says. Pure.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proto/vitals/instant.hpp"

namespace vigil::simulate {

struct check_view {
    std::string name;
    std::optional<instant> due_at; ///< nothing: not due in this phase
    bool overdue = false;
    std::vector<std::string> missing;
};

struct item_view {
    std::string name;
    std::string state; ///< "done", "missing", "blocked", "overridden"
    std::string why;
};

/// All empty: the bed has no session.
struct session_view {
    std::string id;
    std::string phase;
    double rate_mg_per_h = 0;
    double total_mg = 0;
    bool pump_attached = false;
    std::vector<check_view> checks;
    std::vector<item_view> discharge;
};

struct alarm_view {
    std::string id;
    std::string rule;
    std::string priority;
    std::string message;
    bool active = false; ///< not latched
    bool acknowledged = false;
};

struct bed_view {
    std::string stay; ///< empty: nobody lies there
    std::string patient;
    std::vector<alarm_view> alarms;
};

// The error says what is not as it should be.

/// Of GET /v1/beds/{ward}/{bed}/infusion.
std::expected<session_view, std::string> read_session(std::string_view body);
/// Of GET /v1/wards/{ward}; `bed` as "W1/3".
std::expected<bed_view, std::string> read_bed(std::string_view body, std::string_view bed);
/// Of GET /v1/protocols/{name}: the protocol as it was written.
std::expected<std::string, std::string> read_protocol_text(std::string_view body);
/// Of an answer that refuses (application/problem+json): why.
std::string read_refusal(std::string_view body);

} // namespace vigil::simulate
