// GET /fhir/Observation: what its parameters ask for, and the Bundle that answers.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "proto/fhir/outcome.hpp"
#include "proto/vitals/reading.hpp"

namespace vigil::fhir {

inline constexpr std::size_t count_default = 100;
inline constexpr std::size_t count_max = 1'000; ///< more are not given in one page, whatever is asked for

/// A place in the list of all reports, newest first: the next resource to give.
struct cursor {
    instant at{};             ///< the report's time
    std::int64_t journal = 0; ///< with `row`: which report of that time
    std::int64_t row = 0;
    std::size_t skip = 0; ///< resources of that report that were given already
};

/// An Observation's id says where its report stands: 0a1b2c3d-4711-heart-rate-1795000000000.
struct resource_id {
    std::string text;
    std::string journal; ///< the first eight digits of its identity
    std::int64_t row = 0;
};

struct search {
    std::optional<resource_id> id;
    std::string patient; ///< identifier; at least one of id, patient and bed is there
    std::string ward;
    std::string bed;
    std::vector<metric> metrics; ///< empty: all
    bool nothing = false;        ///< asks for what is never stored here: the answer is empty
    std::optional<instant> from; ///< not before
    std::optional<instant> to;   ///< before
    std::size_t count = count_default;
    std::optional<cursor> after;
};

using parameters = std::vector<std::pair<std::string, std::string>>;

/// Parameters: _id (one), patient, subject, patient.identifier, subject.identifier, bed (ward/bed), code, category,
/// date (eq, ge, gt, le, lt), _count, _sort (-date), _format, _cursor. `lenient`: others are passed over, as the client
/// asked; else each is named.
std::expected<search, std::vector<issue>> read_search(const parameters& given, bool lenient);

/// One stored report: an Observation for each sign, blood pressures as panels.
struct stored_report {
    std::int64_t journal = 0;
    std::int64_t row = 0;
    std::string journal_digits; ///< as resource_id::journal
    instant received_at{};
    report content; ///< with reported_at
};

struct page {
    std::vector<stored_report> reports; ///< newest first, from the cursor's on; as many as reports_for() says
    bool more = false;                  ///< there are further reports after the last one
};

/// One more than resources are asked for: the cursor's own may have been given as a whole already.
constexpr std::size_t reports_for(const search& asked) {
    return asked.count + 1;
}

/// The id under which the first Observation of a report will be found. `content` has readings; `journal`: its identity.
std::string first_id(const report& content, std::string_view journal, std::int64_t row);

/// The searchset Bundle. `self` is the address asked, with its query; the link `next` is the same with another cursor.
std::string searchset(const search& asked, const page& found, std::string_view self);

} // namespace vigil::fhir
