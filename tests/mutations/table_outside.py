"""Guards of what leaves the server: alarms to other systems, the record, and answers to questions."""

from mutation import m

QUEUE = 'server/outbound/queue.cpp'
FOLLOWER = 'server/outbound/outbound.cpp'
ANSWER = 'server/outbound/answer.cpp'
PAUSE = 'server/outbound/backoff.hpp'
MLLP = 'server/outbound/mllp_link.cpp'
SESSION = 'server/record/session.cpp'
WRITER = 'server/record/writer.cpp'
UPKEEP = 'server/record/upkeep.cpp'
DAYS = 'server/record/days.cpp'
TREND = 'server/record/queries_trend.cpp'
FHIR = 'server/net/fhir_routes.cpp'

OUTBOUND = [
    m('more urgent alarms are told first', QUEUE, 'return {-static_cast<int>(e.newest.now.urgency), ', 'return {0, ',
      'outbound'),
    m('the older of two is told first', QUEUE, 'e.newest.now.urgency), e.since,', 'e.newest.now.urgency), instant{},',
      'outbound'),
    m('an older revision is no news', QUEUE, '    if (n.now.revision <= e.newest.now.revision) return;\n', '',
      'outbound'),
    m('a late answer harms nothing', QUEUE, '    if (at == entries_.end()) return; // meanwhile given up\n',
      '    if (at == entries_.end()) throw 1;\n', 'outbound'),
    m('a change is given up when it is too old', QUEUE, 'if (now - since > give_up_after_) late.push_back(id);', '',
      'outbound'),
    m('not a moment before', QUEUE, 'now - since > give_up_after_', 'now - since >= give_up_after_', 'outbound'),
    m('what was given up is counted', QUEUE, '    lost_.gave_up += late.size();\n', '', 'outbound'),
    m('an end is told to who may have heard of the start', QUEUE, '    entries_.at(id).tried = true;\n', '',
      'outbound'),
    m('what is refused is not sent again', QUEUE,
      '    if (at->second.newest.now.revision == revision) settle(at);\n', '', 'outbound'),
    m('what changed on its way is told next', QUEUE, 'if (e.newest.now.revision == revision) return settle(at);',
      'return settle(at);', 'outbound'),
    m('what waits has a bound', QUEUE, 'while (order_.size() > most_waiting_) {', 'while (false) {', 'outbound'),
    m('the least urgent is dropped', QUEUE, 'order_.lower_bound({least_urgent, instant::min(), alarm::alarm_id{}});',
      'order_.begin(); static_cast<void>(least_urgent);', 'outbound'),
    m('what was dropped is counted', QUEUE, '        ++lost_.crowded_out;\n', '', 'outbound'),
    m('what a restart finds waiting may have been sent', QUEUE, 'e.tried = e.tried || e.waiting;', '', 'outbound'),
    m('a receiver hears of its wards only', QUEUE, 'return here && n.now', 'return n.now', 'outbound'),
    m('a receiver hears of its priorities only', QUEUE, 'return here && n.now.urgency >= wanted_.least;',
      'return here;',
      'outbound'),
    m('an alarm that ended unseen has its end told', QUEUE, '        n.now.state = alarm::phase::cleared;\n', '',
      'outbound'),
    m('each failure doubles the pause', PAUSE, 'std::min(failures - 1, 6U)', '0U', 'outbound'),
    m('a pause has a bound', PAUSE, ', backoff_max);', ', backoff_max * 9);', 'outbound'),
    m('receivers do not come back all at once', PAUSE, '(0.8 + 0.4 * chance)', '1.0',
      'outbound'),
    m('an answer to another message acknowledges nothing', ANSWER,
      'if (id != control_id) return {};', '', 'outbound'),
    m('an error is no acknowledgement', ANSWER, 'if (code == "AA" || code == "CA") return',
      'if (code == "AA" || code == "CA" || code == "AE") return', 'outbound'),
    m('a status that may pass is tried again', ANSWER, ' && !may_pass;', ';', 'outbound'),
    m('a late answer is never read', MLLP, '        if (out.what == verdict::failed) connection_.reset();\n', '',
      'outbound'),
    m('a connection that was kept may be dead', MLLP, 'out = {verdict::failed, e.what(), kept};',
      'out = {verdict::failed, e.what(), false};', 'outbound'),
    m('an answer has a deadline', MLLP, '        connection_->stream.expires_after(deadline_);\n', '', 'outbound'),
    m('only who lay there then is named', FOLLOWER, ' || here->second.stay != a.stay) return n;',
      ') return n;', 'outbound'),
    m('a restart repeats nothing', FOLLOWER, '    kept.move_to(position);\n', '', 'outbound'),
    m('whoever may know of an alarm hears of its end', QUEUE, 'e.known() || (!over && concerns(n))',
      '!over && concerns(n)', 'outbound'),
    m('a row that was never on disk is not taken for told', FOLLOWER, 'std::min(now.upto, last)', 'now.upto', 'outbound'),
    m('whoever is to hear of more hears of what is active', FOLLOWER, 'before->second != r.with->wants()', 'false',
      'outbound'),
]

