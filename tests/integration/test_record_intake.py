"""What is recorded besides vital signs: alarms of devices, movements of patients, and what was not understood."""

import json
import re

import mllp
import server_process
from oracle import Record
from server_process import wait_until

UNKNOWN_UNIT = '1^bananas^L'
SENDER = 'MONITOR^0200000000000001^EUI-64'


def vital(number, metric, value, unit=None, limits=''):
    code, own_unit = mllp.VITALS[metric]
    return f'OBX|{number}|NM|{code}|1.1.1.{number}|{value}|{unit or own_unit}|{limits}||||R'


def device_alarm(control_id, phase, state, alarm='A-9', bed='W1/1'):
    ward, name = bed.split('/')
    when = mllp.stamp()
    attribute = 'OBX|{}|ST|{}|1.1.1.{}|{}||||||F'.format
    return ''.join(line + '\r' for line in [
        f'MSH|^~\\&|{SENDER}|{ward}|||{when}||ORU^R40^ORU_R40|{control_id}|P|2.6|||AL|NE|||||IHE_PCD_ACM_001',
        'PID|||P1^^^HOSPITAL^PI', f'PV1||I|{ward}^^{name}',
        f'OBR|1||{alarm}^MONITOR|196616^MDC_EVT_ALARM^MDC|||{when}',
        f'OBX|1|ST|196670^MDC_EVT_LO^MDC|1.1.1.1|**SpO2 LOW||||||F|||{when}',
        attribute(2, '68481^MDC_ATTR_EVENT_PHASE^MDC', 2, phase),
        attribute(3, '68482^MDC_ATTR_ALARM_STATE^MDC', 3, state),
        attribute(4, '68484^MDC_ATTR_ALARM_PRIORITY^MDC', 4, 'PM'),
        attribute(5, '68485^MDC_ATTR_ALERT_TYPE^MDC', 5, 'SP')]).encode()


def quarantine(server, *arguments):
    command, *others = arguments
    return server.command('quarantine', command, *others, '--config', server.config)


def test_the_limits_of_the_device_and_both_identifiers_are_recorded_and_shown(recorded):
    content = mllp.message('M1', 'W1/1', rows=[vital(1, 'heart_rate', 72, limits='50-120')])
    content = content.replace(b'PID|||P1^^^HOSPITAL^PI', b'PID|||P1^^^HOSPITAL^PI||Doe^Jane')
    wall = recorded.dashboard()
    assert recorded.monitor().exchange(content).code == 'AA'
    stored = recorded.record.wait_rows('SELECT patient, patient_name, history, device_low, device_high '
                                       'FROM vigil.observation WHERE control_id = %s', 'M1')
    assert stored == [('P1', 'Doe, Jane', False, 50, 120)]
    bed = wall.wait(lambda d: d.beds.get('W1/1', {}).get('values') and d.beds['W1/1'], 'values of the bed')
    assert (bed['patient'], bed['patient_name']) == ('P1', 'Doe, Jane')
    assert (bed['values']['heart_rate']['device_low'], bed['values']['heart_rate']['device_high']) == (50, 120)


def test_an_alarm_of_a_device_is_shown_as_its_own_and_every_change_is_recorded(recorded):
    monitor = recorded.monitor()
    monitor.send('M1', 'W1/1', heart_rate=72)
    wall = recorded.dashboard()
    monitor.write(mllp.frame(device_alarm('D1', 'start', 'active')))
    monitor.write(mllp.frame(device_alarm('D2', 'end', 'inactive')))
    told = wall.wait(lambda d: len([e for e in d.events if e[0] == 'device_alarm']) == 2 and d.events, 'both events')
    told = [event[2] for event in told if event[0] == 'device_alarm']
    assert [(a['text'], a['phase'], a['priority']) for a in told] == [
        ('**SpO2 LOW', 'start', 'medium'), ('**SpO2 LOW', 'end', 'medium')]
    assert wall.beds['W1/1']['device_alarms'] == []
    assert wall.alarms == {}
    rows = recorded.record.wait_rows('SELECT ward, bed, id, phase, state, priority, code, sender, control_id '
                                     'FROM vigil.device_alarm_event ORDER BY seq', count=2)
    assert [row[3:5] for row in rows] == [('start', 'active'), ('end', 'inactive')]
    assert [row[8] for row in rows] == ['D1', 'D2']
    assert {row[:2] for row in rows} == {('W1', '1')}
    assert recorded.record.rows('SELECT count(*) FROM vigil.alarm') == [(0,)]


def test_a_movement_is_recorded_as_the_registration_told_it(recorded):
    assert recorded.monitor().exchange(admission('A1', 'P-17', bed='3')).code == 'AA'
    rows = recorded.record.wait_rows('SELECT kind, patient, patient_name, to_ward, to_bed, from_bed, '
                                     'moved_at IS NOT NULL FROM vigil.movement')
    assert rows == [('admitted', 'P-17', 'Doe, Jane', 'W2', '3', None, True)]
    beds = recorded.record.wait_rows('SELECT patient, patient_name FROM vigil.bed_event ORDER BY seq, item')
    assert beds[-1] == ('P-17', 'Doe, Jane')


