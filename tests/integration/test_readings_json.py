"""POST /v1/readings and the HTTP listener around it."""

import json
import re
import socket

import pytest

from server_process import wait_until


def report(identity, bed='W1/3', readings=None, **more):
    return {'sender': 'monitor-17', 'id': identity, 'bed': bed, 'time': '2026-11-22T02:00:00.000Z',
            'readings': readings or [{'metric': 'heart_rate', 'value': 71, 'unit': '/min'}], **more}


def counts(answer):
    return answer.status, answer.json['accepted'], answer.json['duplicates'], len(answer.json['rejected'])


def problem(answer, status):
    assert answer.status == status, answer
    assert answer.headers['content-type'] == 'application/problem+json'
    content = answer.json
    assert content['type'] == 'about:blank' and content['status'] == status and content['title'] and content['detail']
    return content['detail']


def raw(server, data, timeout_s=5):
    """What comes back on a connection of its own for these very bytes, until it closes or is complete."""
    with socket.create_connection(('127.0.0.1', server.ports['http']), timeout_s) as connection:
        connection.sendall(data)
        received = b''
        try:
            while chunk := connection.recv(65536):
                received += chunk
                length = re.search(rb'content-length: (\d+)', received, re.I)
                if length and b'\r\n\r\n' in received and \
                        len(received.split(b'\r\n\r\n', 1)[1]) >= int(length.group(1)):
                    break
        except ConnectionResetError:
            pass
        return received


def test_a_report_is_stored_with_its_times_units_and_codes(recorded):
    answer = recorded.post('/v1/readings', report('8c1f', patient='P9', readings=[
        {'metric': 'heart_rate', 'value': 128, 'unit': '/min', 'code': 147842},
        {'metric': 'spo2', 'value': None, 'status': 'sensor_off'},
        {'metric': 'temperature', 'value': 98.6, 'unit': '[degF]', 'time': '2026-11-22T03:59:59.500+02:00'},
        {'metric': 'etco2', 'value': 5, 'unit': 'kPa', 'status': 'questionable'}]))
    assert (answer.status, answer.json) == (200, {'accepted': 1, 'duplicates': 0, 'rejected': []})
    rows = recorded.record.wait_rows(
        "SELECT metric, round(value::numeric, 2)::float, unit, declared_unit, code, validity, "
        "to_char(measured_at AT TIME ZONE 'UTC', 'HH24:MI:SS.MS'), ward, bed, patient, sender, control_id "
        "FROM vigil.observation ORDER BY metric", count=4)
    where = ('W1', '3', 'P9', 'monitor-17', '8c1f')
    assert rows == [
        ('etco2', 37.5, 'mm[Hg]', 'kPa', None, 'questionable', '02:00:00.000', *where),
        ('heart_rate', 128, '/min', '/min', 147842, 'valid', '02:00:00.000', *where),
        ('spo2', None, '%', '', None, 'sensor_off', '02:00:00.000', *where),
        ('temperature', 37, 'Cel', '[degF]', None, 'valid', '01:59:59.500', *where)]


def test_an_array_and_lines_of_reports_are_taken_one_by_one(vigil):
    assert counts(vigil.post('/v1/readings', [report('a', 'W1/1'), report('b', 'W1/2')])) == (200, 2, 0, 0)
    lines = '\n'.join(json.dumps(report(each, f'W1/{each}')) for each in '345')
    assert counts(vigil.post('/v1/readings', lines, 'application/x-ndjson')) == (200, 3, 0, 0)
    lines = '\n'.join(json.dumps(report(each, f'W1/{each}')) for each in '67') + '\n'
    assert counts(vigil.post('/v1/readings', lines, 'application/json')) == (200, 2, 0, 0)
    assert {b['bed'] for b in vigil.ward('W1')['beds']} == {f'W1/{n}' for n in range(1, 8)}


