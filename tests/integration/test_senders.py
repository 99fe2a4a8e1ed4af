"""Who sends, by what it says and by what is configured: identity of messages, zones, dialled monitors, quarantine."""

import socket
import threading
from datetime import datetime, timedelta

import pytest

import mllp
from server_process import wait_until

SENDER = 'MONITOR^0200000000000001^EUI-64'


def heart_rate(server, bed='W1/1'):
    beds = {b['bed']: b for b in server.ward(bed.split('/')[0])['beds']}
    return beds[bed]['values']['heart_rate']['value']


def with_sender(new_server, postgres=None, **keys):
    lines = '\n'.join(f'{key} = "{value}"' for key, value in keys.items())
    extra = f'[[sender]]\n{lines}\n'
    if postgres is None:
        return new_server(extra=extra).start()
    server = new_server(extra=extra, database=postgres.new_database())
    assert server.migrate().returncode == 0
    return server.start()


def test_a_control_id_that_is_used_again_is_a_new_message_and_is_counted(vigil):
    connection = vigil.monitor()
    for value in (70, 71):
        answer = connection.exchange(mllp.message('SAME', 'W1/1', {'heart_rate': value}))
        assert answer.code == 'AA'
        assert heart_rate(vigil) == value
    assert vigil.metric('vigil_control_ids_reused_total') == 1
    assert vigil.metric('vigil_messages_total', transport='mllp', result='duplicate') == 0


def test_a_repeated_message_is_acknowledged_again_and_not_evaluated_again(vigil):
    connection = vigil.monitor()
    content = mllp.message('ONCE', 'W1/1', {'heart_rate': 70})
    assert [connection.exchange(content).code for _ in range(3)] == ['AA'] * 3
    assert vigil.metric('vigil_messages_total', transport='mllp', result='duplicate') == 2
    assert vigil.metric('vigil_control_ids_reused_total') == 0


def without_offset(control_id, stamp):
    rows = [mllp.observation(1, 'heart_rate', 72)]
    text = mllp.message(control_id, 'W1/1', rows=rows).decode()
    segments = text.split('\r')
    segments[0] = segments[0].replace(segments[0].split('|')[6], stamp)
    segments[3] = segments[3].replace(segments[3].split('|')[7], stamp)
    return '\r'.join(segments).encode()


def measured(server, control_id):
    rows = server.record.wait_rows(
        'SELECT measured_at, received_at FROM vigil.observation WHERE control_id = %s', control_id)
    return rows[0]


def test_a_stamp_without_an_offset_is_in_the_zone_of_its_sender(new_server, postgres):
    from oracle import Record
    server = with_sender(new_server, postgres, match=SENDER, zone='Europe/Berlin')
    server.record = Record(server.database)
    connection = server.monitor()
    assert connection.exchange(without_offset('WINTER', '20260115120000')).code == 'AA'
    assert connection.exchange(without_offset('SUMMER', '20260715120000')).code == 'AA'
    assert measured(server, 'WINTER')[0] == datetime.fromisoformat('2026-01-15 11:00:00+00:00')
    assert measured(server, 'SUMMER')[0] == datetime.fromisoformat('2026-07-15 10:00:00+00:00')


def test_without_a_zone_such_a_stamp_is_kept_as_text_and_the_time_of_receipt_counts(recorded):
    assert recorded.monitor().exchange(without_offset('NOWHERE', '20260115120000')).code == 'AA'
    at, received = measured(recorded, 'NOWHERE')
    assert abs(at - received) < timedelta(seconds=1)
    (findings,) = [s['findings'] for s in recorded.get('/v1/senders').json['senders'] if s['name'] == SENDER]
    assert 'no_offset' in [f['kind'] for f in findings]


def test_a_sender_is_reported_with_what_it_should_put_right(vigil):
    rows = [mllp.observation(1, 'heart_rate', 72),
            'OBX|2|NM|999999^MDC_NOT_KNOWN^MDC|1|5|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R']
    vigil.monitor().exchange(mllp.message('ODD', 'W1/1', rows=rows))
    (sender,) = vigil.get('/v1/senders').json['senders']
    assert (sender['name'], sender['messages'], sender['readings']) == (SENDER, 1, 1)
    assert [(f['kind'], f['text'], f['count']) for f in sender['findings']] == [('unknown_code', '999999^MDC_NOT_KNOWN^MDC', 1)]
    report = vigil.command('senders', 'report', '--http', f'127.0.0.1:{vigil.ports["http"]}')
    assert report.returncode == 0 and '999999' in report.stdout


def test_what_was_not_understood_is_kept_with_its_bytes_and_read_again(recorded):
    rows = [mllp.observation(1, 'heart_rate', 72),
            'OBX|2|NM|999999^MDC_NOT_KNOWN^MDC|1|5|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R']
    content = mllp.message('ODD', 'W1/1', rows=rows)
    assert recorded.monitor().exchange(content).code == 'AA'
    (row,) = recorded.record.wait_rows('SELECT raw, reasons, partly, sender, control_id FROM vigil.quarantine')
    assert bytes(row[0]) == content and 'OBX[2]-3' in row[1] and row[2:] == (True, SENDER, 'ODD')
    listed = recorded.command('quarantine', 'list', '--config', str(recorded.config))
    assert listed.returncode == 0 and 'unknown observation identifier 999999' in listed.stdout
    again = recorded.command('quarantine', 'rerun', '--all', '--config', str(recorded.config))
    assert again.returncode == 0, again.stderr
    assert recorded.record.rows('SELECT count(*) FROM vigil.observation') == [(1,)], 'what was taken stands once'


