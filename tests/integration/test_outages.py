"""Crashes, restarts and a database that is away: nothing acknowledged is lost, nothing is there twice, alarms go on."""

import collections
import itertools
import random
import time

import mllp
import server_process
from oracle import Record, consistent, essence, recorded_once, recorded_server
from server_process import FULL, wait_until


def test_killed_at_random_moments_under_load_it_loses_nothing_it_acknowledged(new_server, postgres, load):
    killed_under_load(new_server, postgres, load, kills=3)


def of_patients(server):
    """The ward's own alarms, such as a record that cannot keep up with the load, come and go beside them."""
    return essence({i: alarm for i, alarm in server.alarms('W1').items() if alarm['bed']})


def killed_under_load(new_server, postgres, load, kills):
    chance = random.Random(20261122)
    # Its beds are heard once each, and 200 kills take longer than the usual ten minutes.
    server = recorded_server(new_server, postgres, rules_text=server_process.rules(silent_after='10h'))
    flood = load(server, seconds=kills * 10)
    held, beds = {}, (f'W1/{n}' for n in itertools.count(1))
    up_s, began = 0.0, time.monotonic()
    for number in range(kills):
        monitor = server.monitor()
        monitor.send(f'low{number}', bed := next(beds), spo2=80)
        server.report(next(beds), {'poss': (3, '')})
        latest = next(a for a in server.alarms('W1').values() if a['bed'] == bed)
        answer = server.post(f'/v1/alarms/{latest["id"]}/acknowledge', {'by': 'nurse', 'request': f'q{number}'})
        assert answer.status == 200
        monitor.send(f'passing{number}', next(beds), spo2=80)
        wait_until(lambda until=time.monotonic() + chance.uniform(0.1, 1.2): time.monotonic() > until, 'the moment')
        held = of_patients(server)
        assert len(held) == 3 * (number + 1), collections.Counter(alarm[0] for alarm in held.values())
        assert flood.running(), flood.finish()
        epoch = server.ward('W1')['epoch']
        server.kill()
        up_s += time.monotonic() - began
        server.start()
        began = time.monotonic()
        assert of_patients(server) == held, f'after kill {number + 1}'
        assert server.ward('W1')['epoch'] > epoch
    flood.stop()
    acknowledged = flood.finish()
    assert len(acknowledged) > 100 * kills, flood.output
    recorded_once(server.record, acknowledged, timeout_s=90 + 2 * kills)  # millions after 200 kills
    standing = server.record.wait_rows("SELECT id FROM vigil.alarm WHERE ward = 'W1' AND bed <> '' AND phase <> 'cleared'",
                                       count=len(held))
    assert {i for i, in standing} == set(held)
    every = server.record.rows("SELECT bed, rule FROM vigil.alarm WHERE bed <> ''")
    assert len(every) == len(set(every)) == len(held), 'no alarm twice, and none that nobody saw'
    consistent(server.record)
    return len(acknowledged), up_s


def test_killed_right_after_an_acknowledgement_it_still_knows_the_message(new_server, postgres):
    server = recorded_server(new_server, postgres)
    sent = set()
    for number in range(20 if FULL else 5):
        monitor = server.monitor()
        for n in range(20):
            monitor.send(f'K{number}-{n}', 'W1/1', heart_rate=60 + n)
            sent.add(f'K{number}-{n}')
        server.kill()
        server.start()
    recorded_once(server.record, sent)


def test_the_database_may_go_away_under_load_and_nothing_is_missing_afterwards(new_server, own_postgres, load):
    away_s = 8
    server = recorded_server(new_server, own_postgres)
    wall, monitor = server.dashboard(), server.monitor()
    flood = load(server, seconds=away_s + 4, rate=2000)
    wait_until(lambda: server.record.rows('SELECT 1 FROM vigil.reading LIMIT 1'), 'the load arrives in the record')
    own_postgres.stop('immediate')
    gone = time.monotonic()
    number = 0
    while time.monotonic() - gone < away_s:
        number += 1
        began = time.monotonic()
        monitor.send(f'low{number}', f'W1/{number}', spo2=80)
        wall.wait_alarm('low_spo2', bed=f'W1/{number}', timeout_s=1)
        assert time.monotonic() - began < 1, 'no alarm waits for the database'
        wall.wait_heartbeat()
    assert number >= 4
    assert server.get_metrics('/readyz').status == 200, 'it takes traffic without its database'
    assert server.metric('vigil_record_connected') == 0 and server.metric('vigil_record_lag_rows') > 0
    own_postgres.start()
    acknowledged = flood.finish()
    assert server.metric('vigil_messages_total', transport='mllp', result='error') == 0
    assert server.metric('vigil_messages_total', transport='mllp', result='rejected') == 0
    recorded_once(server.record, acknowledged | {f'low{n}' for n in range(1, number + 1)})
    server.record.wait_rows("SELECT id FROM vigil.alarm WHERE ward = 'W1'", count=number)
    consistent(server.record)
    wait_until(lambda: server.metric('vigil_record_lag_rows') == 0 and server.metric('vigil_record_connected') == 1,
               'the record has caught up')


def test_a_server_whose_database_is_away_from_the_beginning_starts_and_alarms(new_server, own_postgres):
    server = new_server(database=own_postgres.new_database())
    assert server.migrate().returncode == 0
    own_postgres.stop('immediate')
    server.start()
    wall, monitor = server.dashboard(), server.monitor()
    monitor.send('A', 'W1/1', spo2=80)
    alarm = wall.wait_alarm('low_spo2', timeout_s=1)
    assert wall.acknowledge(alarm['id'])['ok'] is True
    own_postgres.start()
    record = Record(server.database)
    assert record.wait_rows('SELECT phase, acknowledged_by FROM vigil.alarm_event WHERE id = %s ORDER BY revision',
                            alarm['id'], count=2, timeout_s=30) == [('onset', None), ('active', 'nurse station 1')]
    assert record.rows('SELECT control_id, spo2 FROM vigil.reading') == [('A', 80)]


