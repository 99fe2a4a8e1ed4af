// The alarms of a ward as they stand in the record, newest first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "server/alarm/alarm.hpp"
#include "server/record/queries.hpp"

namespace vigil::record {

struct alarm_query {
    /// An alarm in the list of all.
    struct place {
        instant since{};
        alarm::alarm_id id{};
    };

    std::string ward;
    std::optional<instant> from; ///< raised not before
    std::optional<instant> to;   ///< raised before
    std::size_t alarms_max = 100;
    std::optional<place> after; ///< those that follow this one
};

struct recorded_alarms {
    struct entry {
        alarm_query::place at;
        std::string object; ///< JSON (proto/openapi.yaml: RecordedAlarm)
    };
    std::vector<entry> alarms;
    bool more = false;
};

/// Throws what libpqxx throws.
recorded_alarms read_alarms(pqxx::transaction_base& record, const alarm_query& asked);

} // namespace vigil::record
