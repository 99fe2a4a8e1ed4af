"""Alarms to other systems: told in order, again until acknowledged, across restarts, and never at a dashboard's cost."""

import hashlib
import hmac
import json
import random
import subprocess
import time

import pytest

import server_process
from receivers import NurseCall, Pager
from server_process import wait_until


@pytest.fixture
def opened():
    """Receivers that are closed at the end."""
    made = []

    def keep(receiver):
        made.append(receiver)
        return receiver
    yield keep
    for each in made:
        each.close()


def delivered(vigil, result, count=1):
    wait_until(lambda: vigil.metric('vigil_outbound_deliveries_total', result=result) >= count, f'{count} {result}', 15)


def test_a_nurse_call_system_is_told_of_an_alarm_from_its_start_to_its_end(new_server, opened):
    desk = opened(NurseCall())
    vigil = new_server(extra=desk.config()).start()
    monitor = vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)
    start = desk.wait(lambda m: m.phase == 'start')
    assert start.field('PV1', 3) == 'W1^^4' and start.field('PID', 3).startswith('P1^')
    assert start.value('196670') == 'SpO2 84 % below 85 %' and start.value('150456') == '84'
    assert (start.value('68482'), start.value('68483'), start.value('68484')) == ('active', 'enabled', 'PH')
    alarm = start.field('OBR', 3).split('^')[0]
    assert start.id == f'{alarm}-1' and alarm in vigil.alarms('W1')

    assert vigil.post(f'/v1/alarms/{alarm}/acknowledge', {'by': 'station-1', 'request': 'q1'}).status == 200
    taken = desk.wait(lambda m: m.id == f'{alarm}-2')
    assert (taken.phase, taken.value('68483')) == ('update', 'alert-acknowledged')
    assert taken.field('OBR', 29).startswith(alarm)
    monitor.send('C2', 'W1/4', spo2=97)
    end = desk.wait(lambda m: m.phase == 'end')
    assert end.field('OBR', 3).split('^')[0] == alarm and end.value('68482') == 'inactive'
    delivered(vigil, 'delivered', 3)
    assert [m.id for m in desk.messages] == [f'{alarm}-{n}' for n in (1, 2, 3)] and desk.connections == 1
    assert vigil.metric('vigil_outbound_waiting') == 0


@pytest.mark.parametrize('fault', ['drop', 'other'])
def test_what_is_not_acknowledged_is_sent_again_with_the_same_id(new_server, opened, fault):
    desk = opened(NurseCall(lambda message, number: fault if number == 0 else 'CA'))
    vigil = new_server(extra=desk.config()).start()
    vigil.monitor().send('C1', 'W1/4', spo2=84)
    delivered(vigil, 'delivered')
    assert [m.id for m in desk.messages] == 2 * [desk.messages[0].id]
    assert {m.phase for m in desk.messages} == {'start'} and desk.connections == 2


def test_what_is_refused_is_counted_and_not_sent_again(new_server, opened):
    desk = opened(NurseCall(lambda message, number: 'CE' if 'W1^^4' in message.field('PV1', 3) else 'AA'))
    vigil = new_server(extra=desk.config()).start()
    monitor = vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)
    delivered(vigil, 'refused')
    monitor.send('C2', 'W1/5', spo2=84)
    delivered(vigil, 'delivered')
    assert len(desk.messages) == 2 and 'nurse-call refuses alarm' in vigil.log


def test_a_restart_repeats_nothing_that_was_acknowledged_and_loses_nothing(new_server, opened):
    desk = opened(NurseCall())
    vigil = new_server(extra=desk.config()).start()
    monitor = vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)
    desk.wait(lambda m: m.phase == 'start')
    delivered(vigil, 'delivered')
    port, before = desk.port, len(desk.messages)
    desk.close()
    monitor.send('C2', 'W1/5', spo2=83)
    delivered(vigil, 'failed')
    vigil.kill()

    desk = opened(NurseCall(port=port))
    vigil.start()
    second = desk.wait(lambda m: True)
    assert (second.phase, second.field('PV1', 3)) == ('start', 'W1^^5') and before == 1
    vigil.monitor().send('C3', 'W1/4', spo2=97)
    desk.wait(lambda m: m.phase == 'end' and m.field('PV1', 3) == 'W1^^4')
    assert [m.phase for m in desk.messages if m.field('PV1', 3) == 'W1^^4'] == ['end']


def test_killed_at_any_moments_it_ends_up_having_told_what_there_is_and_in_order(new_server, opened):
    chance, desk = random.Random(20261122), opened(NurseCall())
    vigil = new_server(extra=desk.config(), ports=server_process.fixed_ports()).start()
    for kill in range(6):
        monitor = vigil.monitor()
        for n in range(15):
            monitor.send(f'C{kill}-{n}', f'W1/{n}', spo2=chance.choice((84, 97)))
        wait_until(lambda until=time.monotonic() + chance.uniform(0, 0.03): time.monotonic() > until, 'the moment')
        vigil.kill()
        vigil.start()

    def stories():
        told = {}
        for m in list(desk.messages):
            told.setdefault(m.field('OBR', 3).split('^')[0], []).append(m)
        return told

    def there():
        return {alarm for alarm, story in stories().items() if story[-1].phase != 'end'}
    wait_until(lambda: there() == set(vigil.alarms('W1')),
               lambda: f'told: {sorted(there())}, there: {sorted(vigil.alarms("W1"))}', 30, every_s=0.1)
    assert len(stories()) > 20
    for story in stories().values():
        revisions = [int(m.id.split('-')[1]) for m in story]
        assert story[0].phase == 'start' and revisions == sorted(revisions)