def test_a_bad_reading_is_refused_by_its_place_and_its_neighbours_live(recorded):
    readings = [{'metric': 'heart_rate', 'value': 71, 'unit': '/min'},
                {'metric': 'hart_rate', 'value': 71, 'unit': '/min'},
                {'metric': 'spo2', 'value': 97, 'unit': 'mmHg'},
                {'metric': 'respiratory_rate', 'value': '14', 'unit': '/min'},
                {'metric': 'etco2', 'value': 35},
                {'metric': 'pulse_rate', 'unit': '/min'},
                {'metric': 'temperature', 'value': 36.6, 'unit': 'Cel', 'time': 'yesterday'},
                {'metric': 'pain', 'value': 3, 'status': 'fine'},
                {'metric': 'abp_mean', 'value': 90, 'unit': 'mm[Hg]', 'code': 147842},
                {'metric': 'cvp_mean', 'value': 5, 'unit': 'mm[Hg]', 'colour': 'blue'},
                'no object',
                {'metric': 'perfusion_index', 'value': 2, 'unit': '%'}]
    answer = recorded.post('/v1/readings', [report('good', 'W1/1'), report('bad', 'W1/2', readings)])
    assert counts(answer) == (200, 2, 0, 10)
    assert [(r['index'], r['pointer']) for r in answer.json['rejected']] == [
        (1, f'/readings/{place}') for place in
        ('1/metric', '2/unit', '3/value', '4/unit', '5/value', '6/time', '7/status', '8/code', '9/colour', '10')]
    assert 'heart_rate' in answer.json['rejected'][0]['reason'], 'says what may have been meant'
    stored = recorded.record.wait_rows(
        "SELECT metric, value FROM vigil.observation WHERE control_id = 'bad' ORDER BY metric", count=2)
    assert stored == [('heart_rate', 71), ('perfusion_index', 2)]


def test_a_report_without_bed_sender_or_id_is_refused_and_its_neighbours_live(vigil):
    required = ('bed', 'sender', 'id', 'readings')
    wrong = [({**report('x'), key: None}, f'/{key}') for key in required]
    wrong += [({k: v for k, v in report('x').items() if k != key}, f'/{key}') for key in required]
    wrong += [(report('x', 'nowhere'), '/bed'), (report('x', '/3'), '/bed'), (report('x', 'W1/'), '/bed'),
              (report('x', time='2026-11-22'), '/time'), (report('x', sendr='s'), '/sendr'), (7, ''),
              ({**report('x'), 'readings': []}, '/readings')]
    items = [report('first', 'W2/1'), *(content for content, _ in wrong), report('last', 'W2/2')]
    answer = vigil.post('/v1/readings', items)
    assert counts(answer) == (200, 2, 0, len(wrong))
    assert [(r['index'], r['pointer']) for r in answer.json['rejected']] == [
        (n, pointer) for n, (_, pointer) in enumerate(wrong, 1)]
    assert [w['ward'] for w in vigil.get('/v1/wards').json['wards']] == ['W2']
    nothing = vigil.post('/v1/readings', [content for content, _ in wrong])
    assert counts(nothing) == (422, 0, 0, len(wrong))


def test_a_bad_line_is_refused_and_its_neighbours_live(vigil):
    lines = [json.dumps(report('1', 'W1/1')), '{"sender":', json.dumps(report('2', 'W1/2')), '', 'null',
             json.dumps(report('3', 'W1/3'))]
    answer = vigil.post('/v1/readings', '\n'.join(lines), 'application/x-ndjson')
    assert counts(answer) == (200, 3, 0, 2)
    assert [(r['index'], r['pointer']) for r in answer.json['rejected']] == [(1, ''), (3, '')]


def test_a_report_sent_again_counts_as_a_duplicate_and_is_stored_once(recorded):
    assert counts(recorded.post('/v1/readings', report('a'))) == (200, 1, 0, 0)
    assert counts(recorded.post('/v1/readings', report('a'))) == (200, 0, 1, 0)
    again = [report('a'), report('b'), report('b')]
    assert counts(recorded.post('/v1/readings', again)) == (200, 1, 2, 0)
    recorded.post('/v1/readings', report('c'))
    recorded.record.wait_rows("SELECT 1 FROM vigil.reading WHERE control_id = 'c'")
    assert recorded.record.rows('SELECT control_id FROM vigil.reading ORDER BY seq') == [('a',), ('b',), ('c',)]


