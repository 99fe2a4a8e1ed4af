"""Monitors that speak HL7: what others published is understood, and what is not is answered in its place."""

import subprocess
from datetime import datetime

import pytest

import mllp
from server_process import ROOT

CORPUS = ROOT / 'tests/corpus/hl7'
OBSERVATIONS = '''SELECT metric, value, unit, declared_unit, code, validity, measured_at FROM vigil.observation
                  WHERE control_id = %s ORDER BY seq, code'''


def mllp_send(server, file):
    port = str(server.ports['mllp'])
    done = subprocess.run(['/usr/bin/mllp_send', '--loose', '--file', file, '-p', port, '127.0.0.1'],
                          capture_output=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return mllp.Answer(done.stdout.strip(b'\n').strip(mllp.START + mllp.END))


def at(text):
    return datetime.fromisoformat(text)


def test_a_blood_pressure_of_the_ihe_examples_is_stored_with_its_time_unit_and_codes(recorded):
    answer = mllp_send(recorded, CORPUS / 'ihe-pcd01-request.hl7')
    assert (answer.code, answer.control_id, answer.errors) == ('AA', 'MSGID1234', [])
    taken = at('2009-08-13 09:57:15+05:00')
    assert recorded.record.wait_rows(OBSERVATIONS, 'MSGID1234', count=3) == [
        ('nibp_systolic', 120, 'mm[Hg]', 'mm[Hg]', 150021, 'valid', taken),
        ('nibp_diastolic', 80, 'mm[Hg]', 'mm[Hg]', 150022, 'valid', taken),
        ('nibp_mean', 100, 'mm[Hg]', 'mm[Hg]', 150023, 'valid', taken)]
    assert recorded.record.rows('SELECT DISTINCT patient, sender FROM vigil.observation') == [
        ('789567', 'AcmeInc^ACDE48234567ABCD^EUI-64')]


def test_a_gateway_of_the_ihe_examples_is_stored_bed_by_bed(recorded):
    answer = mllp_send(recorded, CORPUS / 'ihe-pcd01-request2.hl7')
    control_id = '12d15a9:11df9e61347:-7fee:30456965'
    assert (answer.code, answer.control_id, answer.errors) == ('AA', control_id, [])
    stored = recorded.record.wait_rows('SELECT metric, value, unit, code, validity FROM vigil.observation '
                                       'WHERE control_id = %s ORDER BY code', control_id, count=9)
    assert stored == [
        ('heart_rate', 60, '/min', 147842, 'valid'), ('pvc_rate', 0, '/min', 148065, 'valid'),
        ('pulse_rate', 60, '/min', 149522, 'valid'), ('abp_systolic', 120, 'mm[Hg]', 150033, 'valid'),
        ('abp_diastolic', 80, 'mm[Hg]', 150034, 'valid'), ('abp_mean', 92, 'mm[Hg]', 150035, 'valid'),
        ('pap_systolic', 25, 'mm[Hg]', 150045, 'valid'), ('pap_diastolic', 10, 'mm[Hg]', 150046, 'valid'),
        ('pap_mean', 14, 'mm[Hg]', 150047, 'valid')]
    assert recorded.record.rows('SELECT DISTINCT ward, bed, patient FROM vigil.observation') == [
        ('3 WEST ICU', '3001-1', 'AB60001')]


def test_the_largest_of_the_ihe_examples_keeps_what_is_known_and_names_what_is_not(recorded):
    answer = mllp_send(recorded, CORPUS / 'ihe-pcd01-maximum-request.hl7')
    assert (answer.code, answer.control_id) == ('AA', 'MSGID1234')
    later, group = at('2009-08-13 09:57:25+05:00'), at('2009-08-13 09:57:15+05:00')
    stored = recorded.record.wait_rows(OBSERVATIONS, 'MSGID1234', count=2)
    assert stored == [('nibp_systolic', 140, 'mm[Hg]', 'mm[Hg]', 150021, 'questionable', later),
                      ('nibp_mean', 100, 'mm[Hg]', 'mm[Hg]', 150023, 'valid', group)]
    places = [place for place, *_ in answer.errors]
    assert 'OBX^4^11' in places, 'a withdrawn value is not stored, and that is said'
    for unknown in ('OBX^8^3', 'OBX^9^3'):
        assert unknown in places, (unknown, answer)
    assert all(code == '103' and level == 'W' for _, code, level, _ in answer.errors)


@pytest.mark.parametrize('file', ['ihe-pcd01-response.hl7', 'ihe-pcd01-response2.hl7'])
def test_an_acknowledgement_is_no_reading_and_is_not_taken_for_one(recorded, file):
    answer = mllp_send(recorded, CORPUS / file)
    assert (answer.code, answer.control_id) == ('AR', 'AMSGID1234') and answer.errors[0][1] == '200'
    assert recorded.get('/v1/wards').json == {'wards': []}


def test_one_bad_observation_never_loses_its_neighbours(recorded):
    heart = mllp.observation(1, 'heart_rate', 72)
    rows = [heart,
            'OBX|2|NM|999999^MDC_NOT_KNOWN^MDC|1|5|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R',
            'OBX|3|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1|97,5|262688^MDC_DIM_PERCENT^MDC|||||R',
            'OBX|4|NM|151562^MDC_RESP_RATE^MDC|1|14||||||R',
            'OBX|5|NM|150364^MDC_TEMP_BODY^MDC|1|36.6|266016^MDC_DIM_MMHG^MDC|||||R',
            'OBX|6|NM|150488^MDC_BLD_PERF_INDEX^MDC|1|2.5|262688^MDC_DIM_PERCENT^MDC|||||R']
    answer = recorded.monitor().exchange(mllp.message('M1', 'W1/1', rows=rows))
    assert (answer.code, answer.control_id) == ('AA', 'M1')
    assert [(place, code, level) for place, code, level, _ in answer.errors] == [
        ('OBX^2^3', '103', 'W'), ('OBX^3^5', '102', 'W'), ('OBX^4^6', '101', 'W'), ('OBX^5^6', '103', 'W')]
    assert all(reason for *_, reason in answer.errors)
    stored = recorded.record.wait_rows('SELECT metric, value FROM vigil.observation ORDER BY code', count=2)
    assert stored == [('heart_rate', 72), ('perfusion_index', 2.5)]


def test_a_message_of_which_nothing_can_be_read_is_refused_whole(vigil):
    row = 'OBX|1|NM|999999^MDC_NOT_KNOWN^MDC|1|5|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R'
    answer = vigil.monitor().exchange(mllp.message('M1', 'W1/1', rows=[row]))
    assert (answer.code, answer.control_id, answer.errors[0][0]) == ('AE', 'M1', 'OBX^1^3')
    assert vigil.get('/v1/wards').json == {'wards': []}


def test_a_message_sent_again_is_acknowledged_again_and_stored_once(recorded):
    content = mllp.message('M1', 'W1/1', {'heart_rate': 72})
    first, second = recorded.monitor(), recorded.monitor()
    for connection in (first, first, second):
        answer = connection.exchange(content)
        assert (answer.code, answer.control_id) == ('AA', 'M1')
    other = first.exchange(mllp.message('M1', 'W1/1', {'heart_rate': 75}))
    assert other.code == 'AA', 'a control id alone identifies nothing'
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading', count=2)
    assert sorted(recorded.record.rows('SELECT control_id, heart_rate FROM vigil.reading')) == [('M1', 72), ('M1', 75)]
    assert recorded.metric('vigil_messages_total', transport='mllp', result='duplicate') == 2


def test_a_sender_that_names_no_bed_gets_the_bed_of_the_configuration(new_server):
    server = new_server(extra='[[sender]]\nmatch = "GATEWAY^00A0^EUI-64"\nbed = "W7/2"\n').start()
    content = mllp.message('M1', values={'heart_rate': 72}, sender='GATEWAY^00A0^EUI-64')
    assert server.monitor().exchange(content.replace(b'PV1||I|W1^^1\r', b'')).code == 'AA'
    assert [bed['bed'] for bed in server.ward('W7')['beds']] == ['W7/2']


def test_msh_15_and_16_decide_which_answer_is_given(vigil):
    connection = vigil.monitor()
    for number, (accept, application, expected) in enumerate([('', '', 'AA'), ('AL', 'NE', 'CA'), ('NE', 'AL', 'AA'),
                                                              ('ER', 'AL', 'AA'), ('SU', 'NE', 'CA')]):
        content = mllp.message(f'M{number}', values={'heart_rate': 70 + number})
        content = content.replace(b'|||NE|AL\r', f'|||{accept}|{application}\r'.encode())
        assert connection.exchange(content).code == expected, (accept, application)
    silent = mllp.message('Q', values={'heart_rate': 80}).replace(b'|||NE|AL\r', b'|||NE|NE\r')
    connection.write(mllp.frame(silent))
    answer = connection.exchange(mllp.message('R', values={'heart_rate': 81}))
    assert answer.control_id == 'R', 'who wants no answer gets none'
    assert vigil.ward('W1')['beds'][0]['values']['heart_rate']['value'] == 81