def test_an_alarm_that_is_over_before_its_receiver_can_be_reached_is_not_told(new_server, opened):
    desk = opened(NurseCall(lambda message, number: 'silence' if number == 0 else 'CA'))
    vigil = new_server(extra=desk.config()).start()
    monitor = vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)
    desk.wait(lambda m: True)  # no answer to this one comes: it keeps the receiver busy for 10 s
    monitor.send('C2', 'W1/5', spo2=84)
    monitor.send('C3', 'W1/5', spo2=97)
    delivered(vigil, 'collapsed')
    desk.wait(lambda m: len(desk.messages) > 1, timeout_s=20)
    assert {m.field('PV1', 3) for m in desk.messages} == {'W1^^4'}


def test_only_wards_and_priorities_that_were_asked_for_are_told(new_server, opened):
    desk = opened(NurseCall())
    vigil = new_server(extra=desk.config(wards=['W2'], priority='high')).start()
    monitor = vigil.monitor()
    monitor.send('C1', 'W1/4', spo2=84)          # another ward
    monitor.send('C2', 'W2/4', heart_rate=160)   # medium
    monitor.send('C3', 'W2/5', spo2=84)
    delivered(vigil, 'delivered')
    assert [m.field('PV1', 3) for m in desk.messages] == ['W2^^5']


def test_a_receiver_that_is_down_or_slow_delays_neither_dashboards_nor_other_receivers(new_server, opened):
    stuck, gone, desk = (opened(NurseCall(conduct)) for conduct in (lambda m, n: 'silence', lambda m, n: 'drop',
                                                                    lambda m, n: 'CA'))
    vigil = new_server(extra=stuck.config('stuck') + gone.config('gone') + desk.config()).start()
    wall, monitor = vigil.dashboard(), vigil.monitor()
    for number in range(20):
        began = time.monotonic()
        monitor.send(f'C{number}', f'W1/{number}', spo2=84)
        wall.wait_alarm('low_spo2', bed=f'W1/{number}', timeout_s=0.9)
        assert time.monotonic() - began < 0.9
    delivered(vigil, 'delivered', 20)
    assert vigil.stop() == 0


def test_a_webhook_is_signed_and_says_where_but_not_who(new_server, opened):
    pager = opened(Pager(lambda number: 503 if number == 0 else 204))
    vigil = new_server(extra=pager.config()).start()
    vigil.monitor().send('C1', 'W1/4', spo2=84)
    delivered(vigil, 'delivered')
    first, second = pager.messages
    assert first['headers']['Vigil-Delivery'] == second['headers']['Vigil-Delivery']
    stamp, code = (part.split('=', 1)[1] for part in second['headers']['Vigil-Signature'].split(','))
    expected = hmac.new(b'0123456789abcdef', stamp.encode() + b'.' + second['body'], hashlib.sha256).hexdigest()
    assert hmac.compare_digest(code, expected) and abs(time.time() - int(stamp)) < 60
    content = json.loads(second['body'])
    assert content['delivery'] == second['headers']['Vigil-Delivery'] == f'{content["alarm"]["id"]}-1'
    assert (content['change'], content['alarm']['bed'], content['alarm']['rule']) == ('onset', 'W1/4', 'low_spo2')
    assert b'P1' not in second['body']


def test_a_webhook_that_refuses_is_not_asked_again_and_redirects_are_not_followed(new_server, opened):
    pager = opened(Pager(lambda number: (302, 403)[min(number, 1)]))
    vigil = new_server(extra=pager.config()).start()
    vigil.monitor().send('C1', 'W1/4', spo2=84)
    delivered(vigil, 'refused')
    assert [m['path'] for m in pager.messages] == ['/alarms', '/alarms']


@pytest.fixture
def certificate(tmp_path):
    """Key and certificate of localhost, signed by itself."""
    file, key = tmp_path / 'pager.pem', tmp_path / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', file],
                   check=True, capture_output=True, timeout=60)
    file.write_text(file.read_text() + key.read_text())
    return file


def test_https_tells_only_whom_a_trusted_certificate_names(new_server, opened, certificate, monkeypatch):
    monkeypatch.setenv('SSL_CERT_FILE', str(certificate))
    pager = opened(Pager(certificate=certificate))
    trusted = new_server(extra=pager.config(host='localhost')).start()
    trusted.monitor().send('C1', 'W1/4', spo2=84)
    delivered(trusted, 'delivered')
    told = len(pager.messages)

    misnamed = new_server(extra=pager.config(host='127.0.0.1')).start()
    misnamed.monitor().send('C1', 'W1/4', spo2=84)
    delivered(misnamed, 'failed', 2)
    monkeypatch.delenv('SSL_CERT_FILE')
    untrusting = new_server(extra=pager.config(host='localhost')).start()
    untrusting.monitor().send('C1', 'W1/4', spo2=84)
    delivered(untrusting, 'failed', 2)
    assert len(pager.messages) == told
