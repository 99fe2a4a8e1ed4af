// The record's tables that a batch fills, with their columns (migrations/*.sql) in the order in which rows are written.
#pragma once

#include <array>

#include "server/record/copy_rows.hpp"

namespace vigil::record {

struct tables {
    tables();

    copy_rows readings, alarms, shown, beds, stations, commands, rules, undecodable;

    std::array<const copy_rows*, 8> all() const {
        return {&readings, &alarms, &shown, &beds, &stations, &commands, &rules, &undecodable};
    }
    void clear() {
        for (copy_rows* table : {&readings, &alarms, &shown, &beds, &stations, &commands, &rules, &undecodable})
            table->clear();
    }
};

} // namespace vigil::record
