// OperationOutcome: what FHIR answers with when there is something to say.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vigil::fhir {

/// Issue.severity, the worst first.
enum class gravity { fatal, error, warning, information };

struct issue {
    gravity how = gravity::error;
    std::string_view code;   ///< of FHIR's issue types: "value", "required", "not-supported", ...
    std::string where;       ///< FHIRPath: "Observation.component[1].valueQuantity.code"; empty: the whole
    std::string diagnostics; ///< what was found and what would be accepted
};

inline constexpr std::size_t issues_listed_max = 1'000; ///< of one outcome; after them one says that there are more

/// Appends {"resourceType":"OperationOutcome","issue":[...]}; says that all is well if there is none.
void append_outcome(std::string& out, const std::vector<issue>& issues);

/// Fatal or error.
bool any_error(const std::vector<issue>& issues);

} // namespace vigil::fhir
