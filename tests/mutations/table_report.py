"""Guards of what is told of an infusion session: its report as a page and as FHIR, and the commands it comes from."""

from mutation import m

REPORT, PAGE, BUNDLE = 'server/feed/session_report.cpp', 'server/feed/html_page.cpp', 'server/feed/session_bundle.cpp'
WARNED, OBSERVED = 'server/infusion/warned.cpp', 'server/feed/report_observations.cpp'
COMMANDS = 'proto/json/infusion_command.cpp'


def r(guard, file, old, new):
    return m(guard, file, old, new, 'feed')


ALL = [
    r('a name becomes no markup', PAGE, 'out += "&lt;";', "out += '<';"),
    r('a page stays well-formed', PAGE, 'if (length == 0 || !has_place(character))',
      'if (length == 0 || (false && !has_place(character)))'),
    r('a report that is not final says so', REPORT, 'if (s.phase != infusion_phase::discharged)', 'if (false)'),
    r('what was passed over at the screening is told', REPORT, 'return a.overridden ? "overridden" : "no";',
      'return "no";'),
    r('a check that was not done was missed', WARNED, 'return !now->done_at ||', 'return false &&'),
    r('a check that was done late was not missed', WARNED, 'if (now == all.end() || now->due_at) return false;',
      'if (now == all.end()) return false;'),
    r('what is warned of no longer is over', WARNED, 'w.until = around.now;', ''),
    r('what is still warned of is told once', WARNED, 'if (open == s.warned.end()) {', 'if (true) {'),
    r('a discharge stays as it was signed', 'server/infusion/discharge.cpp', 'if (s.discharged && s.infusing_since)',
      'if (false)'),
    r('what was corrected is marked', OBSERVED, 'set.corrected_by.empty() ? "" : "corrected"', '""'),
    r('what was corrected was entered in error', BUNDLE, 'const bool replaced = !set.corrected_by.empty();',
      'const bool replaced = false;'),
    r('a pause is no dose', BUNDLE, 'all[i].rate == infusion::micrograms_per_hour{} || ', ''),
    m('a note holds no control characters', COMMANDS, 'if (std::ranges::any_of(text, unwritten))',
      'if (false && std::ranges::any_of(text, unwritten))',
      'proto/json'),
    m('an observation set has a bound', COMMANDS, 'if (list.size() > most)', 'if (false)', 'proto/json'),
]
