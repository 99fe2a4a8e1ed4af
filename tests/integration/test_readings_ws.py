"""WS /v1/readings: reports in text frames, each answered in order once it is on disk."""

import asyncio
import json
import random
import struct

import pytest
import websockets

from raw_dashboard import RawDashboard, frames_of
from server_process import FULL, IGNORING_FULL_FILES, wait_until


def report(identity, bed='W1/3', rate=71, **more):
    return {'sender': 'monitor-17', 'id': identity, 'bed': bed, 'time': '2026-11-22T02:00:00.000Z',
            'readings': [{'metric': 'heart_rate', 'value': rate, 'unit': '/min'}], **more}


def accepted(identity, reports=1):
    return {'id': identity, 'accepted': reports, 'duplicates': 0, 'rejected': []}


def url(server):
    return f'ws://127.0.0.1:{server.ports["http"]}/v1/readings'


def talk(server, *frames, **options):
    """The answers to frames that are all sent before the first answer is read."""
    async def run():
        async with websockets.connect(url(server), **options) as connection:
            for frame in frames:
                await connection.send(frame)
            return [json.loads(await asyncio.wait_for(connection.recv(), 10)) for _ in frames]
    return asyncio.run(run())


def closed_with(server, *frames):
    """The code with which the server closes after these frames; no answer may come before."""
    async def run():
        async with websockets.connect(url(server), max_size=None) as connection:
            try:
                for frame in frames:
                    await connection.send(frame)
                answer = await asyncio.wait_for(connection.recv(), 10)
            except websockets.ConnectionClosed as closed:
                return closed.rcvd.code
            raise AssertionError(answer)
    return asyncio.run(run())


class RawSender(RawDashboard):
    """A sender whose bytes are written one by one."""

    path = '/v1/readings'

    def answers(self, count, timeout_s=10):
        self.socket.settimeout(timeout_s)
        found = []
        while len(found) < count:
            texts, self.received = frames_of(self.received)
            found += map(json.loads, texts)
            if len(found) < count:
                data = self.socket.recv(65536)
                assert data, found
                self.received += data
        assert len(found) == count
        return found

    def close_code(self, timeout_s=10):
        """Of the close frame that is the last the server says."""
        assert self.closed(timeout_s)
        texts, rest = frames_of(self.received)
        at = self.received.rfind(b'\x88')
        assert not texts and at >= 0, self.received
        return struct.unpack('!H', self.received[at + 2:at + 4])[0]


def frame(text, opcode=1, final=True):
    data = text.encode() if isinstance(text, str) else text
    head = bytes([opcode | (0x80 if final else 0)])
    if len(data) < 126:
        head += bytes([0x80 | len(data)])
    else:
        head += struct.pack('!BH', 0x80 | 126, len(data))
    return head + b'\0\0\0\0' + data


def test_one_report_several_and_lines_are_each_answered_with_the_first_ones_id(recorded):
    one, two, three = report('a'), [report('b1'), report('b2', 'W1/4')], [report('c1', 'W1/5'), report('c2', 'W1/6')]
    answers = talk(recorded, json.dumps(one), json.dumps(two), '\n'.join(map(json.dumps, three)))
    assert answers == [accepted('a'), accepted('b1', 2), accepted('c1', 2)]
    rows = recorded.record.wait_rows('SELECT control_id FROM vigil.observation ORDER BY 1', count=5)
    assert rows == [(i,) for i in ('a', 'b1', 'b2', 'c1', 'c2')]


def test_what_cannot_be_taken_is_said_and_the_connection_goes_on(vigil):
    answers = talk(vigil, '{broken', '', '[]', json.dumps({**report('x'), 'bed': 'nowhere'}), json.dumps(report('y')),
                   json.dumps(report('y')))
    assert [a['rejected'][0]['reason'].split(':')[0] for a in answers[:2]] == ['not JSON', 'not JSON']
    assert answers[2] == {'accepted': 0, 'duplicates': 0, 'rejected': []}
    assert answers[3]['id'] == 'x' and answers[3]['rejected'][0]['pointer'] == '/bed'
    assert answers[4:] == [accepted('y'), {'id': 'y', 'accepted': 0, 'duplicates': 1, 'rejected': []}]


def test_a_report_sent_over_http_before_counts_once(vigil):
    assert vigil.post('/v1/readings', report('same')).json['accepted'] == 1
    assert talk(vigil, json.dumps(report('same')))[0]['duplicates'] == 1


