// From the tables of a rule file to rules and settings. Faults go to the file's list of problems, and reading goes on.
#pragma once

#include "server/alarm/rule_file.hpp"
#include "server/alarm/rule_set.hpp"

namespace vigil::alarm {

/// Reads every [[alarm]] into out.rules, and what windows they need into out.windows.
void read_alarms(rule_file& file, rule_set& out);

/// Reads [monitor_silent], which becomes the last rule, the alarms of a whole ward, [together] and [[call]].
void read_settings(rule_file& file, rule_set& out);

/// The rule of a bed whose monitor says nothing for `after`.
rule monitor_silent(const fixed_alarm& settings);
/// What [monitor_silent] says unless a file says otherwise. 30 s: proposal, needs clinical sign-off.
fixed_alarm monitor_silent_settings();

/// Nothing where the file has none or a wrong one; the latter is reported.
std::optional<priority> read_priority(rule_file& file, const toml::table& t, bool required);

/// The text under `key`, reported if it has not 1 to `characters_max` characters.
const std::string* read_short_text(rule_file& file, const toml::table& t, std::string_view key,
                                   std::size_t characters_max, bool required);

inline constexpr std::size_t message_max = 200; ///< characters

} // namespace vigil::alarm
