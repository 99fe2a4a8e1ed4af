"""Monitors that look alike to a server and are not: no patient gets the numbers, the name or the alarm of another."""

import socket

import mllp
from server_process import wait_until

SIGNS = '''MSH|^~\\&|{sender}||||{at}||ORU^R01^ORU_R01|{id}|P|2.4
PID|||{patient}
PV1||I|{place}
OBR|1|||VITAL|||{at}
OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC|1|{rate}|/min|||||F'''


def lines(text):
    return (text.replace('\n', '\r') + '\r').encode()


ALARM = lines('''MSH|^~\\&|MON||||20261122030000+0000||ORU^R40^ORU_R40|9|P|2.6|||AL|NE
PID|||P-17
OBR|1||7^MON|196616^MDC_EVT_ALARM^MDC|||20261122030000+0000
OBX|1|ST|196670^MDC_EVT_LO^MDC|1.0.0.0.1|SpO2 low||||||F''')


BOTH = lines('''MSH|^~\\&|^EfficiaCM||||20261122030000+0000||ORU^R01^ORU_R01|1|P|2.4
PID|||P-17
PV1|||W1^^7
OBR||||ALARM|||20261122030000+0000
OBX||TX|2^Yellow Alarm^MDIL-ALERT||SpO2 low||||||F
OBX||NM|0002-4182^HR^MDIL||60|0004-0aa0^bpm^MDIL|||||F''')


def signs(rate, id='1', sender='MONITOR', patient='', place='', at='20261122030000+0000'):
    return lines(SIGNS.format(rate=rate, id=id, sender=sender, patient=patient, place=place, at=at))


def monitor_at(server, address):
    connection = mllp.Connection.__new__(mllp.Connection)
    connection.socket = socket.create_connection(('127.0.0.1', server.ports['mllp']), 10, source_address=(address, 0))
    connection.timeout_s, connection.received = 10, b''
    server.connections.append(connection)
    return connection


def rates(server):
    found = {}
    for ward in (w['ward'] for w in server.get('/v1/wards').json['wards']):
        for bed in server.ward(ward)['beds']:
            found[bed['bed']] = bed['values'].get('heart_rate', {}).get('value')
    return found


def accepted(connection, content):
    assert connection.exchange(content).code in ('AA', 'CA')


TWO_BEDS = '[[sender]]\naddress = "127.0.0.1"\nbed = "W1/1"\n[[sender]]\naddress = "127.0.0.2"\nbed = "W1/2"\n'


def test_monitors_of_one_name_are_told_apart_by_the_address_that_is_configured(new_server):
    server = new_server(extra=TWO_BEDS).start()
    accepted(monitor_at(server, '127.0.0.1'), signs(71))
    accepted(monitor_at(server, '127.0.0.2'), signs(82))
    assert rates(server) == {'W1/1': 71, 'W1/2': 82}
    listed = server.get('/v1/senders').json['senders']
    assert [(s['name'], s['address'], s['messages']) for s in listed] == [('MONITOR', '127.0.0.1', 1),
                                                                         ('MONITOR', '127.0.0.2', 1)]


def test_a_bed_that_is_configured_is_that_of_its_address_only(new_server):
    extra = TWO_BEDS.replace('address', 'match = "MONITOR"\naddress')
    server = new_server(extra=extra).start()
    for rate in (71, 82, 93):
        accepted(monitor_at(server, f'127.0.0.{rate % 10}'), signs(rate))
    assert rates(server) == {'W1/1': 71, 'W1/2': 82, 'unassigned/MONITOR at 127.0.0.3': 93}


def test_the_beds_that_a_gateway_names_are_not_put_into_the_one_that_is_configured(new_server):
    server = new_server(extra='[[sender]]\nmatch = "MONITOR"\nbed = "W1/1"\n').start()
    for rate, place in ((71, '^^7'), (82, '^^8'), (93, '')):
        accepted(server.monitor(), signs(rate, place=place))
    assert rates(server) == {'W1/7': 71, 'W1/8': 82, 'W1/1': 93}


def test_equal_messages_of_two_monitors_are_two_patients_readings(new_server):
    server = new_server(extra=TWO_BEDS).start()
    for address in ('127.0.0.1', '127.0.0.2'):
        accepted(monitor_at(server, address), signs(90, sender=''))
    assert rates(server) == {'W1/1': 90, 'W1/2': 90}
    assert server.metric('vigil_messages_total', transport='mllp', result='duplicate') == 0


def test_monitors_of_one_name_that_number_their_messages_alike_use_no_control_id_twice(vigil):
    for number, address in enumerate(('127.0.0.1', '127.0.0.2')):
        accepted(monitor_at(vigil, address), signs(70 + number, place=f'W1^^{number}'))
    assert vigil.get('/v1/senders').json['senders'][0]['reused_control_ids'] == 0


def test_an_alarm_without_a_bed_is_of_the_bed_that_is_configured(new_server):
    server = new_server(extra=TWO_BEDS).start()
    for sender in (b'MON', b''):
        accepted(monitor_at(server, '127.0.0.2'), ALARM.replace(b'|MON|', b'|' + sender + b'|', 1))
    assert list(rates(server)) == ['W1/2']


def test_a_message_with_alarms_and_readings_is_taken_whole(vigil):
    for times in (0, 1):
        accepted(vigil.monitor(), BOTH)
        assert rates(vigil) == {'W1/7': 60}
        assert vigil.metric('vigil_messages_total', transport='mllp', result='duplicate') == 2 * times
    assert [a['text'] for a in vigil.ward('W1')['beds'][0]['device_alarms']] == ['SpO2 low']
    assert vigil.get('/v1/senders').json['senders'][0]['reused_control_ids'] == 0


