"""The MLLP port under the conditions of wards: links that break and come back, thousands that are quiet, batches, queries."""

import resource
import socket
import time

import mllp
from server_process import ROOT, wait_until

CORPUS = ROOT / 'tests/corpus/hl7'
SENDER = 'MONITOR^0200000000000001^EUI-64'


def closed(connection):
    connection.socket.settimeout(5)
    return connection.socket.recv(1) == b''


def test_a_monitor_that_connects_anew_ends_its_old_connection(new_server):
    server = new_server(extra=f'[[sender]]\nmatch = "{SENDER}"\ndialect = "comen"\n').start()
    old, other, new = server.monitor(), server.monitor(), server.monitor()
    assert old.send('1', 'W1/1', heart_rate=70).code == 'AA'
    assert other.send('2', 'W1/2', heart_rate=70).code == 'AA'
    assert new.send('3', 'W1/1', heart_rate=71).code == 'AA'
    assert closed(old)
    assert other.send('4', 'W1/2', heart_rate=72).code == 'AA', 'that of another bed goes on'
    assert new.send('5', 'W1/1', heart_rate=72).code == 'AA'


def test_a_gateway_may_have_as_many_connections_as_it_likes(vigil):
    first, second = vigil.monitor(), vigil.monitor()
    for number in range(3):
        assert first.send(f'a{number}', 'W1/1', heart_rate=70).code == 'AA'
        assert second.send(f'b{number}', 'W1/1', heart_rate=71).code == 'AA'


def test_an_end_block_in_the_data_ends_the_message_unless_the_ward_said_otherwise(new_server):
    content = mllp.message('FS', 'W1/1', {'heart_rate': 72}) + b'NTE|1||before\x1cafter\r'
    strict = new_server().start().monitor()
    strict.write(mllp.frame(content))
    assert strict.answers(1)[0].code == 'AA', 'what came before it is whole'
    lenient = new_server(mllp_extra='framing = "lenient"').start().monitor()
    lenient.write(mllp.frame(content) + mllp.frame(mllp.message('NEXT', 'W1/1', {'heart_rate': 73})))
    assert [a.control_id for a in lenient.answers(2)] == ['FS', 'NEXT']


def test_thousands_of_quiet_connections_cost_little_and_keep_nobody_waiting(new_server):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    count = min(3_000, hard - 200)
    server = new_server().start()
    before = server.resident_bytes
    idle = [socket.create_connection(('127.0.0.1', server.ports['mllp'])) for _ in range(count)]
    try:
        wait_until(lambda: server.metric('vigil_connections', transport='mllp') == count, f'{count} connections')
        monitor = server.monitor()
        began = time.monotonic()
        for number in range(100):
            assert monitor.send(str(number), 'W1/1', heart_rate=70 + number % 9).code == 'AA'
        assert time.monotonic() - began < 5
        assert server.grown_by(before) < count * 4_096 + (4 << 20)
    finally:
        for each in idle:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    wait_until(lambda: server.metric('vigil_connections', transport='mllp') <= 1, 'their end is noticed')


def test_a_batch_is_answered_once_with_an_answer_to_each_of_its_messages(vigil):
    members = [mllp.message(f'B{n}', f'W1/{n}', {'heart_rate': 70 + n}) for n in (1, 2, 3)]
    members[1] = members[1].replace(b'ORU^R01^ORU_R01', b'DFT^P03^DFT_P03')
    batch = b'BHS|^~\\&|GATEWAY|W1|VIGIL|HOSPITAL|20261122020000||||BATCH-1\r' + b''.join(members) + b'BTS|3\r'
    answer = vigil.monitor().exchange(batch)
    assert [(s[1], s[2]) for s in answer.segments if s[0] == 'MSA'] == [('AA', 'B1'), ('AR', 'B2'), ('AA', 'B3')]
    assert [s[0] for s in answer.segments][0] == 'BHS' and [s for s in answer.segments if s[0] == 'BTS'][0][1] == '3'
    assert sorted(b['bed'] for b in vigil.ward('W1')['beds']) == ['W1/1', 'W1/3']


QUERY = ('MSH|^~\\&|MONITOR|W1|||20261122020000||QRY^A19|Q1|P|2.4\r'
         'QRD|20261122020000|R|I|Q-1|||1^RD|P-17|DEM\r').encode()


def test_a_monitor_that_asks_who_lies_here_is_told(vigil):
    monitor = vigil.monitor()
    assert monitor.exchange(QUERY).segments[0][8].startswith('ADR^A19'), 'answered, though nobody is known'
    admission = ('MSH|^~\\&|ADT|HOSPITAL|||20261122020000+0000||ADT^A01|A1|P|2.4\rEVN|A01|20261122020000\r'
                 'PID|||P-17^^^HOSPITAL^PI||FAMILY^GIVEN\rPV1||I|W1^^3\r').encode()
    assert monitor.exchange(admission).code == 'AA'
    (bed,) = vigil.ward('W1')['beds']
    assert (bed['bed'], bed['patient'], bed['patient_name'], bed['monitored']) == ('W1/3', 'P-17', 'FAMILY, GIVEN', False)
    answer = monitor.exchange(QUERY.replace(b'|Q1|', b'|Q2|'))
    assert [s[3].split('^')[0] for s in answer.segments if s[0] == 'PID'] == ['P-17']


def test_a_device_alarm_is_shown_as_the_devices_own_and_is_none_of_ours(vigil):
    monitor = vigil.monitor()
    start = (CORPUS / 'draeger-pcd04-alarm.hl7').read_bytes()
    assert monitor.exchange(start).code == 'CA'
    (bed,) = vigil.ward('CU1')['beds']
    (told,) = bed['device_alarms']
    assert (told['text'], told['priority']) == ('CO2 Sensor unplugged', 'low')
    assert not vigil.alarms('CU1')
    end = start.replace(b'|start|', b'|end|').replace(b'|active|', b'|inactive|').replace(b'|0|D|', b'|1|D|')
    assert monitor.exchange(end).code == 'CA'
    assert vigil.ward('CU1')['beds'][0]['device_alarms'] == []


def test_a_watchdog_is_answered_at_once_and_leaves_no_trace(vigil):
    assert vigil.monitor().exchange((CORPUS / 'draeger-pcd04-watchdog.hl7').read_bytes()).code == 'CA'
    assert vigil.get('/v1/wards').json == {'wards': []}