def test_thousands_under_way_are_answered_in_order(vigil):
    ids = [f'p{i}' for i in range(2000)]
    answers = talk(vigil, *(json.dumps(report(i, f'W1/{n % 7}', 60 + n % 50)) for n, i in enumerate(ids)))
    assert answers == [accepted(i) for i in ids]


@pytest.mark.parametrize('frame, code', [(b'{}', 1003), ('x' * (1024 * 1024 + 1), 1009)], ids=['binary', 'too large'])
def test_what_is_no_text_of_bearable_size_closes_the_connection(vigil, frame, code):
    assert closed_with(vigil, frame) == code


def test_text_that_is_not_utf8_closes_with_1007_though_it_comes_in_parts(vigil):
    connection = RawSender(vigil.ports['http'])
    connection.send(b'{"sender":"\xc3', final=False)
    connection.send(b'("}', opcode=0)
    assert connection.close_code() == 1007


def test_frames_may_be_cut_anywhere_and_hold_anything_between(vigil):
    connection = RawSender(vigil.ports['http'])
    dice = random.Random(17)
    for n in range(300 if FULL else 60):
        text = json.dumps(report(f'cut{n}', rate=60 + n))
        middle = dice.randrange(len(text))
        data = frame(text[:middle], final=False) + frame('ping', opcode=9) + frame('', opcode=0, final=False) + \
            frame(text[middle:], opcode=0)
        at = dice.randrange(1, len(data))
        connection.socket.sendall(data[:at])
        connection.socket.sendall(data[at:])
        assert connection.answers(1) == [accepted(f'cut{n}')]
    data = b''.join(frame(json.dumps(report(f'byte{n}', rate=90 + n))) for n in range(3))
    for byte in data:
        connection.socket.sendall(bytes([byte]))
    assert connection.answers(3) == [accepted(f'byte{n}') for n in range(3)]


def test_a_sender_that_reads_no_answers_is_not_read_from_and_closed(vigil):
    connection = RawSender(vigil.ports['http'], receive_buffer=2048)
    noise = json.dumps([{'sender': 'm', 'id': 'x' * 100}] * 2000)
    connection.socket.settimeout(30)
    sent = 0
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        for _ in range(2000):
            connection.send(noise)
            sent += 1
    assert sent < 200  # what fits into the kernel's buffers, and as many as have a mebibyte of answers
    assert talk(vigil, json.dumps(report('others go on'))) == [accepted('others go on')]


def test_a_foreign_page_and_another_address_get_no_stream(vigil):
    assert RawSender(vigil.ports['http'], origin='http://elsewhere.example').status == 403
    assert vigil.request('GET', '/v1/readings').status == 405


def test_the_alarm_comes_like_that_of_any_other_reading(vigil):
    assert talk(vigil, json.dumps(report('fast', rate=160))) == [accepted('fast')]
    wait_until(lambda: [a['rule'] for a in vigil.alarms('W1').values()] == ['tachycardia'], 'the alarm')
    assert vigil.metric('vigil_messages_total', transport='websocket', result='accepted') == 1


def test_observations_of_care_are_told_by_their_keys(vigil):
    observation = {'observation_id': 'SpO2', 'device_id': '10.0.0.5', 'date-time': '08:21:48', 'patient-id': 'P-17',
                   'status': 'final', 'value': 81, 'unit': '%', 'low-limit': 90, 'high-limit': 100}
    off = {**observation, 'observation_id': 'heart-rate', 'status': 'Message-Leads Off', 'value': None, 'unit': 'bpm'}
    answers = talk(vigil, json.dumps([[observation, off]]))
    assert answers == [accepted('08:21:48')]
    bed = wait_until(lambda: [b for b in vigil.ward('unassigned')['beds'] if b['bed'] == 'unassigned/10.0.0.5'], 'the bed')
    assert bed[0]['values']['spo2']['value'] == 81 and bed[0]['values']['heart_rate']['status'] == 'sensor_off'


def test_a_journal_that_fails_ends_the_connection_without_an_answer(new_server):
    server = new_server()
    server.prefix = IGNORING_FULL_FILES
    server.start()
    connection = RawSender(server.ports['http'])
    connection.send(json.dumps(report('before')))
    assert connection.answers(1) == [accepted('before')]
    server.break_journal()
    connection.send(json.dumps(report('after', rate=72)))
    assert connection.close_code() == 1011
