"""Guards of sessions at beds that stories of whole sessions notice; and of protocols as they are played and shown."""

from mutation import m

WARD, HELD = 'server/ward/fold_infusion.cpp', 'server/ward/fold_held.cpp'
SHOWN, PLAN, WRONG = 'server/infusion/demonstration.cpp', 'server/simulate/care_plan.cpp', 'server/simulate/complication.cpp'

SESSIONS = [
    m('nobody is moved with the pump attached', HELD, '            held = true;\n', '', 'scenario'),
    m('who waits for the pump goes when it is removed', HELD,
      'if (s == sessions_.end() || s->second.what.pump_attached) return;', 'return;', 'scenario'),
    m('registration may take back that a patient leaves', HELD, 'return same_person(h.content, said); });',
      'return false; });', 'scenario'),
    m('a name of a patient moves nobody', HELD, '    if (said.what == movement::kind::updated) return false;\n', '',
      'scenario'),
    m('who waits for the pump goes under the number they have then', HELD,
      'if (who->id == old) who->id = id;', '', 'scenario'),
    m("another patient's movement takes nothing back", HELD, 'return same_person(h.content, said); });',
      'return true; });', 'scenario'),
    m('whoever has a pump running lies there until it is removed', 'server/ward/fold_identity.cpp',
      'if (session && session->what.pump_attached) {', 'if (false) {', 'scenario'),
    m('a late word does not overrule a newer one', WARD, 'known.received_at) > a.at;', 'known.received_at) > never;',
      'scenario'),
    m('a session that is over decides nothing', WARD, 'const bool runs = s != sessions_.end() && !over(s->second);',
      'const bool runs = s != sessions_.end();', 'scenario'),
    m('a high alarm of the session stands against a rise', WARD,
      '(s && std::ranges::any_of(s->alarms, high, &session_alarm::id))', 'false', 'scenario'),
    m('a protocol may tighten a limit', WARD,
      '        beds_[b].tighter.push_back(\n', '        if (false) beds_[b].tighter.push_back(\n', 'scenario'),
    m('a day of a course is remembered for the next one', WARD, 'past.push_back(*std::move(s));', ';', 'scenario'),
    m('a criterion to stop that is no longer known does not end its alarm', WARD,
      'if (infusion::undecided(s.what, a.rule, around)) return false;', '', 'scenario'),
    m('an alarm of a session ends with its reason', WARD,
      'if (std::ranges::find(now, a.rule, &infusion::warning::rule) != now.end()) return false;', 'return false;', 'scenario'),
]

DEMONSTRATIONS = [
    m('a demonstration divides its times', SHOWN, 'time = std::max(milliseconds{1}, time / by);', '{}', 'infusion'),
    m('no time of a demonstration is none', SHOWN, 'std::max(milliseconds{1}, time / by)', 'time / by', 'infusion'),
    m('what has no end has none in a demonstration', SHOWN, ' && time != milliseconds::max()', '', 'infusion'),
    m('a demonstration says so in its title', SHOWN,
      'p.title = fmt::format("DEMONSTRATION, {} times as fast: {}", p.demonstration, p.title);', '', 'infusion'),
    m('a demonstration is no protocol of the same name', SHOWN, 'p.name = demonstration_name(p.name, p.demonstration);', '',
      'infusion'),
    m('a demonstration is not made faster once more', SHOWN, 'if (text.find("\\ndemonstration") != text.npos)', 'if (false)',
      'infusion'),
]

PLAYED = [
    m('a simulated dose begins below the ceiling', PLAN, 'std::min(0.6 * *start, 0.5 * *most)', '1.1 * *start', 'simulate'),
    m('a simulated step is one that is allowed', PLAN, 'std::min(out.step, out.step_most)', '2 * out.step_most', 'simulate'),
    m('what was found is charted', PLAN, 'if (found != finds.end())', 'if (false)', 'simulate'),
    m('a stop criterion that a protocol has is expected to speak', WRONG, '!rule.starts_with(stop) || ', '!rule.starts_with(stop) && ',
      'simulate'),
    m('a complication that raises nothing is a failure', 'server/simulate/nurse_complications.cpp',
      'std::ranges::all_of(rules, [this](auto rule) { return active(rule); })', 'true',
      'integration:test_protocols.py::test_a_complication_that_raises_nothing_fails'),
]

ALL = SESSIONS + DEMONSTRATIONS + PLAYED
