"""Connections that break the rules of the stream are ended, and hinder nobody else."""

import json
import time

import pytest

from raw_dashboard import RawDashboard


@pytest.fixture
def raw(vigil):
    opened = []

    def connect(**options):
        opened.append(RawDashboard(vigil.ports['http'], **options))
        return opened[-1]
    yield connect
    for each in opened:
        each.socket.close()


def test_a_page_of_another_origin_may_not_watch(raw, vigil):
    assert raw(origin='https://elsewhere.example').status == 403
    assert raw(origin='null').status == 403
    assert raw(origin=f'http://127.0.0.1:{vigil.ports["http"]}').status == 101


@pytest.mark.parametrize('first', [
    '{"type":"acknowledge","request":"q","alarm":"0123456789abcdef","by":"n"}',
    '{"type":"station","request":"q","station":"s","sound_armed":true,"visible":true}',
    '{"type":"subscribe"}', '{"type":"subscribe","resume":7}', '{"type":"subscribe","resume":{"epoch":-1,"seq":0}}',
    '{"type":"nothing"}', '{}', '[]', 'garbage', '', '\x00'])
def test_a_connection_that_does_not_begin_with_subscribe_is_closed(raw, vigil, first):
    connection = raw()
    connection.send(first)
    assert connection.closed(3)
    assert b'snapshot' not in connection.received
    assert vigil.metric('vigil_dashboards_closed_total', reason='protocol_error') == 1


def test_a_connection_that_never_subscribes_is_closed_in_time(raw):
    began = time.monotonic()
    assert raw().closed(9)
    assert time.monotonic() - began > 3, 'it had its five seconds'


def test_a_second_subscribe_closes_the_connection(raw):
    connection = raw().subscribe()
    connection.subscribe()
    assert connection.closed(3)


def test_a_frame_that_is_too_long_closes_the_connection(raw):
    connection = raw().subscribe()
    connection.send(json.dumps({'type': 'acknowledge', 'request': 'q', 'alarm': '0' * 16, 'by': 'x' * 20_000}))
    assert connection.closed(3)
    joined = raw().subscribe()
    joined.send('{"type":"', final=False)
    try:
        for _ in range(40):
            joined.send('x' * 1000, opcode=0, final=False)
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert joined.closed(3)


def test_frames_against_the_protocol_close_the_connection(raw):
    for attempt in ({'masked': False}, {'opcode': 5}, {'opcode': 0}):
        connection = raw().subscribe()
        connection.send('{"type":"x"}', **attempt)
        assert connection.closed(3), attempt
    invalid = raw().subscribe()
    invalid.send(b'\xff\xfe\xfd')
    assert invalid.closed(3), 'text that is not UTF-8'


def test_more_than_fifty_commands_a_second_cut_the_connection_and_nobody_else(raw, vigil):
    calm = vigil.dashboard()
    connection = raw().subscribe()
    try:
        for n in range(300):
            connection.send(f'{{"type":"acknowledge","request":"q{n}","alarm":"0000000000000000","by":"n"}}')
    except (BrokenPipeError, ConnectionResetError):
        pass
    assert connection.closed(5)
    calm.wait_heartbeat()
    for n in range(40):
        assert calm.acknowledge('0' * 16)['ok'] is False


def test_a_dashboard_without_the_subprotocol_or_of_another_version_is_not_upgraded_by_mistake(raw, vigil):
    assert raw(version='12').status in (400, 426)
    assert vigil.get('/v1/wards/W1/stream').status == 404