@pytest.mark.parametrize('body', ['', '{', '[', '{"a":1}}', 'nonsense', '[1,', '\xff\xfe', '{"sender":"\ud800"}',
                                  '[' * 5000, '{"a":' * 5000, '\0'],
                         ids=lambda b: ascii(b[:8]))
def test_malformed_json_is_a_bad_request(vigil, body):
    problem(vigil.post('/v1/readings', body.encode('utf-8', 'surrogatepass')), 400)
    assert vigil.get('/v1/wards').json == {'wards': []}


def test_a_key_that_stands_there_twice_is_refused_rather_than_guessed(vigil):
    text = json.dumps(report('a')).replace('"bed": "W1/3"', '"bed": "W1/3", "bed": "W1/4"')
    answer = vigil.post('/v1/readings', text)
    assert counts(answer) == (422, 0, 0, 1) and answer.json['rejected'][0]['pointer'] == '/bed'
    text = json.dumps(report('a')).replace('"value": 71', '"value": 71, "value": 171')
    answer = vigil.post('/v1/readings', text)
    assert answer.status == 422 and answer.json['rejected'][0]['pointer'] == '/readings/0/value'
    assert vigil.get('/v1/wards').json == {'wards': []}


@pytest.mark.parametrize('number', ['1e999', 'NaN', 'Infinity', '-1e400', '0x10', '1_000', '١'])
def test_a_number_that_is_none_is_refused(vigil, number):
    answer = vigil.post('/v1/readings', json.dumps(report('a')).replace('71', number).encode())
    assert answer.status in (400, 422), answer
    assert vigil.get('/v1/wards').json == {'wards': []}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(vigil):
    head = b'POST /v1/readings HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n'
    assert raw(vigil, head + b'[').startswith(b'HTTP/1.1 413 ')
    chunked = (b'POST /v1/readings HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' +
               (b'100000\r\n' + b' ' * 0x100000 + b'\r\n') * 9)
    try:
        answer = raw(vigil, chunked)
    except (BrokenPipeError, ConnectionResetError):
        answer = b''  # it did not even listen
    assert answer == b'' or answer.startswith(b'HTTP/1.1 413 ')
    assert counts(vigil.post('/v1/readings', report('a'))) == (200, 1, 0, 0)


def test_a_large_request_that_is_allowed_is_taken_whole(vigil):
    items = [report(f'r{n}', f'W1/{n % 50}') for n in range(20_000)]
    assert counts(vigil.post('/v1/readings', items, timeout_s=30)) == (200, 20_000, 0, 0)
    assert len(vigil.ward('W1')['beds']) == 50


def test_wrong_methods_and_unknown_paths_are_told_so(vigil):
    for method, path in (('GET', '/v1/readings'), ('PUT', '/v1/readings'), ('DELETE', '/v1/wards'),
                         ('POST', '/v1/wards'), ('POST', '/'), ('GET', '/v1/alarms/0123456789abcdef/acknowledge')):
        problem(vigil.request(method, path), 405)
    for path in ('/v1/nothing', '/v2', '/v1/wards/W9', '/v1/wards/%zz', '/../etc/passwd', '/ward', '/%2e%2e/rules.toml',
                 '/v1/wards/W1/stream', '//'):
        problem(vigil.get(path), 404)


def test_ward_names_of_any_letters_are_found_by_their_percent_encoding(vigil):
    vigil.report('Station Süd/Bett 1', {'heart_rate': (70, '/min')})
    assert vigil.ward('Station%20S%C3%BCd')['beds'][0]['bed'] == 'Station Süd/Bett 1'
    dashboard = vigil.dashboard('Station Süd')
    assert list(dashboard.beds) == ['Station Süd/Bett 1']
    dashboard.wait_heartbeat()


def test_headers_that_are_too_large_or_no_http_are_refused(vigil):
    long = b'GET / HTTP/1.1\r\nHost: x\r\nX-Long: ' + b'a' * 20_000 + b'\r\n\r\n'
    assert raw(vigil, long).startswith(b'HTTP/1.1 431 ')
    many = b''.join(b'X-%d: 1\r\n' % n for n in range(5000))
    assert raw(vigil, b'GET / HTTP/1.1\r\nHost: x\r\n' + many + b'\r\n').startswith(b'HTTP/1.1 431 ')
    for nonsense in (b'\x16\x03\x01\x02\x00\x01\x00' + b'\0' * 40, b'HELLO\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n',
                     b'POST /v1/readings HTTP/1.1\r\nContent-Length: -5\r\n\r\n',
                     b'POST /v1/readings HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n'):
        assert raw(vigil, nonsense).startswith(b'HTTP/1.1 400 '), nonsense
    assert counts(vigil.post('/v1/readings', report('a'))) == (200, 1, 0, 0)


