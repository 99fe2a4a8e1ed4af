"""From a value at the bedside to a person at a dashboard, and to the record."""

import itertools

import server_process
from server_process import wait_until


NUMBERS = itertools.count()


def send_until(connection, bed, found, **values):
    """Goes on sending these values, as monitors do, until `found()`."""
    def step():
        connection.send(f'S{next(NUMBERS)}', bed, **values)
        return found()
    return wait_until(step, f'an outcome of {bed} {values}', every_s=0.2)


def test_a_fast_heart_is_alarmed_after_its_delay_acknowledged_by_all_and_cleared_below_its_hysteresis(recorded):
    wall, desk = recorded.dashboard(), recorded.dashboard()
    monitor = recorded.monitor()
    monitor.send('C1', 'W1/3', heart_rate=130)
    monitor.send('C2', 'W1/3', heart_rate=130)
    send_until(monitor, 'W1/3', lambda: wall.alarms, heart_rate=130)
    alarm = wall.wait_alarm('tachycardia', bed='W1/3')
    first_event = next(e for kind, _, e in wall.events if kind == 'alarm')
    assert (first_event['phase'], first_event['revision']) == ('onset', 1)
    assert (alarm['kind'], alarm['priority'], alarm['latching']) == ('physiological', 'medium', False)
    assert alarm['message'] == 'Heart rate 130 above 120'
    evidence = alarm['evidence']
    assert [evidence[k] for k in ('metric', 'value', 'limit', 'unit')] == ['heart_rate', 130, 120, '/min']
    assert evidence['measured_at'] <= evidence['received_at'] <= alarm['since'] and len(evidence['rule_version']) == 16

    assert wall.acknowledge(alarm['id'], by='nurse station 1')['ok'] is True
    for each in (wall, desk):
        seen = each.wait_alarm('tachycardia', bed='W1/3', revision=2)
        assert seen['acknowledged']['by'] == 'nurse station 1' and seen['phase'] == 'active'
    assert desk.acknowledge(alarm['id'], by='someone else')['ok'] is True, 'acknowledging again is no error'
    assert recorded.alarms('W1')[alarm['id']]['acknowledged']['by'] == 'nurse station 1'

    monitor.send('C3', 'W1/3', heart_rate=118)
    wall.wait_heartbeat()
    assert alarm['id'] in wall.alarms, '118 is within the hysteresis'
    monitor.send('C4', 'W1/3', heart_rate=114)
    for each in (wall, desk):
        each.wait_no_alarm(alarm['id'])
        each.wait_heartbeat()

    steps = recorded.record.wait_rows(
        'SELECT revision, phase, acknowledged_by, value, limit_value FROM vigil.alarm_event WHERE id = %s '
        'ORDER BY revision', alarm['id'], count=3)
    assert steps == [(1, 'onset', None, 130, 120), (2, 'active', 'nurse station 1', 130, 120),
                     (3, 'cleared', 'nurse station 1', 130, 120)]
    assert recorded.record.rows("SELECT a.since - min(r.received_at) = interval '1 s' FROM vigil.alarm a, "
                                'vigil.reading r GROUP BY a.since') == [(True,)], 'the condition delay, to the millisecond'
    assert recorded.record.rows('SELECT id, phase, bed, ward, rule, metric FROM vigil.alarm') == [
        (alarm['id'], 'cleared', '3', 'W1', 'tachycardia', 'heart_rate')]


def test_a_deep_fall_of_oxygen_is_alarmed_at_once_and_acknowledged_over_http(vigil):
    wall, monitor = vigil.dashboard(), vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)
    alarm = wall.wait_alarm('low_spo2', bed='W1/4', timeout_s=0.9)
    assert (alarm['priority'], alarm['evidence']['value']) == ('high', 84)
    answer = vigil.post(f'/v1/alarms/{alarm["id"]}/acknowledge', {'by': 'ward round', 'request': 'q1'})
    assert (answer.status, answer.json) == (200, {'type': 'result', 'request': 'q1', 'ok': True})
    assert wall.wait_alarm('low_spo2', revision=2)['acknowledged']['by'] == 'ward round'
    monitor.send('C2', 'W1/4', spo2=91)
    wall.wait_heartbeat()
    assert alarm['id'] in wall.alarms
    monitor.send('C3', 'W1/4', spo2=93)
    wall.wait_no_alarm(alarm['id'])


def test_a_high_sedation_score_latches_until_someone_acknowledges_it(recorded):
    wall, desk = recorded.dashboard(), recorded.dashboard()
    recorded.report('W1/5', {'poss': (3, '')})
    alarm = wall.wait_alarm('high_sedation', bed='W1/5')
    assert alarm['latching'] is True
    recorded.report('W1/5', {'poss': (1, '')})
    latched = desk.wait_alarm('high_sedation', bed='W1/5', phase='latched')
    assert latched['id'] == alarm['id'] and latched['acknowledged'] is None
    wall.wait_heartbeat()
    assert wall.acknowledge(alarm['id'], by='nurse')['ok'] is True
    desk.wait_no_alarm(alarm['id'])
    phases = recorded.record.wait_rows('SELECT phase FROM vigil.alarm_event WHERE id = %s ORDER BY revision',
                                       alarm['id'], count=3)
    assert [phase for phase, in phases] == ['onset', 'latched', 'cleared']
    assert recorded.record.rows('SELECT phase, acknowledged_by FROM vigil.alarm WHERE id = %s', alarm['id']) == [
        ('cleared', 'nurse')]