RECORD = [
    m('what was not understood is kept for its time', SESSION, 'received_at < now() - make_interval(days => $2)',
      'received_at < now() + make_interval(days => $2)', 'record'),
    m('for ever is for ever', UPKEEP, 'quarantine_days_ > 0 && ', '', 'record'),
    m('readings that are kept for ever are', UPKEEP, 'keep_days_ > 0 && ', '', 'record'),
    m('what cannot be deleted keeps nothing from being recorded', UPKEEP, '        quarantine_at_ = now + retry;\n', '',
      'record'),
    m('what was read again by its sender\'s name only says so', 'server/record/quarantine.cpp',
      'if (q->transport == "mllp" && q->address.empty())', 'if (false)', 'record'),
    m('an id finds its own report', 'server/record/queries_observations.cpp', '    if (asked.only)\n', '    if (false)\n', 'record'),
    m('a year that the database does not know is no error', 'server/record/sql.cpp', 'std::clamp(t, first, last)', 't',
      'record'),
    m('no single clock that jumps empties the record', DAYS,
      "least($2::date, (now() AT TIME ZONE 'UTC')::date, newest.day)", '$2::date', 'record'),
    m('a day that was deleted does not come back half', 'server/record/batch.cpp', 'day < kept_from_', 'false', 'record'),
    m('minutes are written before they are forgotten', SESSION, '        summed.write(t);\n', '', 'record'),
    m('what a lost connection had summed up is summed up again', SESSION, '    sum_up_tail();\n}\n\nusual_codes',
      '}\n\nusual_codes', 'record'),
    m('what is read again is not summed up twice', SESSION, '      AND NOT read_again\n', '', 'record'),
    m('a message of two journals is recorded once', SESSION, 'shared ? drop_repeated(t, b) : 0', '0', 'record'),
    m('messages of two beds are two messages', SESSION, 'other.ward = mine.ward AND other.bed = mine.bed', 'true', 'record'),
    m('an older copy that grew is not taken for the journal', 'server/record/follower.cpp',
      'mark_of(r) != *to.cursor_mark()', 'false', 'record'),
    m('values of two patients are in no one point', TREND, 'if (next.from > begin && at', 'if (false && at',
      'record'),
    m('the minute in which a patient came is nobody\'s', TREND, 'if (floor<minutes>(next.from) != next.from)', 'if (false)',
      'record'),
    m('a copy is a journal of its own', 'server/journal/copy.cpp',
      '    set.bind_text(1, "identity").bind_text(2, identity).finish();\n', '', 'record'),
]

ANSWERS = [
    m('an id finds its own observation', 'proto/fhir/searchset.cpp', 'if (asked.id && id_of(r) != asked.id->text) continue;',
      '', 'proto/fhir'),
    m('vital signs say when the monitor was heard', 'server/feed/frames.cpp',
      'append_time_member(out, "last_heard", here.care.last_heard); // values',
      'append_time_member(out, "last_heard", now); // values', 'feed'),
    m('a transaction is carried out as a whole or not at all', FHIR, '        in.count_bed(item);\n', '',
      'integration:test_fhir.py::test_a_transaction_for_whose_beds_there_is_no_room_begins_none_of_them'),
]
