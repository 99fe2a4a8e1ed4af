// The observations that gateways of CARE TeleICU send (ohcnetwork/teleicu_middleware): an array, or an array of arrays,
// of {"observation_id":"heart-rate","device_id":"10.0.0.5","date-time":"2026-11-22 02:00:00","patient-id":"P-17",
// "status":"final","value":71,"unit":"bpm","low-limit":50,"high-limit":120}; a blood pressure holds "systolic",
// "diastolic" and "map" instead of a value. What else stands in them is not ours to define, and passed over.
//
// Pure. Which status text means what: proposal, needs clinical sign-off.
#pragma once

#include <functional>
#include <vector>

#include "proto/json/fields.hpp"
#include "proto/json/readings.hpp"

namespace vigil::json {

/// True if this document is of that kind: by the first observation in it.
bool is_care(simdjson::dom::element document);

/// What a status text says of the number beside it. An unknown one raises a doubt, and the number is still evaluated.
validity care_validity(std::string_view status);

/// Reports of a document: one for each device and patient named in it, in the order of devices' names; each flawed
/// observation is refused by its place in the document, and its neighbours live.
class care_reader {
public:
    /// The document must live until the last next().
    void open(simdjson::dom::element document);

    /// Like report_reader::next(). Such reports have no id: the newest time in them stands in. Their bed is empty.
    bool next(instant received_at, const local_clock& zones, report_item& out);

private:
    struct observation {
        std::string_view device;
        std::string_view patient;
        std::size_t place;
        std::string pointer;
        simdjson::dom::element content;
    };

    void add(simdjson::dom::element element, std::string pointer);

    std::vector<observation> observations_; ///< those of one device and patient side by side
    std::size_t at_ = 0;
    std::size_t index_ = 0;
};

} // namespace vigil::json