def test_what_was_not_understood_is_read_again_as_its_sender_is_configured_by_address_since(recorded):
    content = mllp.message('ODD', rows=['OBX|1|NM|101^HR|2101|60||||||F'])
    recorded.monitor().exchange(content)
    assert recorded.record.wait_rows('SELECT address, partly FROM vigil.quarantine') == [('127.0.0.1', False)]
    with open(recorded.config, 'a') as config:
        config.write('[[sender]]\naddress = "127.0.0.1"\ndialect = "mindray-pds"\nbed = "W2/4"\n')
    again = recorded.command('quarantine', 'rerun', '--all', '--config', str(recorded.config))
    assert '1 reading recorded for W2/1' in again.stdout, again


def test_more_senders_than_are_told_apart_are_counted_and_said_once(vigil):
    monitor = vigil.monitor()
    content = mllp.message('ID', 'W1/1', {'heart_rate': 72}, sender='NAME')
    for start in range(0, 10_002, 500):
        names = [b'S%d' % n for n in range(start, min(start + 500, 10_002))]
        monitor.write(b''.join(mllp.frame(content.replace(b'NAME', n).replace(b'|ID|', b'|%s|' % n)) for n in names))
        assert {answer.code for answer in monitor.answers(len(names))} == {'AA'}
    wait_until(lambda: vigil.metric('vigil_senders') == 10_000, 'the senders are counted')
    others = [s for s in vigil.get('/v1/senders').json['senders'] if s['name'] == 'others']
    assert [s['messages'] for s in others] == [2]
    wait_until(lambda: vigil.log.count('no more are told apart') == 1, 'the operator is told')


class Monitor:
    """A monitor that waits to be called and sends its stream, as Mindray's patient data share does."""

    def __init__(self):
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.port = self.listener.getsockname()[1]
        self.calls = []
        self.called = threading.Semaphore(0)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                self.calls.append(self.listener.accept()[0])
            except OSError:
                return
            self.called.release()

    def wait_call(self):
        assert self.called.acquire(timeout=10), 'nobody called'
        return self.calls[-1]


def pds(kind, *segments):
    return mllp.frame(''.join(f'{s}\r' for s in (f'MSH|^~\\&|||||||ORU^R01|{kind}|P|2.3.1|', *segments)).encode())


PATIENT = pds(103, 'PID|||P-17||', 'PV1||I|^^W1&3&3232241659&4601&0|')


def periodic(*values):
    rows = [f'OBX||NM|{code}^|{module}|{value}||||||F' for code, module, value in values]
    return pds(204, 'OBR||||Mindray Monitor|||0|', *rows)


@pytest.fixture
def monitor():
    waiting = Monitor()
    yield waiting
    waiting.listener.close()
    for call in waiting.calls:
        call.close()


def test_a_monitor_that_waits_to_be_called_is_called_and_called_again(new_server, monitor):
    server = with_sender(new_server, dialect='mindray-pds', dial=f'127.0.0.1:{monitor.port}')
    line = monitor.wait_call()
    line.sendall(PATIENT + periodic((101, 2101, 72), (160, 2103, 97)))
    wait_until(lambda: server.get('/v1/wards').json['wards'] and heart_rate(server, 'W1/3') == 72, 'its heart rate')
    assert server.ward('W1')['beds'][0]['patient'] == 'P-17'
    line.sendall(pds(106))
    assert line.recv(100) == pds(106), 'a keep-alive comes back as it is, and nothing else is answered'
    line.close()
    line = monitor.wait_call()
    line.sendall(PATIENT + periodic((101, 2101, 75)))
    wait_until(lambda: heart_rate(server, 'W1/3') == 75, 'its heart rate after the link came back')


def test_equal_messages_of_a_steady_patient_are_no_repetitions(new_server, monitor):
    server = with_sender(new_server, dialect='mindray-pds', dial=f'127.0.0.1:{monitor.port}')
    line = monitor.wait_call()
    line.sendall(PATIENT + periodic((101, 2101, 72)) * 5)
    wait_until(lambda: server.metric('vigil_readings_total', transport='mllp', validity='valid') == 5, 'five readings')
    assert server.metric('vigil_messages_total', transport='mllp', result='duplicate') == 0


def test_a_lead_that_is_off_is_no_number(new_server, monitor):
    server = with_sender(new_server, dialect='mindray-pds', dial=f'127.0.0.1:{monitor.port}')
    line = monitor.wait_call()
    line.sendall(PATIENT + periodic((101, 2101, -100), (160, 2103, '-100.00'), (200, 2104, 36.6)))
    wait_until(lambda: server.get('/v1/wards').json['wards'], 'the bed')
    values = server.ward('W1')['beds'][0]['values']
    assert values['temperature']['value'] == 36.6
    assert [values[m].get('value') for m in ('heart_rate', 'spo2')] == [None, None]
