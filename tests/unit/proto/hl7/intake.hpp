// What the tests of ADT, device alarms, queries and batches share.
#pragma once

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "proto/dialects/dialect.hpp"
#include "proto/hl7/oru.hpp"

namespace vigil::hl7 {

inline const dialects::dialect& standard() {
    const dialects::dialect* const found = dialects::find("ihe-pcd01");
    if (!found) throw std::runtime_error{"no dialect ihe-pcd01"};
    return *found;
}

inline instant utc(std::string_view rfc3339) {
    return parse_rfc3339(rfc3339).value();
}

inline std::string corpus(const std::string& file) {
    std::ifstream in{std::string{VIGIL_SOURCE_DIR} + "/tests/corpus/hl7/" + file, std::ios::binary};
    if (!in) throw std::runtime_error{"no such sample: " + file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// When every message of these tests was received.
inline const instant received = utc("2026-11-22T02:00:05Z");

inline decode_options standard_options() {
    return {.how = standard(), .received_at = received};
}

inline message opened(std::string_view text) {
    auto read = open(text);
    if (!read) throw std::runtime_error{"the message does not begin with a header"};
    return *read;
}

} // namespace vigil::hl7
