"""Guards of what leaves the server: alarms to other systems, the record, and answers to questions."""

from mutation import m

QUEUE = 'server/outbound/queue.cpp'
FOLLOWER = 'server/outbound/outbound.cpp'
SESSION = 'server/record/session.cpp'
WRITER = 'server/record/writer.cpp'
SEARCH = 'server/record/queries_observations.cpp'
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
    m('for ever is for ever', WRITER, 'settings.quarantine_days == 0 || ', '', 'record'),
    m('what cannot be deleted keeps nothing from being recorded', WRITER, '    forget_at = now + forget_retry;\n', '',
      'record'),
    m('what was read again by its sender\'s name only says so', 'server/record/quarantine.cpp',
      'if (q->transport == "mllp" && q->address.empty())', 'if (false)', 'record'),
    m('an id finds its own report', SEARCH, '    if (asked.only)\n', '    if (false)\n', 'record'),
    m('a year that the database does not know is no error', SEARCH, 'std::clamp(t, first, last)', 't', 'record'),
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

ALL = OUTBOUND + RECORD + ANSWERS