def test_slow_and_unfinished_requests_do_not_hinder_others(vigil):
    unfinished = [socket.create_connection(('127.0.0.1', vigil.ports['http'])) for _ in range(200)]
    for number, connection in enumerate(unfinished):
        connection.sendall((b'POST /v1/readings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"sender"',
                            b'GET / HT', b'')[number % 3])
    for number in range(20):
        assert counts(vigil.post('/v1/readings', report(f'r{number}'), timeout_s=1)) == (200, 1, 0, 0)
    wait_until(lambda: vigil.metric('vigil_connections', transport='http') >= 200, 'they are counted')
    for connection in unfinished:
        connection.close()
    wait_until(lambda: vigil.metric('vigil_connections', transport='http') < 10, 'they are gone')
    assert [b['bed'] for b in vigil.ward('W1')['beds']] == ['W1/3']


def test_requests_in_one_write_are_answered_one_after_another(vigil):
    body = json.dumps(report('a')).encode()
    post = b'POST /v1/readings HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n' % len(body) + body
    last = b'GET /v1/wards/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
    with socket.create_connection(('127.0.0.1', vigil.ports['http']), 5) as connection:
        connection.sendall(post * 3 + last)
        received = b''
        while chunk := connection.recv(65536):
            received += chunk
    assert re.findall(rb'HTTP/1.1 (\d+)', received) == [b'200', b'200', b'200', b'404']
    assert re.findall(rb'"accepted":(\d)', received) == [b'1', b'0', b'0']


def test_a_page_of_another_origin_may_not_write(vigil):
    headers = {'Content-Type': 'application/json', 'Origin': 'https://elsewhere.example'}
    assert vigil.request('POST', '/v1/readings', json.dumps(report('a')), headers).status == 403
    assert vigil.get('/v1/wards').json == {'wards': []}
    own = {'Content-Type': 'application/json', 'Origin': f'http://127.0.0.1:{vigil.ports["http"]}'}
    assert vigil.request('POST', '/v1/readings', json.dumps(report('a')), own).status == 200


def test_the_list_of_wards_counts_beds_and_alarms(vigil):
    vigil.report('W1/1', {'spo2': (80, '%')})
    vigil.report('W1/2', {'heart_rate': (160, '/min')})
    vigil.report('W2/1', {'heart_rate': (70, '/min')})
    assert vigil.get('/v1/wards').json == {'wards': [
        {'ward': 'W1', 'beds': 2, 'alarms': {'high': 1, 'medium': 1, 'low': 0}},
        {'ward': 'W2', 'beds': 1, 'alarms': {'high': 0, 'medium': 0, 'low': 0}}]}


@pytest.mark.parametrize('path', ['/v1/wards', '/v1/wards/W1', '/v1/wards/none', '/none', '/'])
def test_a_head_request_is_answered_without_a_body(vigil, path):
    vigil.report('W1/1', {'heart_rate': (70, '/min')})
    with socket.create_connection(('127.0.0.1', vigil.ports['http']), 5) as connection:
        connection.sendall(b'HEAD %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' % path.encode())
        received = b''
        while chunk := connection.recv(65536):
            received += chunk
    assert received.startswith(b'HTTP/1.1 ') and received.split(b'\r\n\r\n', 1)[1] == b''


def test_a_wrong_method_is_told_the_right_ones(vigil):
    assert vigil.request('PUT', '/v1/readings').headers['allow'] == 'POST'


def test_a_sender_that_asks_before_a_large_body_is_told_to_go_on(vigil):
    head = b'POST /v1/readings HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n'
    with socket.create_connection(('127.0.0.1', vigil.ports['http']), 1) as connection:
        connection.sendall(head)
        assert connection.recv(1000).startswith(b'HTTP/1.1 100 ')
