"""What people decide at a station or for a patient, over both doors; and rules that change while the server runs."""

import signal

import psycopg2

from server_process import rules, wait_until

ADJUSTABLE = '''
[[alarm]]
name       = "tachycardia"
when       = "heart_rate > limit"
limit      = {limit}
adjustable = [100, 160]
priority   = "medium"
message    = "Heart rate {{heart_rate}} above {{limit}}"

[[alarm]]
name     = "low_spo2"
when     = "spo2 < 90"
priority = "high"
message  = "SpO2 {{spo2}} % below {{limit}} %"

[record_away]
after = "1s"

[ward_unwatched]
enabled = true
after   = "1s"
'''


def adjustable(limit=120):
    return ADJUSTABLE.format(limit=limit)


def person(server, bed='W1/3', **more):
    stay = {b['bed']: b for b in server.ward('W1')['beds']}[bed]['stay']
    return {'stay': stay, 'by': 'nurse-1', **more}


def number(**values):
    units = {'heart_rate': '/min', 'spo2': '%'}
    return {name: (value, units[name]) for name, value in values.items()}


def test_a_patient_gets_a_limit_of_their_own_and_loses_it_when_its_time_is_over(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    wall = vigil.dashboard()
    vigil.report('W1/3', number(heart_rate=100))
    assert wall.rules[0]['levels'] == [{'priority': 'medium', 'limit': 120, 'unit': '/min', 'adjustable': [100, 160],
                                        'compares': {'metrics': ['heart_rate'], 'above': True}}]
    limit = person(vigil, rule='tachycardia', priority='medium', limit=140, minutes=0.05, reason='athlete')
    assert wall.command('set_limit', bed='W1/3', **limit)['ok'] is True
    wall.wait(lambda d: d.beds['W1/3'].get('limits'), 'the limit')
    shown = wall.beds['W1/3']['limits'][0]
    assert [shown[k] for k in ('rule', 'priority', 'limit', 'by', 'reason')] == [
        'tachycardia', 'medium', 140, 'nurse-1', 'athlete']
    vigil.report('W1/3', number(heart_rate=130))
    wall.wait_heartbeat()
    alarm = wall.wait_alarm('tachycardia', bed='W1/3')
    assert alarm['message'] == 'Heart rate 130 above 120', 'after 3 s the limit of the rule holds again'
    assert wall.beds['W1/3']['limits'] == []


def test_what_the_wards_refuse_changes_nothing_and_is_answered_with_the_reason(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    wall = vigil.dashboard()
    vigil.report('W1/3', number(heart_rate=100))
    limit = person(vigil, rule='tachycardia', priority='medium', limit=140, minutes=30, reason='athlete', request='q')
    place = '/v1/beds/W1/3/limits'
    cases = [
        (place, {**limit, 'limit': 200}, 409, 'this limit may be 100 to 160'),
        (place, {**limit, 'stay': 'another'}, 409, 'another patient lies in this bed now'),
        (place, {**limit, 'rule': 'low_spo2'}, 409, "rule 'low_spo2' has no level of medium priority"),
        (place, {k: v for k, v in limit.items() if k != 'reason'}, 409, 'a limit of one patient needs a reason'),
        (place, {**limit, 'minutes': 1441}, 422, 'minutes must be 0 to 1440'),
        (place, {**limit, 'priority': 'urgent'}, 422, "priority must be one of low, medium, high, not 'urgent'"),
        (place, {k: v for k, v in limit.items() if k != 'by'}, 422, 'by is missing'),
        ('/v1/beds/W1/99/limits', limit, 404, 'no such bed'),
    ]
    for path, content, status, reason in cases:
        answer = vigil.post(path, content)
        assert (answer.status, answer.json['detail']) == (status, reason), answer
        assert answer.headers['content-type'] == 'application/problem+json'
    assert vigil.get(place).status == 405 and vigil.get(place).headers['allow'] == 'POST'
    assert vigil.post('/v1/beds/W1/3/nothing', limit).status == 405, 'that is no place for commands'
    refused = wall.command('set_limit', bed='W1/3', **{k: v for k, v in limit.items() if k != 'request'} | {'limit': 1})
    assert (refused['ok'], refused['reason']) == (False, 'this limit may be 100 to 160')
    elsewhere = wall.command('note_step', bed='W2/3', stay='s', by='nurse-1')
    assert (elsewhere['ok'], elsewhere['reason']) == (False, 'bed must be one of this ward, as W1/3')
    assert vigil.ward('W1')['beds'][0]['limits'] == []


def test_each_decision_reaches_the_dashboards_from_both_doors(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    wall = vigil.dashboard()
    vigil.report('W1/3', number(heart_rate=100, spo2=80))
    wall.wait_alarm('low_spo2')
    who = person(vigil)

    def post(resource, **more):
        answer = vigil.post(f'/v1/beds/W1/3/{resource}', {**who, 'request': resource, **more})
        assert (answer.status, answer.json['ok']) == (200, True), answer

    post('phase', phase='infusing')
    post('steps')
    post('baseline')
    post('spo2_scale', scale=2, reason='hypercapnia')
    post('pauses', rule='low_spo2', minutes=5, reason='suction')
    alarm = wall.wait(lambda d: next((a for a in d.alarms.values() if a['paused']), None), 'the paused alarm')
    assert (alarm['rule'], alarm['paused']['by'], alarm['paused']['reason']) == ('low_spo2', 'nurse-1', 'suction')
    bed = wall.beds['W1/3']
    assert (bed['phase'], bed['spo2_scale'], bed['baseline']['heart_rate']['value']) == ('infusing', 2, 100)
    assert bed['step_at'] and bed['paused'][0]['rule'] == 'low_spo2'
    assert wall.command('resume_alarm', bed='W1/3', rule='low_spo2', **who)['ok'] is True
    wall.wait(lambda d: all(a['paused'] is None for a in d.alarms.values()), 'the end of the pause')
    assert ('low_spo2', 'paused') in wall.changes and ('low_spo2', 'resumed') in wall.changes
    assert wall.command('set_phase', bed='W1/3', phase='recovery', **who)['ok'] is True
    wall.wait(lambda d: d.beds['W1/3']['phase'] == 'recovery', 'recovery')
    unheard_of = wall.command('set_phase', bed='W1/3', phase='infusion', **who)
    assert unheard_of['ok'] is False and 'infusing' in unheard_of['reason']


def test_a_command_given_again_counts_once_even_after_a_crash(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    vigil.report('W1/3', number(heart_rate=100))
    step = person(vigil, request='once')
    assert vigil.post('/v1/beds/W1/3/steps', step).status == 200
    first = vigil.ward('W1')['beds'][0]['step_at']
    assert vigil.post('/v1/beds/W1/3/phase', {**step, 'request': 'other', 'phase': 'screening'}).status == 200
    assert vigil.post('/v1/beds/W1/3/steps', step).status == 200
    vigil.kill()
    vigil.start()
    assert vigil.post('/v1/beds/W1/3/steps', step).status == 200
    bed = vigil.ward('W1')['beds'][0]
    assert (bed['step_at'], bed['phase']) == (first, 'screening')


def test_a_station_pauses_its_own_sound_and_is_heard_again(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    vigil.report('W1/3', number(heart_rate=100))
    wall, desk = vigil.dashboard(), vigil.dashboard()
    early = wall.command('pause_audio', seconds=60)
    assert (early['ok'], early['reason']) == (False, 'say first which station this is')
    for each, name in ((wall, 'wall'), (desk, 'desk')):
        assert each.command('station', station=name, sound_armed=True, visible=True)['ok'] is True
    desk.wait(lambda d: sorted(d.stations) == ['desk', 'wall'], 'both stations')
    assert wall.command('pause_audio', seconds=120)['ok'] is True
    paused = desk.wait(lambda d: d.stations['wall']['audio_paused_until'] and d.stations['wall'], 'the pause')
    assert paused['paused_by'] == 'wall' and desk.stations['desk']['audio_paused_until'] is None
    too_long = wall.command('pause_audio', seconds=121)
    assert (too_long['ok'], too_long['reason']) == (False, 'seconds must be 0 to 120')
    assert wall.command('resume_audio')['ok'] is True
    desk.wait(lambda d: d.stations['wall']['audio_paused_until'] is None, 'the end of the pause')

    place = '/v1/wards/W1/stations/wall/pause_audio'
    assert vigil.post(place, {'by': 'nurse-1', 'request': 'q1', 'seconds': 60}).status == 200
    desk.wait(lambda d: d.stations['wall']['paused_by'] == 'nurse-1', 'the pause')
    vigil.report('W1/3', number(spo2=80))
    desk.wait(lambda d: d.stations['wall']['audio_paused_until'] is None, 'the alarm to break through')
    assert vigil.post('/v1/wards/W1/stations/roof/pause_audio',
                      {'by': 'nurse-1', 'request': 'q2', 'seconds': 60}).status == 404
    wall.close()
    desk.wait(lambda d: sorted(d.stations) == ['desk'], 'the station that has gone')


def test_nobody_watching_is_an_alarm_of_the_ward_until_somebody_does(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    vigil.report('W1/3', number(heart_rate=100))
    wall = vigil.dashboard()
    alarm = wall.wait_alarm('ward_unwatched')
    assert (alarm['bed'], alarm['stay'], alarm['kind'], alarm['beds']) == (None, None, 'technical', [])
    wall.wait_heartbeat()
    wall.command('station', station='wall', sound_armed=True, visible=True)
    wall.wait_no_alarm(alarm['id'])


def test_a_record_that_is_away_is_an_alarm_until_it_is_back(new_server, own_postgres):
    vigil = new_server(rules_text=adjustable(), database=own_postgres.new_database())
    assert vigil.migrate().returncode == 0
    vigil.start()
    wall = vigil.dashboard()
    wall.command('station', station='wall', sound_armed=True, visible=True)
    vigil.report('W1/3', number(heart_rate=100))
    own_postgres.stop('immediate')
    vigil.report('W1/3', number(heart_rate=101))
    alarm = wall.wait_alarm('record_away', timeout_s=20)
    assert alarm['bed'] is None
    own_postgres.start()
    wall.wait_no_alarm(alarm['id'], timeout_s=20)


def test_a_record_that_takes_no_rows_is_away_though_it_is_connected(new_server, postgres):
    vigil = new_server(rules_text=adjustable(), database=postgres.new_database())
    assert vigil.migrate().returncode == 0
    vigil.start()
    wall = vigil.dashboard()
    wall.command('station', station='wall', sound_armed=True, visible=True)
    wait_until(lambda: vigil.metric('vigil_record_connected') == 1, 'the record')
    blocker = psycopg2.connect(vigil.database)
    blocker.cursor().execute('LOCK TABLE vigil.reading IN ACCESS EXCLUSIVE MODE')
    vigil.report('W1/3', number(heart_rate=100))
    alarm = wall.wait_alarm('record_away', timeout_s=30)
    assert vigil.metric('vigil_record_connected') == 1
    blocker.close()
    wall.wait_no_alarm(alarm['id'], timeout_s=20)


def test_new_rules_are_in_force_at_once_and_keep_the_alarms_that_still_hold(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    wall = vigil.dashboard()
    wall.command('station', station='wall', sound_armed=True, visible=True)
    vigil.report('W1/3', number(heart_rate=150))
    vigil.report('W1/4', number(heart_rate=115))
    kept = wall.wait_alarm('tachycardia', bed='W1/3')
    before = {name for name in vigil.metrics() if name.startswith('vigil_rules_info')}

    vigil.rules_file.write_text(adjustable(110))
    vigil.process.send_signal(signal.SIGHUP)
    lower = wall.wait_alarm('tachycardia', bed='W1/4')
    assert lower['evidence']['limit'] == 110
    assert wall.wait_alarm('tachycardia', bed='W1/3')['id'] == kept['id']
    wall.wait(lambda d: d.rules[0]['levels'][0]['limit'] == 110, 'the rules')
    wall.wait_heartbeat()
    after = {name for name in vigil.metrics() if name.startswith('vigil_rules_info')}
    assert len(before) == len(after) == 1 and before != after

    vigil.rules_file.write_text(adjustable(90) + '\n[[alarm]]\nname = "broken"\nwhen = "hart_rate > 1"\n')
    vigil.process.send_signal(signal.SIGHUP)
    wait_until(lambda: vigil.metric('vigil_rules_reload_failed') == 1, 'the refusal')
    assert 'unknown' in vigil.log and 'the rules stay as they were' in vigil.log
    assert vigil.ward('W1')['rules'][0]['levels'][0]['limit'] == 110

    vigil.rules_file.write_text(rules())
    vigil.process.send_signal(signal.SIGHUP)
    wait_until(lambda: vigil.metric('vigil_rules_reload_failed') == 0, 'rules without faults')
    assert vigil.ward('W1')['rules'][0]['levels'][0]['adjustable'] is None
    assert vigil.alive()