def test_a_kill_while_the_database_is_away_loses_nothing_either(new_server, own_postgres):
    server = recorded_server(new_server, own_postgres)
    sent = set()

    def send(name):
        monitor = server.monitor()
        for n in range(200):
            monitor.send(f'{name}{n}', 'W1/1', heart_rate=60 + n % 40)
            sent.add(f'{name}{n}')
    send('before')
    own_postgres.stop('immediate')
    send('away')
    server.kill()
    server.start()
    send('again')
    own_postgres.start()
    recorded_once(server.record, sent, 40)
    assert server.record.rows('SELECT count(*) FROM vigil.reading') == [(600,)]


def still_to_be_heard(bed):
    """As it is after a restart, until its monitor is heard: what it showed last is not live."""
    return {**bed, 'monitored': False, 'recovering': bed['monitored']}


def test_a_restart_keeps_beds_values_alarms_and_acknowledgements(new_server, postgres):
    server = recorded_server(new_server, postgres)
    monitor = server.monitor()
    monitor.send('A', 'W1/1', spo2=80, heart_rate=70)
    monitor.send('B', 'W1/2', spo2=82)
    server.report('W1/3', {'poss': (3, ''), 'temperature': (36.6, 'Cel')}, patient='P3')
    server.report('W1/3', {'poss': (1, '')}, patient='P3')
    server.report('W2/1', {'heart_rate': (70, '/min')})
    acknowledged = next(a for a in server.alarms('W1').values() if a['bed'] == 'W1/2')
    assert server.post(f'/v1/alarms/{acknowledged["id"]}/acknowledge', {'by': 'nurse', 'request': 'q'}).status == 200
    wall = server.dashboard()
    before, wards = server.ward('W1'), server.get('/v1/wards').json
    assert sorted((a['rule'], a['phase']) for a in before['alarms']) == [
        ('high_sedation', 'latched'), ('low_spo2', 'active'), ('low_spo2', 'active')]
    assert server.stop() == 0
    wall.wait_closed()
    server.start()
    after = server.ward('W1')
    assert after['epoch'] > before['epoch']
    assert after['beds'] == [still_to_be_heard(bed) for bed in before['beds']] and after['alarms'] == before['alarms']
    assert server.get('/v1/wards').json == wards
    back = server.dashboard(resume=wall.position)
    assert back.snapshots == 1, 'another epoch'
    assert back.alarms == wall.alarms
    assert back.beds == {name: still_to_be_heard(bed) for name, bed in wall.beds.items()}
    assert back.acknowledge(next(i for i, a in back.alarms.items() if a['rule'] == 'high_sedation'))['ok'] is True
    server.monitor().send('C', 'W1/1', spo2=97)
    back.wait(lambda d: [a['bed'] for a in d.alarms.values()] == ['W1/2'], 'what is left')
    back.wait_heartbeat()
    assert (back.beds['W1/1']['monitored'], back.beds['W1/1']['recovering']) == (True, False)
    again = server.monitor().exchange(mllp.message('D', 'W1/1', {'spo2': 96}))
    assert again.code == 'AA'


def test_a_message_repeated_after_a_restart_is_recognised(new_server, postgres):
    server = recorded_server(new_server, postgres)
    content = mllp.message('SAME', 'W1/1', {'heart_rate': 70})
    assert server.monitor().exchange(content).code == 'AA'
    assert server.stop() == 0
    server.start()
    assert server.monitor().exchange(content).code == 'AA'
    server.kill()
    server.start()
    assert server.monitor().exchange(content).code == 'AA'
    server.monitor().send('END', 'W1/1', heart_rate=71)
    server.record.wait_rows("SELECT 1 FROM vigil.reading WHERE control_id = 'END'")
    assert server.record.rows('SELECT control_id FROM vigil.reading ORDER BY seq') == [('SAME',), ('END',)]


def test_a_monitor_that_fell_silent_while_the_server_was_away_is_an_alarm_after_its_start(new_server):
    server = new_server(rules_text=server_process.rules(silent_after='2s')).start()
    server.report('W1/1', {'heart_rate': (70, '/min')})
    assert server.stop() == 0
    stopped = time.monotonic()
    wait_until(lambda: time.monotonic() - stopped > 2.2, 'longer than a monitor may be silent')
    server.start()
    wall = server.dashboard()
    wall.wait_alarm('monitor_silent', bed='W1/1', timeout_s=1)
    assert (wall.beds['W1/1']['monitored'], wall.beds['W1/1']['recovering']) == (False, False)


def test_other_rules_after_a_restart_hold_at_once(new_server):
    server = new_server().start()
    server.report('W1/1', {'spo2': (80, '%'), 'heart_rate': (130, '/min')})
    low = next(iter(server.alarms('W1').values()))
    assert server.stop() == 0
    server.rules_file.write_text(server_process.rules(delay='1ms').replace('spo2 < 85', 'spo2 < 70'))
    server.start()
    wall = server.dashboard()
    wall.wait_alarm('tachycardia', bed='W1/1')
    assert low['id'] in wall.alarms, 'the same rule keeps its alarm'
    wall.wait_heartbeat()


def test_it_stops_politely_and_at_once_even_under_load(new_server, postgres, load):
    server = recorded_server(new_server, postgres)
    flood = load(server, seconds=3)
    wait_until(lambda: server.metric('vigil_messages_total', result='accepted') > 1000, 'load')
    for _ in range(2):
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 5
        server.start()
    recorded_once(server.record, flood.finish())
