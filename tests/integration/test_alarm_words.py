"""What people say about an alarm, who goes there and what they write, over both doors, in the record and after a crash."""

import oracle
from test_contract import DOCUMENTS
from test_record_trends import as_documented


def low_spo2(server, value=80):
    server.report('W1/3', {'spo2': (value, '%')})


def alarmed(server):
    wall = server.dashboard()
    low_spo2(server)
    return wall, wall.wait_alarm('low_spo2')


def same_but_for_words(before, after):
    words = {'revision', 'assigned', 'notes'}
    return {k: v for k, v in before.items() if k not in words} == {k: v for k, v in after.items() if k not in words}


def test_what_is_said_over_either_door_reaches_every_dashboard_and_changes_nothing_else(vigil):
    wall, before = alarmed(vigil)
    desk = vigil.dashboard()
    place = f'/v1/alarms/{before["id"]}'
    answer = vigil.post(f'{place}/note', {'request': 'n1', 'by': 'nurse-1', 'text': 'probe "changed"'})
    assert (answer.status, answer.json) == (200, {'type': 'result', 'request': 'n1', 'ok': True})
    assert vigil.post(f'{place}/assign', {'request': 's1', 'by': 'nurse-1', 'to': 'nurse-2'}).status == 200
    assert wall.command('note_alarm', alarm=before['id'], by='nurse-2', text='awake')['ok'] is True
    after = desk.wait(lambda d: next((a for a in d.alarms.values() if len(a['notes']) == 2), None), 'both notes')
    assert [(n['by'], n['text']) for n in after['notes']] == [('nurse-1', 'probe "changed"'), ('nurse-2', 'awake')]
    assert (after['assigned']['to'], after['assigned']['by']) == ('nurse-2', 'nurse-1')
    assert after['revision'] == before['revision'] + 3
    assert after['acknowledged'] is None and same_but_for_words(before, after | {'phase': before['phase']})
    assert [change for rule, change in desk.changes if rule == 'low_spo2'] == ['noted', 'assigned', 'noted']
    assert wall.command('assign_alarm', alarm=before['id'], by='nurse-2', to=None)['ok'] is True
    desk.wait(lambda d: all(a['assigned'] is None for a in d.alarms.values()), 'nobody to be assigned')
    desk.wait_heartbeat()
    as_documented('Alarm', vigil.alarms('W1')[before['id']])


def test_a_word_that_cannot_be_said_is_refused_with_the_reason(vigil):
    wall, alarm = alarmed(vigil)
    place = f'/v1/alarms/{alarm["id"]}'
    note = {'request': 'n1', 'by': 'nurse-1', 'text': 'x'}
    assign = {'request': 's1', 'by': 'nurse-1', 'to': 'nurse-2'}
    cases = [
        (f'{place}/note', note | {'text': 'x' * 501}, 422, 'text'),
        (f'{place}/note', note | {'text': 'é' * 251}, 422, 'text'),
        (f'{place}/note', note | {'text': 'two\nlines'}, 422, 'text'),
        (f'{place}/note', {'request': 'n1', 'text': 'x'}, 422, 'by is missing'),
        (f'{place}/assign', {'request': 's1', 'by': 'nurse-1'}, 422, 'to is missing: a text, or null'),
        (f'{place}/assign', assign | {'to': None}, 409, 'nobody is assigned to it'),
        ('/v1/alarms/0123456789abcdef/note', note, 404, 'no such alarm is active'),
        ('/v1/alarms/0123456789abcdef/assign', assign, 404, 'no such alarm is active'),
        ('/v1/alarms/nine/note', note, 404, "an alarm's id is 16 hexadecimal digits"),
    ]
    for path, content, status, reason in cases:
        answer = vigil.post(path, content)
        assert answer.status == status and reason in answer.json['detail'], (path, content, answer)
    refused = wall.command('note_alarm', alarm='0123456789abcdef', by='nurse-1', text='x')
    assert (refused['ok'], refused['reason']) == (False, 'no such alarm is active')
    assert vigil.alarms('W1')[alarm['id']]['revision'] == alarm['revision']


