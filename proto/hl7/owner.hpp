// Whose values a message holds: to see that a second PID, PV1 or OBR names the same.
#pragma once

#include <string>

#include "proto/vitals/movement.hpp"

namespace vigil::hl7 {

struct owner {
    place where;
    std::string patient, patient_name;

    /// The name decides only where nobody gave an id: it is no key.
    bool is(const owner& other) const {
        const bool same_name = !patient.empty() || patient_name == other.patient_name;
        return where == other.where && patient == other.patient && same_name;
    }
    bool is_named() const { return !where.bed.empty() || !where.ward.empty() || !patient.empty(); }
};

} // namespace vigil::hl7
