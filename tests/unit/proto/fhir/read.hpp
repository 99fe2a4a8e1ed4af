// What the reader makes of a body, for the tests.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "proto/fhir/message.hpp"

namespace vigil::fhir {

inline const instant two_o_clock = *parse_rfc3339("2026-11-22T02:00:00Z");

inline std::string corpus(const std::string& name) {
    std::ifstream file{VIGIL_SOURCE_DIR "/tests/corpus/fhir/" + name};
    REQUIRE_MESSAGE(file, name);
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// Every item of a body that is not refused as a whole.
inline std::vector<message_item> items(const std::string& body, bool bundle, instant received_at = two_o_clock) {
    message_reader reader;
    const auto kind = bundle ? reader.open_bundle(body) : reader.open_observation(body);
    REQUIRE_MESSAGE(kind, kind.error().why.diagnostics);
    std::vector<message_item> all;
    message_item item;
    while (reader.next(received_at, item)) all.push_back(item);
    return all;
}

inline message_item read(const std::string& body, instant received_at = two_o_clock) {
    return items(body, false, received_at).at(0);
}

/// A heart rate of 128, final, at two o'clock, of P-17; `more` is put in before the end.
inline std::string heart_rate(const std::string& more = "", const std::string& status = "final") {
    return R"({"resourceType":"Observation","status":")" + status +
           R"(","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},)"
           R"("subject":{"reference":"Patient/P-17"},"effectiveDateTime":"2026-11-22T02:00:00Z")" +
           (more.empty() ? R"(,"valueQuantity":{"value":128,"system":"http://unitsofmeasure.org","code":"/min"})"
                         : "," + more) +
           "}";
}

inline std::string where(const message_item& item) {
    std::string all;
    for (const issue& each : item.issues) all += (all.empty() ? "" : " ") + each.where;
    return all;
}

} // namespace vigil::fhir
