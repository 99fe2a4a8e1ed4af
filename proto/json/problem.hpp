// RFC 9457 problem details: the body of an HTTP error (application/problem+json).
#pragma once

#include <string>
#include <string_view>

namespace vigil::json {

/// Appends {"type":"about:blank","title":"Not Found","status":404,"detail":"..."}; the title is the status' phrase.
void append_problem(std::string& out, unsigned status, std::string_view detail);

} // namespace vigil::json
