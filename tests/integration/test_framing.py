"""Damaged, cut, joined and hostile bytes on the MLLP port."""

import random
import re
import socket

import pytest

from mllp import END, START, frame, message
from server_process import wait_until


def good(control_id, value=72, bed='W1/1'):
    return message(control_id, bed, {'heart_rate': value, 'spo2': 97})


def changed(control_id, pattern, replacement):
    before = good(control_id)
    after = re.sub(pattern, replacement, before, count=1)
    assert before != after
    return after


REFUSED = {
    'MSH that is missing': (good('X')[good('X').index(b'\r') + 1:], 'AR', '100', ''),
    'MSH with delimiters that are not distinct': (changed('X', rb'\|\^~', b'|||'), 'AR', '102', ''),
    'no message control id': (changed('X', rb'\|X\|', b'||'), 'AE', '101', ''),
    'no message type': (changed('X', rb'ORU\^R01\^ORU_R01', b''), 'AE', '101', 'X'),
    'a message type that is not supported': (changed('X', rb'ORU\^R01\^ORU_R01', b'DFT^P03^DFT_P03'), 'AR', '200', 'X'),
    'an event that is not supported': (changed('X', rb'ORU\^R01\^ORU_R01', b'ORU^R32^ORU_R32'), 'AR', '201', 'X'),
    'a version that is not supported': (changed('X', rb'\|2\.6\|', b'|3.0|'), 'AR', '203', 'X'),
    'a processing id that is not supported': (changed('X', rb'\|P\|2\.6', b'|Q|2.6'), 'AR', '202', 'X'),
    'an empty frame': (b'', 'AR', '100', ''),
    'two patients': (good('X') + b'PID|||OTHER^^^HOSPITAL^PI\r', 'AE', '102', 'X'),
    'two messages in a frame': (good('X') + good('Y'), 'AE', '100', 'X'),
    'UTF-16': (good('X').decode().encode('utf-16-le'), 'AR', '102', ''),
}


@pytest.mark.parametrize('what', REFUSED)
def test_what_cannot_be_taken_is_answered_clearly_and_the_connection_goes_on(vigil, what):
    content, code, error, control_id = REFUSED[what]
    connection = vigil.monitor()
    answer = connection.exchange(content)
    assert (answer.code, answer.control_id) == (code, control_id)
    assert answer.errors and answer.errors[0][1] == error and answer.errors[0][3], answer
    assert vigil.get('/v1/wards').json == {'wards': []}, 'nothing of it is stored'
    connection.send('next', 'W1/1', heart_rate=70)
    assert vigil.ward('W1')['beds'][0]['values']['heart_rate']['value'] == 70


def test_a_frame_that_is_too_long_is_refused_and_the_connection_goes_on(new_server):
    server = new_server(mllp_extra='frame_bytes_max = 4096').start()
    connection = server.monitor()
    connection.write(frame(good('LONG') + b'NTE|1||' + b'x' * 100_000 + b'\r') + frame(good('NEXT')))
    too_long, next_one = connection.answers(2)
    assert (too_long.code, too_long.control_id) == ('AR', 'LONG')
    assert 'longer' in too_long.errors[0][3]
    assert (next_one.code, next_one.control_id) == ('AA', 'NEXT')
    assert server.metric('vigil_readings_total') == 2, 'only those of the second'


def test_a_frame_cut_off_by_the_next_one_is_refused_and_the_next_one_lives(vigil):
    connection = vigil.monitor()
    connection.write(START + good('CUT', value=99)[:-20] + frame(good('NEXT')))
    cut, next_one = connection.answers(2)
    assert (cut.code, cut.control_id) == ('AR', 'CUT') and 'cut off' in cut.errors[0][3]
    assert (next_one.code, next_one.control_id) == ('AA', 'NEXT')
    assert vigil.ward('W1')['beds'][0]['values']['heart_rate']['value'] == 72


def test_512_messages_in_one_write_are_answered_once_each_and_in_order(recorded):
    connection = recorded.monitor()
    connection.write(b''.join(frame(good(f'M{n}', value=60 + n % 40)) for n in range(512)))
    answers = connection.answers(512, timeout_s=30)
    assert [(a.code, a.control_id) for a in answers] == [('AA', f'M{n}') for n in range(512)]
    connection.send('last', 'W1/1', heart_rate=61)
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading', count=513)
    stored = recorded.record.rows('SELECT control_id, heart_rate FROM vigil.reading ORDER BY seq')
    assert stored == [(f'M{n}', 60 + n % 40) for n in range(512)] + [('last', 61)]


def test_messages_cut_anywhere_by_the_network_are_answered_once_each_and_in_order(vigil):
    chance = random.Random(7)
    connection = vigil.monitor()
    stream = b''.join(frame(good(f'M{n}', value=60 + n % 40)) for n in range(120))
    edges = [m.start() for m in re.finditer(b'[\x0b\x1c\r]', stream)]
    cuts = sorted({min(len(stream), max(1, chance.choice(edges) + chance.randrange(-2, 3))) for _ in range(900)})
    begin = 0
    for cut in [*cuts, len(stream)]:
        connection.write(stream[begin:cut])
        begin = cut
    assert [(a.code, a.control_id) for a in connection.answers(120)] == [('AA', f'M{n}') for n in range(120)]