def test_the_character_set_of_a_sender_that_is_named_holds_for_its_first_message(new_server):
    server = new_server(extra='[[sender]]\nmatch = "CHINESE"\ncharset = "GB18030"\n').start()
    name = '张三'
    accepted(server.monitor(), signs(70, sender='CHINESE', patient='P-17||NAME', place='W1^^1').replace(
        b'NAME', name.encode('gb18030')))
    assert server.ward('W1')['beds'][0]['patient_name'] == name


def told_once(connection, kind, *segments):
    text = ''.join(f'{s}\n' for s in (f'MSH|^~\\&|||||||ORU^R01|{kind}|P|2.3.1|', *segments))
    accepted(connection, lines(text.rstrip('\n')))


def test_a_monitor_whose_patient_has_left_does_not_name_the_next_one_by_the_last(vigil):
    connection = vigil.monitor()
    about = ('OBR||||Mindray Monitor|||0|', 'OBX||ST|2308^BedNoStr||x||||||F')
    told_once(connection, 103, 'PID|||P-17||ONE', 'PV1||I|^^W1&5&3232241659&4601&0', *about)
    told_once(connection, 204, 'OBX||NM|101^HR|2101|61||||||F')
    told_once(connection, 103, 'PID|||||', 'PV1||I|^^W1&6&3232241659&4601&0', *about)
    told_once(connection, 204, 'OBX||NM|101^HR|2101|62||||||F')
    beds = {b['bed']: (b['patient'], b['values']['heart_rate']['value']) for b in vigil.ward('W1')['beds']}
    assert beds == {'W1/5': ('P-17', 61), 'W1/6': (None, 62)}


def test_an_engine_that_passes_on_several_makers_is_understood_in_each_of_their_dialects(vigil):
    connection = vigil.monitor()
    accepted(connection, signs(70, sender='ENGINE', place='W1^^1').replace(
        b'147842^MDC_ECG_HEART_RATE^MDC', b'8867-4^Heart rate^LN'))
    accepted(connection, signs(75, id='2', sender='ENGINE', place='W1^^2').replace(
        b'147842^MDC_ECG_HEART_RATE^MDC', b'001000^VITAL HR'))
    assert rates(vigil) == {'W1/1': 70, 'W1/2': 75}
    accepted(connection, BOTH.replace(b'^EfficiaCM', b'ENGINE'))
    assert [len(bed['device_alarms']) for bed in vigil.ward('W1')['beds']] == [0, 0, 1]


def test_a_name_without_end_is_not_kept(vigil):
    connection = vigil.monitor()
    for _ in range(2):
        assert connection.exchange(signs(70, sender='N' * 100_000)).code == 'AE'
    assert len(vigil.get('/v1/senders').body) < 10_000


def test_a_cuff_pressure_of_hours_ago_says_nothing_of_the_monitors_clock(vigil):
    connection = vigil.monitor()
    for number in range(3):
        content = mllp.message(f'M{number}', values={'heart_rate': 70 + number})
        segments = content.split(b'\r')
        segments[3] = segments[3].replace(segments[3].split(b'|')[7], b'20260101000000+0000')
        accepted(connection, b'\r'.join(segments))
    assert abs(vigil.get('/v1/senders').json['senders'][0]['skew_seconds']) < 60


def test_what_registration_tells_of_more_than_beds_is_refused_by_name_and_the_rest_goes_on(vigil):
    connection = vigil.monitor()
    for event in ('A28', 'A05', 'A20', 'A60'):
        content = lines(f'MSH|^~\\&|ADT||||20261122030000+0000||ADT^{event}|{event}|P|2.5\nPID|||P-17\nPV1||I|W1^^4')
        answer = connection.exchange(content)
        assert (answer.code, answer.errors[0][1]) == ('AR', '201'), event
    assert vigil.get('/v1/wards').json == {'wards': []}
    content = lines('MSH|^~\\&|ADT||||20261122030000+0000||ADT^A06|6|P|2.5\nPID|||P-17\nPV1||I|W1^^4')
    assert connection.exchange(content).code == 'AA'
    assert vigil.ward('W1')['beds'][0]['patient'] == 'P-17'


def test_monitors_of_one_name_that_nobody_gave_a_bed_are_not_taken_for_one(vigil):
    for rate, address in ((71, '127.0.0.1'), (82, '127.0.0.2')):
        accepted(monitor_at(vigil, address), signs(rate))
    alarm = ALARM.replace(b'|MON|', b'|MONITOR|', 1)
    accepted(monitor_at(vigil, '127.0.0.2'), alarm)
    assert rates(vigil) == {'unassigned/MONITOR at 127.0.0.1': 71, 'unassigned/MONITOR at 127.0.0.2': 82}


def test_a_monitor_that_has_one_connection_leaves_that_of_its_like_alone(vigil):
    first, other = monitor_at(vigil, '127.0.0.1'), monitor_at(vigil, '127.0.0.2')
    accepted(first, signs(71, sender='NC_Monitor'))
    accepted(other, signs(82, sender='NC_Monitor'))
    accepted(first, signs(72, id='2', sender='NC_Monitor'))
    accepted(monitor_at(vigil, '127.0.0.1'), signs(73, id='3', sender='NC_Monitor'))
    assert first.closed_by_server()
    accepted(other, signs(83, id='2', sender='NC_Monitor'))
