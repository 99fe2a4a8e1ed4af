"""Guards of what leaves the server: alarms to other systems, the record, and answers to questions."""

from mutation import m

QUEUE = 'server/outbound/queue.cpp'
FOLLOWER = 'server/outbound/outbound.cpp'
SESSION = 'server/record/session.cpp'
WRITER = 'server/record/writer.cpp'
UPKEEP = 'server/record/upkeep.cpp'
DAYS = 'server/record/days.cpp'
TREND = 'server/record/queries_trend.cpp'
FHIR = 'server/net/fhir_routes.cpp'

OUTBOUND = [
    m('no older revision comes after a newer one', QUEUE, 'n.now.revision <= e.newest.now.revision', 'false', 'outbound'),
    m('whoever may know of an alarm hears of its end', QUEUE, 'e.known() || (!over && concerns(n))',
      '!over && concerns(n)', 'outbound'),
    m('after a restart nothing that waited is taken for untold', QUEUE, '    e.tried = e.tried || e.waiting;\n', '',
      'outbound'),
    m('no more alarms wait than may', QUEUE, 'order_.size() > most_waiting_', 'false', 'outbound'),
    m('what is too old is given up', QUEUE, 'now - since > give_up_after_', 'false', 'outbound'),
    m('the next patient is not named with an alarm of the one before', FOLLOWER, 'here->second.stay != a.stay', 'false',
      'outbound'),
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
    m('an older copy that grew is not taken for the journal', WRITER, 'mark_of(r) != *s.cursor_mark()', 'false', 'record'),
    m('values of two patients are in no one point', TREND, 'if (next.from > begin && at', 'if (false && at',
      'record'),
    m('the minute in which a patient came is nobody\'s', TREND, 'if (floor<minutes>(next.from) != next.from)', 'if (false)',
      'record'),
    m('a copy is a journal of its own', 'server/journal/copy.cpp',
      '    set.bind_text(1, "identity").bind_text(2, identity).finish();\n', '', 'record'),
]

ANSWERS = [
    m('a transaction is carried out as a whole or not at all', FHIR, '        in.count_bed(item);\n', '',
      'integration:test_fhir.py::test_a_transaction_for_whose_beds_there_is_no_room_begins_none_of_them'),
]

ALL = OUTBOUND + RECORD + ANSWERS