def test_an_acknowledged_latching_alarm_ends_with_its_condition(vigil):
    wall = vigil.dashboard()
    vigil.report('W1/5', {'poss': (4, '')})
    alarm = wall.wait_alarm('high_sedation')
    assert wall.acknowledge(alarm['id'])['ok'] is True
    assert wall.wait_alarm('high_sedation', revision=2)['phase'] == 'active', 'acknowledging never ends a condition'
    vigil.report('W1/5', {'poss': (1, '')})
    wall.wait_no_alarm(alarm['id'])


def test_a_silent_monitor_is_a_technical_alarm_and_its_bed_is_not_shown_as_monitored(new_server):
    server = new_server(rules_text=server_process.rules(silent_after='2s')).start()
    wall, monitor = server.dashboard(), server.monitor()
    monitor.send('C1', 'W1/6', heart_rate=70)
    wall.wait(lambda d: d.beds.get('W1/6', {}).get('monitored') is True, 'the bed is monitored')
    send_until(monitor, 'W1/7', lambda: wall.alarms, heart_rate=70)  # a neighbour goes on
    alarm = wall.wait_alarm('monitor_silent', bed='W1/6')
    assert (alarm['kind'], alarm['priority'], alarm['evidence']) == ('technical', 'medium', None)
    wall.wait(lambda d: d.beds['W1/6']['monitored'] is False, 'the bed is not monitored')
    assert wall.beds['W1/7']['monitored'] is True
    send_until(monitor, 'W1/6', lambda: alarm['id'] not in wall.alarms, heart_rate=71)
    wall.wait(lambda d: d.beds['W1/6']['monitored'] is True, 'the bed is monitored again')


def test_the_first_dashboard_to_paint_an_alarm_is_remembered(recorded):
    wall, desk = recorded.dashboard(), recorded.dashboard()
    recorded.report('W1/1', {'spo2': (80, '%')})
    alarm = wall.wait_alarm('low_spo2')
    assert alarm['shown_at'] is None
    assert wall.command('shown', alarm=alarm['id'], station='W1 wall')['ok'] is True
    assert desk.command('shown', alarm=alarm['id'], station='desk')['ok'] is True
    assert desk.command('station', station='desk', sound_armed=True, visible=True)['ok'] is True
    assert recorded.alarms('W1')[alarm['id']]['shown_at']
    assert recorded.record.wait_rows('SELECT id, station FROM vigil.alarm_shown') == [(alarm['id'], 'W1 wall')]


def test_acknowledging_what_is_not_there_says_so(vigil):
    wall = vigil.dashboard()
    result = wall.acknowledge('0123456789abcdef')
    assert result['ok'] is False and 'no such alarm' in result['reason']
    body = {'by': 'nurse', 'request': 'q1'}
    assert vigil.post('/v1/alarms/0123456789abcdef/acknowledge', body).status == 404
    assert vigil.post('/v1/alarms/nonsense/acknowledge', body).status == 404
    vigil.report('W1/1', {'spo2': (80, '%')})
    alarm = wall.wait_alarm('low_spo2')
    for wrong in ({}, {'by': 'nurse'}, {'by': '', 'request': 'q1'}, {'by': 7, 'request': 'q1'}, []):
        answer = vigil.post(f'/v1/alarms/{alarm["id"]}/acknowledge', wrong)
        assert answer.status == 422 and answer.headers['content-type'] == 'application/problem+json', (wrong, answer)
    assert wall.alarms[alarm['id']]['acknowledged'] is None


def test_a_value_that_is_no_measurement_raises_no_alarm(vigil):
    wall = vigil.dashboard()
    vigil.report('W1/1', {'heart_rate': (9000, '/min'), 'spo2': (0, '%')})
    wall.wait(lambda d: d.beds.get('W1/1', {}).get('values', {}).get('heart_rate'), 'the values')
    assert wall.beds['W1/1']['values']['heart_rate']['status'] == 'implausible'
    answer = vigil.post('/v1/readings', {'sender': 's', 'id': 'test', 'bed': 'W1/1', 'readings': [
        {'metric': 'heart_rate', 'value': 200, 'unit': '/min', 'status': 'test'}]})
    assert answer.status == 200
    wall.wait(lambda d: d.beds['W1/1']['values']['heart_rate']['status'] == 'test', 'the test value')
    wall.wait_heartbeat()
    assert not wall.alarms
