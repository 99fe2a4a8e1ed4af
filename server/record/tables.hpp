// The record's tables that a batch fills, with their columns (migrations/*.sql) in the order in which rows are written.
#pragma once

#include <array>

#include "server/record/copy_rows.hpp"

namespace vigil::record {

struct tables {
    tables();

    copy_rows readings, alarms, shown, beds, stations, commands, rules, device_alarms, movements, quarantine,
        undecodable, infusions, protocols;

    std::array<const copy_rows*, 13> all() const {
        return {&readings,      &alarms,    &shown,      &beds,        &stations,  &commands, &rules,
                &device_alarms, &movements, &quarantine, &undecodable, &infusions, &protocols};
    }
    void clear();
    std::size_t bytes() const; ///< of what waits in them
};

/// Of vigil.minute, which is filled now and then.
copy_rows minute_rows();

} // namespace vigil::record
