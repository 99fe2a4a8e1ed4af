// `vigil rules`: what a clinician does with rules before they watch anybody.
#pragma once

#include <string>
#include <vector>

namespace vigil::app {

struct rules_options {
    std::string rules = "/etc/vigil/rules.toml";
    std::vector<std::string> stories; ///< test: files
    std::string junit;                ///< test: file to write; empty: none
    std::string rule;                 ///< explain: a rule's name, or "all"
};

/// Plays stories and prints TAP. Exit codes: 0 all go as written, 1 one does not, 2 one, or its rules, cannot be used.
int test_rules(const rules_options& o);

/// Prints in plain English what a rule does. Exit codes: 0 done, 2 no such file, rule, or sound rules.
int explain_rules(const rules_options& o);

} // namespace vigil::app