def test_a_word_given_again_counts_once_even_after_a_crash_and_the_end_of_the_alarm(new_server):
    vigil = new_server().start()
    wall, alarm = alarmed(vigil)
    place, note = f'/v1/alarms/{alarm["id"]}', {'request': 'once', 'by': 'nurse-1', 'text': 'awake'}
    assert vigil.post(f'{place}/assign', {'request': 's1', 'by': 'nurse-1', 'to': 'nurse-2'}).status == 200
    for _ in range(2):
        assert vigil.post(f'{place}/note', note).status == 200
    vigil.kill()
    vigil.start()
    assert vigil.post(f'{place}/note', note).status == 200
    again = vigil.alarms('W1')[alarm['id']]
    assert [n['text'] for n in again['notes']] == ['awake'] and again['assigned']['to'] == 'nurse-2'
    low_spo2(vigil, 97)
    assert vigil.alarms('W1') == {}
    assert vigil.post(f'{place}/note', note).status == 200
    assert vigil.post(f'{place}/note', note | {'request': 'late'}).status == 404


def test_all_that_was_said_is_in_the_record_and_the_newest_stand_beside_the_alarm(recorded):
    wall, alarm = alarmed(recorded)
    for i in range(12):
        body = {'request': f'n{i}', 'by': f'nurse-{i}', 'text': f'note {i}'}
        assert recorded.post(f'/v1/alarms/{alarm["id"]}/note', body).status == 200
    assert wall.command('assign_alarm', alarm=alarm['id'], by='nurse-1', to='nurse-2')['ok']
    said = recorded.record.wait_rows(
        "SELECT ward, bed, stay, by, request, what->>'text' FROM vigil.command "
        "WHERE what->>'alarm' = %s AND what->>'command' = 'note_alarm' ORDER BY at, seq", alarm['id'], count=12)
    assert said == [('W1', '3', alarm['stay'], f'nurse-{i}', f'n{i}', f'note {i}') for i in range(12)]
    recorded.record.wait_rows('SELECT 1 FROM vigil.alarm WHERE assigned_to IS NOT NULL')
    (stands,) = as_documented('RecordedAlarms', recorded.get('/v1/alarms?ward=W1').json)['alarms']
    assert [n['text'] for n in stands['notes']] == [f'note {i}' for i in range(2, 12)]
    assert stands['assigned']['to'] == 'nurse-2' and stands['acknowledged'] is None
    assert stands['notes'] == recorded.alarms('W1')[alarm['id']]['notes']
    oracle.consistent(recorded.record)


def test_what_was_said_is_in_the_log_of_an_incident_and_is_replayed_to_the_same_events(new_server):
    vigil = new_server().start()
    wall, alarm = alarmed(vigil)
    assert wall.command('note_alarm', alarm=alarm['id'], by='nurse-1', text='awake')['ok']
    assert wall.command('assign_alarm', alarm=alarm['id'], by='nurse-1', to='nurse-2')['ok']
    assert vigil.stop() == 0
    journal = vigil.folder / 'journal.db'
    told = vigil.command('replay', '--journal', journal, '--bed', 'W1/3')
    assert told.returncode == 0
    assert 'W1/3  nurse-1 writes "awake"' in told.stdout and 'W1/3  nurse-1 assigns nurse-2' in told.stdout
    assert 'alarm noted: low_spo2' in told.stdout and 'alarm assigned, to nurse-2: low_spo2' in told.stdout
    proof = vigil.command('replay', '--journal', journal, '--compare')
    assert proof.returncode == 0, proof.stdout


def test_the_documented_changes_are_those_that_there_are():
    message = DOCUMENTS['asyncapi.yaml']['components']['messages']['alarm']
    documented = message['payload']['properties']['change']['enum']
    assert documented[-2:] == ['noted', 'assigned'] and len(documented) == 14
