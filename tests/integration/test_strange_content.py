"""Content that is legal but strange: it stops neither the record nor the dashboards, and its neighbours arrive."""

import pytest

import mllp


def hl7(control_id='P', bed='W1/1', **more):
    return mllp.message(control_id, bed, {'heart_rate': 72}, **more)


def changed(before, after):
    content = hl7()
    assert before in content
    return content.replace(before, after)


NOISE = ''.join(chr(48 + (n * n * 7919 + n // 7) % 10) for n in range(100_000))  # what no database compresses

STRANGE_HL7 = {
    'a NUL in the patient id': hl7(patient='A\0B'),
    'bytes that are no UTF-8': changed(b'|||P1^', b'|||P\xff\xfe\xc3^'),
    'a control id of 100 kB': hl7(control_id=NOISE),
    'a patient id of 500 kB': hl7(patient='P' * 500_000),
    'a bed of 100 kB': hl7(bed='W1/' + NOISE),
    'a ward of 100 kB': hl7(bed=NOISE + '/1'),
    'a sender of 100 kB': hl7(sender=NOISE),
    'the last year': changed(mllp.stamp()[:8].encode(), b'99991231'),
    'the first year': changed(mllp.stamp()[:8].encode(), b'00010101'),
    'a number of 400 digits': changed(b'|72|', b'|1' + b'0' * 400 + b'|'),
    'negative zero': changed(b'|72|', b'|-0|'),
    'escape sequences of control characters': hl7(patient='A\\F\\B\\X00\\C\\X0D\\'),
    'quotes': hl7(patient="A'\"\\\\;DROP TABLE vigil.reading;--\t{}"),
}

STRANGE_JSON = {
    'a control character': {'id': '\x01x'}, 'a NUL': {'id': 'a\0'}, 'an emoji': {'patient': '\U0001f600é'},
    'the last year': {'time': '9999-12-31T23:59:59Z'}, 'the first year': {'time': '0001-01-01T00:00:00Z'},
    'the year before': {'time': '0000-01-01T00:00:00Z'}, 'a leap second': {'time': '2026-11-22T02:00:60Z'},
    'a long bed': {'bed': 'W1/' + 'x' * 300}, 'slashes': {'bed': 'W1/a/b/c'}, 'letters': {'bed': 'é' * 50 + '/1'},
    'a number that grows too large': {'value': 1e308}, 'negative zero': {'value': -0.0},
    'a long number': {'value': 10**30}, 'true': {'value': True}, 'a list': {'value': [1]},
}


def arrives(server, name, taken):
    """What was taken, and a neighbour sent after it, are in the record; the dashboard's stream holds together."""
    server.monitor().send('NEIGHBOUR', 'W2/1', heart_rate=70)
    server.record.wait_rows("SELECT 1 FROM vigil.reading WHERE control_id = 'NEIGHBOUR'", timeout_s=10)
    assert server.record.rows('SELECT reason FROM vigil.undecodable') == []
    assert server.record.rows('SELECT count(*) FROM vigil.reading') == [(2 if taken else 1,)], name
    assert server.get('/v1/wards').status == 200


@pytest.mark.parametrize('name', STRANGE_HL7)
def test_a_strange_message_does_not_stop_the_record(recorded, name):
    answer = recorded.monitor().exchange(STRANGE_HL7[name])
    assert answer.code in ('AA', 'AE', 'AR')
    arrives(recorded, name, answer.code == 'AA')
    recorded.dashboard('W1').wait_heartbeat()


@pytest.mark.parametrize('name', STRANGE_JSON)
def test_a_strange_report_does_not_stop_the_record(recorded, name):
    content = dict(STRANGE_JSON[name])
    readings = [{'metric': 'etco2', 'value': content.pop('value', 5), 'unit': 'kPa'}]
    answer = recorded.post('/v1/readings', {'sender': 's', 'id': 'i', 'bed': 'W1/1', 'readings': readings, **content})
    assert answer.status in (200, 400, 422)
    arrives(recorded, name, answer.status == 200)


def test_everything_strange_at_once_survives_a_restart(recorded):
    monitor = recorded.monitor()
    for content in STRANGE_HL7.values():
        monitor.exchange(content)
    before = {ward['ward']: ward for ward in recorded.get('/v1/wards').json['wards']}
    assert recorded.stop() == 0
    recorded.start()
    assert {ward['ward']: ward for ward in recorded.get('/v1/wards').json['wards']} == before
    recorded.kill()
    recorded.start()
    assert {ward['ward']: ward for ward in recorded.get('/v1/wards').json['wards']} == before
