"""Guards of protocols as files, of what is due when in a session, and of what it warns of."""

from mutation import m

DOSE = 'server/infusion/protocol_dose.cpp'
CHECKS = 'server/infusion/protocol_checks.cpp'
WARN = 'server/infusion/protocol_warnings.cpp'
LEAVE = 'server/infusion/protocol_discharge.cpp'
FILE = 'server/infusion/protocol_file.cpp'
DUE = 'server/infusion/schedule.cpp'
SAYS = 'server/infusion/warnings.cpp'
DEVICE = 'server/infusion/device_warnings.cpp'
DEADLINE = 'server/infusion/deadline.cpp'

PROTOCOLS = [
    m('a dose without a limit is refused', DOSE, 'if (!dose.contains("most"))', 'if (false)', 'infusion'),
    m('the first dose is within the limit', DOSE, '*first > *most', 'false', 'infusion'),
    m('a protocol that names no bolus foresees none', DOSE, 'void(out.bolus_mg_max = 0)', 'void()', 'infusion'),
    m('a requirement passes with yes', FILE, 'next.pass = next.what == screening_question::kind::requirement;', '',
      'infusion'),
    m('what is charted has a name of its own', FILE, 'if (alarm::source_from_name(next.name))', 'if (false)', 'infusion'),
    m('a check says once when it is due', CHECKS, 'every + schedule + once != 1', 'every + schedule + once == 0',
      'infusion'),
    m('a more urgent alarm is no sooner', CHECKS, 'out.overdue_medium < out.overdue_low', 'false', 'infusion'),
    m('a criterion reads no limit that nobody sets', WARN, 'else if (parsed->uses_limit())', 'else if (false)',
      'infusion'),
    m('a limit is one that its rule allows', WARN, 'l.limit < least || l.limit > most', 'false', 'infusion'),
    m('a sign of the checklist can be as it is asked', LEAVE, 'least < m.plausible_min || most > m.plausible_max',
      'false', 'infusion'),
]

SCHEDULE = [
    m('a value that cannot be used does no check', DUE, '    if (!usable(o)) return o.usable_at; // when the one before it came\n',
      '', 'infusion'),
    m('a measurement counts from when it was made', DUE, 'return std::min(o.received_at, o.measured_at',
      'return std::max(o.received_at, o.measured_at', 'infusion'),
    m('the oldest of the items counts', DUE, 'std::ranges::min_element(due)', 'std::ranges::max_element(due)', 'infusion'),
    m('a step makes checks denser', DUE, 'for (const step& each : s.steps) denser(each.by.at);', '', 'infusion'),
    m('a bolus makes checks denser', DUE, 'for (const bolus_given& each : s.boluses) denser(each.by.at);', '',
      'infusion'),
    m('the end of the infusion puts off nothing', DUE, 'both || just_stopped ?', 'both ?', 'infusion'),
    m('what was observed long before does not do what is due once', DUE, 'last >= at - c.overdue_low ? never : at',
      'last >= *s.infusing_since ? never : at', 'infusion'),
    m('an overdue check becomes more urgent', SAYS, 'const bool hurry = around.now >= medium;',
      'const bool hurry = false;', 'infusion'),
    m('24 hours are summed although nothing was raised', SAYS, 'if (!more(d.in_24h(now)))', 'if (true)', 'infusion'),
    m('a criterion that is unknown is no reason to stop', SAYS, '== alarm::truth::yes', '!= alarm::truth::no',
      'infusion'),
    m('the larger tolerance of a pump counts', DEVICE, 'std::max(right * differs_fraction, differs_mg_per_hour)',
      'std::min(right * differs_fraction, differs_mg_per_hour)', 'infusion'),
    m('a pump has a minute to be set', DEVICE, 'const instant at = *p.differs_since + differs_for;',
      'const instant at = *p.differs_since;', 'infusion'),
    m('a pump whose rate wavers differs since it began', DEVICE, 'if (!p.differs_since) p.differs_since', 'p.differs_since',
      'infusion'),
    m('a pump that is not heard any more differs still', DEVICE, 'if (!known && !s.pump) return;',
      'if (!known) return s.pump.reset();', 'infusion'),
    m('a pump is judged by what it said after it was to be set', DEVICE, 'if (p.heard <= asked) return;', '', 'infusion'),
    m('another order begins anew', DEVICE, 'if (p.ordered != s.doses.rate()) p.ordered', 'if (false) p.ordered', 'infusion'),
    m('a stop after a pause orders nothing new', DEVICE,
      'while (at > 1 && changes[at - 2].rate == s.doses.rate()) --at;', '', 'infusion'),
    m('of two pumps one that agrees does not hide the other', DEVICE, 'if (around.now - *p.agrees_since >= agrees_for)',
      'if (true)', 'infusion'),
    m('a pump that is put right within the minute is not told', DEVICE,
      'if (!p.agrees_since || *p.agrees_since >= at)', 'if (true)', 'infusion'),
    m('when a pump has agreed for long enough is a deadline', DEVICE,
      'if (p.agrees_since) out.next = std::min(out.next, *p.agrees_since + agrees_for);', '', 'infusion'),
    m('a pump that is removed says nothing', DEVICE, 'if (!s.pump_attached || !s.infusing_since ||', 'if (!s.infusing_since ||', 'infusion'),
    m("a session's own schedule decides", 'server/ward/fold_infusion.cpp',
      '    here.care.scheduled = infusion::scheduled_now(s);\n', '', 'scenario'),
    m('what is scheduled is so after a restart', 'server/ward/snapshot.cpp',
      '        f.beds_[b].care.scheduled = infusion::scheduled_now(s.what);\n', '', 'scenario'),
    m('what the pump said is known after a restart', 'server/ward/snapshot_infusion.cpp',
      'if (s.pump) write(*s.pump, *out.mutable_pump());', '', 'scenario'),
    m('a pump that was never heard is not lost', DEVICE, '    if (heard < s.began.at) return {};\n', '', 'infusion'),
    m('a gap ends when every sign is there', DEVICE, 'if (until > around.now)', 'if (until >= around.now)', 'infusion'),
    m('a sign that goes stale is a deadline of the checklist', DEADLINE,
      'if (around.care.values.has(m.what)) pass(', 'if (false) pass(', 'infusion'),
]
