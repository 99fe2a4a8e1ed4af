"""Guards of what people say about alarms and senders, of what the rules say of themselves, and of a ward's burden."""

from mutation import m

WORDS = 'server/ward/fold_words.cpp'
SENDERS = 'server/ward/fold_senders.cpp'
BURDEN = 'server/record/queries_burden.cpp'
IN_THE_RECORD = 'integration:test_alarm_words.py::test_all_that_was_said_is_in_the_record_and_the_newest_stand_beside_the_alarm'
PLAIN_SQL = 'integration:test_burden.py::test_the_numbers_are_those_of_plain_sql'

ALARMS = [
    m('a note is no acknowledgement', WORDS, '    publish(a, bed_of(a), alarm::change::noted);',
      '    a.acknowledged = {in.by, now_};\n    publish(a, bed_of(a), alarm::change::noted);', 'ward', 'scenario'),
    m('a note does not begin a sound anew', WORDS, '    publish(a, bed_of(a), alarm::change::noted);',
      '    publish(a, bed_of(a), alarm::change::resumed);', 'ward', 'scenario'),
    m('whoever is sent there has not acknowledged', WORDS, '    publish(a, bed_of(a), alarm::change::assigned);',
      '    a.acknowledged = {in.by, now_};\n    publish(a, bed_of(a), alarm::change::assigned);', 'ward', 'scenario'),
    m('notes are bounded', WORDS, 'if (a.notes.size() == alarm::notes_max) a.notes.erase(a.notes.begin());', '', 'ward'),
    m('a note is bounded', WORDS, 'c.text.size() > alarm::note_bytes_max', 'false', 'ward'),
    m('of an alarm that is over nothing is written', WORDS,
      '    if (!find_alarm(c.alarm)) return no_alarm;\n    if (c.by.empty()) return nobody;\n    if (c.text',
      '    if (c.by.empty()) return nobody;\n    if (c.text', 'scenario'),
    m('somebody answers for who goes there', WORDS,
      '    if (!known) return no_alarm;\n    if (c.by.empty()) return nobody;\n',
      '    if (!known) return no_alarm;\n', 'ward'),
    m('notes survive a restart', 'server/ward/wire.cpp', '        w.set_text(n.text);\n', '', 'ward'),
    m('who goes there survives a restart', 'server/ward/wire.cpp',
      '        out.mutable_assigned()->set_to(a.assigned->to);\n', '', 'ward'),
    m('more notes than there can be are damage', 'server/ward/wire.cpp',
      'return a.notes.size() <= alarm::notes_max;', 'return true;', 'ward'),
    m('a webhook is not told what people wrote', 'server/outbound/delivery.cpp', '    told.notes.clear();',
      '    static_cast<void>(told);', 'outbound'),
    m('a note calls nobody outside', 'server/outbound/outbound.cpp', 'if (is_of_ward_only(changed->how)) return;', '',
      'outbound'),
    m('the newest words stand beside the alarm in the record', 'server/record/session.cpp',
      ', notes = excluded.notes', '', IN_THE_RECORD),
]

PLACES = [
    m('only who is there without a bed is given one', SENDERS,
      "    if (!from) return fmt::format(\"there is no '{}' in the ward '{}'\", c.sender, unassigned_ward);\n",
      '    if (!from) return {};\n', 'ward'),
    m('the place of a sender that got a bed is empty', SENDERS, '    vacate(from, XXH3_64bits',
      '    if (false) vacate(from, XXH3_64bits', 'ward'),
    m('no infusion session ends because its monitor is given a bed', SENDERS,
      'session->what.phase != alarm::infusion_phase::discharged', 'false', 'ward'),
    m('nobody is put into the ward of those without a bed', SENDERS, 'if (c.ward == unassigned_ward) return',
      'if (false) return', 'ward'),
    m('a sender keeps its bed through a restart', 'server/ward/snapshot.cpp', '    write_placed(senders_, out);\n', '',
      'ward'),
    m('what a message says of its bed goes before what people say', 'server/ingest/bed_map.cpp',
      'if (ward.empty()) place_by_people(ward, bed);', 'place_by_people(ward, bed);', 'ingest'),
    m('ingest obeys what people say', 'server/app/server.cpp', '    beds_.follow(engine_->wards().senders());\n', '',
      'integration:test_senders_assigned.py::test_what_it_reports_from_then_on_is_of_the_bed_that_it_was_given'),
]

TOLD = [
    m('a rule is shown with its own text only', 'server/alarm/rule_place.cpp',
      'next == begin.end() ? lines.size() : *next - 1', 'lines.size()', 'alarm'),
    m('the comment above a rule belongs to it', 'server/alarm/rule_place.cpp',
      '        while (first > 0 && is_comment(lines[first - 1])) --first;\n', '', 'alarm'),
    m('the comment above the next rule does not', 'server/alarm/rule_place.cpp',
      '(lines[end - 1].empty() || is_comment(lines[end - 1]))', 'lines[end - 1].empty()', 'alarm'),
    m('only monitored time counts', BURDEN, 'FILTER (WHERE monitored), 0)::float8', ', 0)::float8', 'record'),
    m('how a bed was before the span counts', BURDEN, 'ORDER BY at DESC, seq DESC, item DESC LIMIT 1) AS before',
      'AND false) AS before', 'record'),
    m('what somebody acknowledged did not end by itself', BURDEN, 'coalesce(e.answered > e.ended, true)', 'true',
      'record'),
    m('a latched alarm is over', BURDEN, "phase IN ('latched', 'cleared')", "phase = 'cleared'", 'record'),
    m('the first acknowledgement counts', BURDEN, 'SELECT min(acknowledged_at) AS answered',
      'SELECT max(acknowledged_at) AS answered', 'record'),
    m('the priority is that of the onset', BURDEN, '(array_agg(priority ORDER BY revision))[1]',
      '(array_agg(priority ORDER BY revision DESC))[1]', 'record'),
    m('alarms of other wards are not counted', BURDEN, 'WHERE a.ward = {0} AND a.since', "WHERE a.ward <> '' AND a.since",
      'record', PLAIN_SQL),
    m('nobody is monitored in what is to come', 'server/net/burden_question.cpp',
      '    out.to = std::min(out.to, now);', '    static_cast<void>(now);', 'net'),
    m('a span is bounded', 'server/net/burden_question.cpp', 'out.to - out.from > record::burden_span_max', 'false',
      'net'),
    m('what a page says of itself is no news of its station', 'server/core/stations.cpp',
      'if (auto now = merged(n, e); !same(now, e.told)) out.push_back(std::move(now));',
      'out.push_back(merged(n, e));',
      'integration:test_operations.py::test_what_the_pages_say_of_themselves_is_told_at_its_worst_and_not_journaled'),
]

ALL = ALARMS + PLACES + TOLD