def test_a_message_of_single_bytes_is_understood(vigil):
    connection = vigil.monitor()
    for byte in frame(good('BYTES')):
        connection.write(bytes([byte]))
    assert [(a.code, a.control_id) for a in connection.answers(1)] == [('AA', 'BYTES')]


def test_nothing_of_a_message_broken_off_by_a_reset_is_stored_and_the_server_goes_on(recorded):
    content = frame(good('BROKEN', value=199))
    witness = recorded.monitor()
    for length in (1, 40, len(content) // 2, len(content) - 2):
        connection = recorded.monitor()
        connection.write(content[:length])
        connection.reset()
        witness.send(f'W{length}', 'W1/2', heart_rate=70)
    whole_then_half = recorded.monitor()
    whole_then_half.write(frame(good('WHOLE', value=71)) + content[:-2])
    wait_until(lambda: recorded.metric('vigil_messages_total', transport='mllp', result='accepted') == 5,
               'the whole one')
    whole_then_half.reset()
    witness.send('END', 'W1/2', heart_rate=70)
    recorded.record.wait_rows("SELECT 1 FROM vigil.reading WHERE control_id = 'END'")
    assert recorded.record.rows("SELECT 1 FROM vigil.reading WHERE control_id = 'BROKEN'") == []
    assert recorded.record.rows("SELECT heart_rate FROM vigil.reading WHERE control_id = 'WHOLE'") == [(71,)]
    assert 'W1/1' in [b['bed'] for b in recorded.ward('W1')['beds']]


def test_nul_bytes_and_garbage_between_frames_are_passed_over(vigil):
    connection = vigil.monitor()
    connection.write(b'\0\0' + frame(good('A')) + b'\0\r\n\0garbage\0' + frame(good('B', 75)) + b'\xff\xfe\x1c\r' +
                     frame(good('C', 76)))
    assert [(a.code, a.control_id) for a in connection.answers(3)] == [('AA', 'A'), ('AA', 'B'), ('AA', 'C')]
    assert vigil.metric('vigil_frames_garbage_bytes_total') >= len('garbage')


def test_frames_without_their_carriage_return_are_understood(vigil):
    connection = vigil.monitor()
    for name in 'AB':
        connection.write(START + good(name, value=70 + ord(name) % 10) + END[:1])
    assert [(a.code, a.control_id) for a in connection.answers(2)] == [('AA', 'A'), ('AA', 'B')]


def test_random_bytes_never_hinder_others(vigil):
    chance = random.Random(11)
    witness = vigil.monitor()
    for round_number in range(30):
        hostile = vigil.monitor()
        try:
            hostile.write(chance.randbytes(chance.randrange(1, 20_000)))
            hostile.write(START + chance.randbytes(3000).replace(b'\x1c', b'') + END)
        except (BrokenPipeError, ConnectionResetError):
            pass
        witness.send(f'W{round_number}', 'W1/1', heart_rate=70)
        hostile.close()
    assert [b['bed'] for b in vigil.ward('W1')['beds']] == ['W1/1']


def test_messages_with_random_damage_are_each_answered_once_and_their_neighbours_live(vigil):
    chance = random.Random(13)
    connection = vigil.monitor()
    for number in range(300):
        content = bytearray(good(f'D{number}', value=60 + number % 50))
        for _ in range(chance.randrange(1, 8)):
            content[chance.randrange(9, len(content))] = chance.choice([b for b in range(256) if b not in (0x0b, 0x1c)])
        connection.write(frame(bytes(content)) + frame(good(f'N{number}', value=60 + number % 50)))
        answers = connection.answers(1)
        if answers[0].control_id != f'N{number}':  # else the damage made it one that wants no answer
            answers += connection.answers(1)
        assert (answers[-1].code, answers[-1].control_id) == ('AA', f'N{number}')


def test_more_connections_than_configured_are_closed_at_once_and_the_first_ones_live(new_server):
    server = new_server(mllp_extra='connections_max = 4').start()
    first = [server.monitor() for _ in range(4)]
    for number, connection in enumerate(first):
        connection.send(f'A{number}', 'W1/1', heart_rate=70 + number)
    assert server.monitor().closed_by_server()
    first[0].send('B', 'W1/1', heart_rate=80)
    first.pop().close()

    def admitted():
        try:
            server.monitor().send('C', 'W1/1', heart_rate=81)
            return True
        except (AssertionError, ConnectionError):
            return False
    wait_until(admitted, 'a place that has become free is used')


def test_a_peer_that_never_reads_its_answers_is_held_back_without_memory(vigil):
    witness = vigil.monitor()
    witness.send('W', 'W1/1', heart_rate=70)
    before = vigil.resident_bytes
    stuck = vigil.monitor()
    stuck.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stuck.socket.settimeout(0.5)
    block = b''.join(frame(changed(f'S{n}', rb'ORU\^R01\^ORU_R01', b'ADT^A01^ADT_A01')) for n in range(200))
    written = 0
    try:
        while written < 100_000_000:
            written += stuck.socket.send(block)
    except socket.timeout:
        pass
    assert written < 100_000_000, 'it was never held back'
    witness.send('W2', 'W1/1', heart_rate=71)
    assert vigil.grown_by(before) < 40_000_000
