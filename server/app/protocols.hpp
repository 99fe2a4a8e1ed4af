// The protocols of a site, read from their directory, and `vigil protocols`: what a clinician does before signing one
// off, and what shows it to others in minutes.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "server/alarm/rule_set.hpp"
#include "server/config/config.hpp"
#include "server/infusion/protocol.hpp"

namespace vigil::app {

/// `[protocols] directory`; where that is empty, `protocols` beside the rules, or "" if there is no such directory.
std::string protocols_directory(const config& options);

/// Every *.toml there, by name; "": none. Every problem of every file at once, a line each. With `rules`, also what
/// they say of the rules' limits.
std::expected<std::vector<infusion::protocol_ptr>, std::vector<std::string>> load_protocols(
    const std::string& directory, const alarm::rule_set* rules);

struct protocols_options {
    std::string directory; ///< empty: that of the configuration
    std::string config;
    std::string name;            ///< explain, demonstrate: a protocol's name, or "all"
    unsigned times_faster = 600; ///< demonstrate
    std::string to = ".";        ///< demonstrate: an existing directory
};

/// Prints name, title and version of each. Exit codes: 0 done, 2 one cannot be used.
int list_protocols(const protocols_options& o);

/// Prints in plain English what a protocol asks for. Exit codes: 0 done, 2 no such protocol, or one cannot be used.
int explain_protocol(const protocols_options& o);

/// Writes a protocol's demonstration, its times divided, into a directory of its own. Exit codes: 0 done, 2 no such
/// protocol, one cannot be used, or it cannot be written.
int demonstrate_protocol(const protocols_options& o);

} // namespace vigil::app
