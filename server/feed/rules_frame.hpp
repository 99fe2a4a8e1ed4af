// The rules in force as JSON (proto/openapi.yaml): in short for a stream, in full for whoever asks what they say.
#pragma once

#include <string>

#include "server/ward/fold.hpp"

namespace vigil::feed {

/// ,"rules":[...]: so that a dashboard can offer limits and pauses.
void append_rules(std::string& out, const alarm::rule_set& rules);

/// GET /v1/rules: each rule in plain English and as it was written, with what the wards raise by themselves and whom
/// the rules call.
std::string rules_object(const ward::fold& wards);

} // namespace vigil::feed