def test_what_was_refused_is_kept_listed_shown_and_recorded_once_when_it_is_read_again(recorded):
    rows = [vital(1, 'heart_rate', 72), vital(2, 'spo2', 97, unit=UNKNOWN_UNIT)]
    content = mllp.message('Q1', 'W1/1', rows=rows)
    assert recorded.monitor().exchange(content).code == 'AA'  # the heart rate was taken
    (kept,) = recorded.record.wait_rows('SELECT raw, size, partly, transport, reasons, id FROM vigil.quarantine')
    assert (bytes(kept[0]), kept[1], kept[2], kept[3]) == (content, len(content), True, 'mllp')
    assert kept[4].startswith('OBX[2]-6\t')

    listed = json.loads(quarantine(recorded, 'list', '--json').stdout)
    assert [(q['id'], q['control_id'], q['partly'], q['rerun_at']) for q in listed] == [(kept[5], 'Q1', True, None)]
    shown = quarantine(recorded, 'show', kept[5]).stdout
    assert 'OBX[2]-6' in shown and 'bananas' in shown and '\\r\n' in shown

    for _ in range(2):
        done = quarantine(recorded, 'rerun', '--all')
        assert 'nothing more is understood than when it came' in done.stdout, done
    values = recorded.record.rows('SELECT metric, value, history FROM vigil.observation WHERE control_id = %s', 'Q1')
    assert values == [('heart_rate', 72, False)]


def test_a_message_of_which_nothing_can_be_read_is_kept_and_a_run_says_why(recorded):
    content = mllp.message('Q2', 'W1/1', {'heart_rate': 171}, version='9.9')
    assert recorded.monitor().exchange(content).code in ('AR', 'AE')
    (kept,) = recorded.record.wait_rows('SELECT id, raw, partly FROM vigil.quarantine')
    assert (bytes(kept[1]), kept[2]) == (content, False)
    done = quarantine(recorded, 'rerun', kept[0])
    assert f'{kept[0]}: nothing recorded' in done.stdout, done
    assert recorded.record.rows('SELECT rerun_at IS NOT NULL, rerun_result LIKE %s FROM vigil.quarantine',
                                'nothing recorded%') == [(True, True)]
    assert recorded.record.rows('SELECT count(*) FROM vigil.reading') == [(0,)]


def test_a_message_that_is_not_there_and_a_choice_of_none_are_errors(recorded):
    assert quarantine(recorded, 'list').stdout == 'nothing is in quarantine\n'
    assert quarantine(recorded, 'rerun', 999).returncode == 1
    assert 'no such message' in quarantine(recorded, 'show', 999).stderr
    assert quarantine(recorded, 'rerun').returncode == 2
    assert quarantine(recorded, 'rerun', 1, '--all').returncode == 2


def test_the_report_on_senders_says_what_to_put_right(vigil):
    rows = [vital(1, 'heart_rate', 72), vital(2, 'spo2', 97, unit=UNKNOWN_UNIT)]
    vigil.monitor().exchange(mllp.message('S1', 'W1/1', rows=rows))
    wait_until(lambda: vigil.get('/v1/senders').status == 200, 'the list of senders')
    server = f'127.0.0.1:{vigil.ports["http"]}'
    report = vigil.command('senders', 'report', '--http', server)
    assert report.returncode == 0, report.stderr
    assert re.search(r'OBX-6 has a unit that is not known.*\n.*-> .*\n +1 x .*bananas', report.stdout), report.stdout
    raw = json.loads(vigil.command('senders', 'report', '--json', '--http', server).stdout)
    assert [s['name'] for s in raw['senders']]
    assert vigil.command('senders', 'report', '--http', '127.0.0.1:1').returncode == 1
    assert vigil.command('senders', 'report', '--http', 'nowhere').returncode == 2


def admission(control_id, patient, bed):
    when = mllp.stamp()
    return (f'MSH|^~\\&|ADT|H|||{when}||ADT^A01^ADT_A01|{control_id}|P|2.5\rEVN|A01|{when}\r'
            f'PID|||{patient}^^^H^PI||Doe^Jane\rPV1|1|I|W2^^{bed}\r').encode()


def test_killed_at_any_moment_it_records_once_what_it_had_answered_or_was_sent_again(new_server, postgres):
    server = new_server(database=postgres.new_database(), ports=server_process.fixed_ports())
    assert server.migrate().returncode == 0
    server.start()
    server.record = Record(server.database)
    ids = []
    for kill in range(5):
        monitor = server.monitor()
        for n in range(6):
            ids.append(f'{kill}{n}')
            unread = mllp.message(f'Q{ids[-1]}', 'W1/2', rows=[vital(1, 'heart_rate', 72, f'1^unit-{ids[-1]}^L')])
            sent = [device_alarm(f'D{ids[-1]}', 'start', 'active', alarm=f'A-{ids[-1]}'),
                    admission(f'M{ids[-1]}', f'P-{ids[-1]}', bed=n), unread]
            if n < 5:
                assert [monitor.exchange(content).code for content in sent] == ['CA', 'AA', 'AE']
        for content in sent:
            monitor.write(mllp.frame(content))
        server.kill()
        server.start()
        monitor = server.monitor()
        assert [monitor.exchange(content).code for content in sent] == ['CA', 'AA', 'AE']
    server.record.wait_rows('SELECT 1 FROM vigil.quarantine WHERE control_id = %s', f'Q{ids[-1]}')

    def recorded(prefix, table):
        return sorted(i for i, in server.record.rows(f'SELECT control_id FROM vigil.{table} '
                                                     'WHERE starts_with(control_id, %s)', prefix))
    assert recorded('D', 'device_alarm_event') == [f'D{i}' for i in ids]
    assert recorded('M', 'movement') == [f'M{i}' for i in ids]
    refused_at_last = {f'Q{kill}4' for kill in range(5)} # an answer that promises nothing waits for no disk
    assert set(recorded('Q', 'quarantine')) | refused_at_last == {f'Q{i}' for i in ids}
    assert server.record.rows('SELECT seq FROM vigil.undecodable') == []
