"""FHIR R4: POST /fhir/Observation, POST /fhir, GET /fhir/Observation, GET /fhir/metadata."""

import datetime
import json
from pathlib import Path

import pytest

from server_process import wait_until

CORPUS = Path(__file__).resolve().parents[1] / 'corpus/fhir'
KIND = 'application/fhir+json'


def ago(seconds):
    at = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=seconds)
    return at.isoformat(timespec='milliseconds')


def observation(code='8867-4', value=71, unit='/min', at=None, **more):
    made = {'resourceType': 'Observation', 'status': 'final',
            'code': {'coding': [{'system': 'http://loinc.org', 'code': code}]},
            'subject': {'reference': 'Patient/P-17'}, 'effectiveDateTime': at or ago(1), **more}
    if value is not None:
        made['valueQuantity'] = {'value': value, 'unit': unit, 'system': 'http://unitsofmeasure.org', 'code': unit}
    return made


def pressure(systolic, diastolic, at=None):
    def part(code, value):
        return {'code': {'coding': [{'system': 'http://loinc.org', 'code': code}]},
                'valueQuantity': {'value': value, 'system': 'http://unitsofmeasure.org', 'code': 'mm[Hg]'}}
    return {**observation('85354-9', None, at=at), 'component': [part('8480-6', systolic), part('8462-4', diastolic)]}


def bundle(kind, *resources, method='POST'):
    return {'resourceType': 'Bundle', 'type': kind, 'entry': [
        {'resource': r, 'request': {'method': method, 'url': r.get('resourceType', '')}} for r in resources]}


def outcome(answer, status):
    """(severity, code, expression) of each issue."""
    assert answer.status == status, answer
    assert answer.headers['content-type'] == KIND
    assert answer.json['resourceType'] == 'OperationOutcome'
    return [(i['severity'], i['code'], i.get('expression', [''])[0]) for i in answer.json['issue']]


def post(server, resource, path='/fhir/Observation?bed=W1/3'):
    return server.post(path, resource, KIND)


def statuses(answer, kind):
    assert answer.status == 200, answer
    assert answer.json['type'] == kind
    return [e['response']['status'].split()[0] for e in answer.json['entry']]


def found(server, query, count=1):
    """Resources of a search, once there are so many: the record follows the journal."""
    answers = []

    def enough():
        answers[:] = [server.get('/fhir/Observation?' + query)]
        return answers[0].status == 200 and len(answers[0].json.get('entry', [])) >= count
    wait_until(enough, lambda: f'{count} of {query}: {answers}', 15, every_s=0.05)
    return [e['resource'] for e in answers[0].json['entry']]


def numbers(resources):
    return [r['valueQuantity']['value'] for r in resources]


def test_an_observation_raises_an_alarm_in_the_bed_that_the_address_names(vigil):
    assert outcome(post(vigil, observation(value=180)), 201) == [('information', 'informational', '')]
    assert [a['rule'] for a in vigil.alarms('W1').values()] == ['tachycardia']
    assert vigil.ward('W1')['beds'][0]['bed'] == 'W1/3'


def test_a_transaction_for_whose_beds_there_is_no_room_begins_none_of_them(vigil):
    beds_max = 50_000
    report = {'sender': 'gateway', 'readings': [{'metric': 'spo2', 'value': 97, 'unit': '%'}]}
    many = [{**report, 'id': f'{n}', 'bed': f'W2/{n}'} for n in range(beds_max - 1)]
    full = vigil.post('/v1/readings', many, timeout_s=120)
    assert full.json['accepted'] == beds_max - 1, full

    def patients(*ids):
        return [{**observation(value=70 + n), 'subject': {'reference': f'Patient/{i}'}} for n, i in enumerate(ids)]
    two = post(vigil, bundle('transaction', *patients('P-1', 'P-2')), '/fhir')
    assert ('error', 'value', 'Bundle.entry[1].resource') in outcome(two, 422)
    assert statuses(post(vigil, bundle('transaction', *patients('P-1', 'P-1')), '/fhir'),
                    'transaction-response') == ['201', '201']
    assert [b['bed'] for b in vigil.ward('unassigned')['beds']] == ['unassigned/P-1']


def test_the_bed_may_stand_in_a_header_or_else_the_patient_gets_one(vigil):
    answer = vigil.request('POST', '/fhir/Observation', json.dumps(observation()),
                           {'Content-Type': KIND, 'X-Vigil-Bed': 'W2/1'})
    assert answer.status == 201
    assert [b['bed'] for b in vigil.ward('W2')['beds']] == ['W2/1']
    assert post(vigil, observation(), '/fhir/Observation').status == 201
    assert [b['bed'] for b in vigil.ward('unassigned')['beds']] == ['unassigned/P-17']
    assert outcome(post(vigil, observation(), '/fhir/Observation?bed=W1'), 400) == [('error', 'value', '')]


def test_the_same_observation_counts_once(vigil):
    same = observation()
    assert post(vigil, same).status == 201
    assert outcome(post(vigil, same), 200) == [('information', 'duplicate', '')]


def test_what_is_old_is_recorded_and_raises_nothing(recorded):
    assert post(recorded, observation(value=190, at=ago(3600))).status == 201
    assert recorded.alarms('W1') == {}
    assert numbers(found(recorded, 'patient=P-17')) == [190]


@pytest.mark.parametrize('resource, status, issues', [
    (observation('15074-8'), 200, [('information', 'not-supported', 'Observation.code')]),
    (observation(status='entered-in-error'), 200, [('warning', 'business-rule', 'Observation.status')]),
    (observation(status='cancelled'), 422, [('error', 'business-rule', 'Observation.status')]),
    (observation(unit='bpm'), 422, [('error', 'value', 'Observation.valueQuantity.code')]),
    ({'resourceType': 'Patient'}, 422, [('error', 'invalid', '')]),
    ('{', 400, [('error', 'structure', '')]),
])
def test_what_is_not_taken_is_said_with_its_place(vigil, resource, status, issues):
    assert outcome(post(vigil, resource), status) == issues


def test_other_methods_addresses_and_formats_are_refused(vigil):
    assert outcome(vigil.request('PUT', '/fhir/Observation'), 405)
    assert vigil.request('DELETE', '/fhir').headers['allow'] == 'POST'
    assert outcome(vigil.get('/fhir/Patient'), 404)
    assert outcome(vigil.post('/fhir', '<Bundle/>', 'application/fhir+xml'), 415)
    assert outcome(vigil.request('POST', '/fhir', '{}', {'Origin': 'http://elsewhere'}), 403)
    statement = vigil.get('/fhir/metadata').json
    assert (statement['resourceType'], statement['fhirVersion']) == ('CapabilityStatement', '4.0.1')


def test_a_transaction_is_all_or_nothing(recorded):
    bad = bundle('transaction', observation(), observation(unit='bpm'))
    assert outcome(post(recorded, bad, '/fhir?bed=W1/3'), 422) == [
        ('error', 'value', 'Bundle.entry[1].resource.valueQuantity.code')]
    good = bundle('transaction', observation(value=72), {'resourceType': 'Encounter'}, pressure(120, 80))
    assert statuses(post(recorded, good, '/fhir?bed=W1/3'), 'transaction-response') == ['201', '200', '201']
    assert statuses(post(recorded, good, '/fhir?bed=W1/3'), 'transaction-response') == ['200', '200', '200']
    assert len(found(recorded, 'bed=W1/3', 2)) == 2


def test_a_batch_is_decided_entry_by_entry(vigil):
    mixed = bundle('batch', observation(), observation(unit='bpm'), {'resourceType': 'Encounter'})
    answer = post(vigil, mixed, '/fhir?bed=W1/3')
    assert statuses(answer, 'batch-response') == ['201', '422', '200']
    assert answer.json['entry'][1]['response']['outcome']['issue'][0]['severity'] == 'error'
    collection = bundle('collection', observation('9279-1', 14), observation(unit='bpm'))
    assert [i[0] for i in outcome(post(vigil, collection, '/fhir?bed=W1/3'), 200)] == ['information', 'error']


@pytest.mark.parametrize('name', ['synthea-transaction-1.json', 'synthea-transaction-2.json'])
def test_a_simulated_patients_record_is_stored_once_however_often_it_is_sent(recorded, name):
    body = (CORPUS / name).read_text()
    first = statuses(post(recorded, body, '/fhir'), 'transaction-response')
    assert first.count('201') == 6 and set(first) == {'200', '201'}
    assert set(statuses(post(recorded, body, '/fhir'), 'transaction-response')) == {'200'}
    bed = recorded.ward('unassigned')['beds'][0]['bed']
    assert len(found(recorded, f'bed={bed}', 6)) == 6
    assert recorded.alarms('unassigned') == {}


def test_a_search_finds_what_was_sent_by_whatever_way(recorded):
    recorded.report('W1/3', {'heart_rate': (71, '/min'), 'spo2': (97, '%')}, patient='P-17', time=ago(5))
    assert post(recorded, pressure(120, 80, at=ago(3))).status == 201
    assert post(recorded, observation('2708-6', None, dataAbsentReason={'text': 'off'}, at=ago(2))).status == 201
    assert post(recorded, observation(value=88, status='preliminary', at=ago(1))).status == 201
    newest = found(recorded, 'patient=P-17', 5)
    assert [r['effectiveDateTime'] for r in newest] == sorted((r['effectiveDateTime'] for r in newest), reverse=True)
    assert (newest[0]['status'], newest[0]['valueQuantity']['value']) == ('preliminary', 88)
    assert 'dataAbsentReason' in newest[1] and 'valueQuantity' not in newest[1]
    assert [c['valueQuantity']['value'] for c in newest[2]['component']] == [120, 80]
    assert numbers(found(recorded, 'bed=W1/3&code=8867-4', 2)) == [88, 71]
    assert numbers(found(recorded, 'subject=Patient/P-17&code=http://loinc.org|59408-5&date=lt' + ago(4).replace('+', '%2B')))\
        == [97]
    assert 'entry' not in recorded.get('/fhir/Observation?patient=nobody').json
    assert 'entry' not in recorded.get('/fhir/Observation?patient=P-17&code=15074-8').json


def test_what_was_created_has_an_address_by_whose_id_it_is_found(recorded):
    def address(answer):
        base, kind, id, history, version = answer.headers['location'].rsplit('/', 4)
        assert (base, kind, history, version) == (f'http://127.0.0.1:{recorded.ports["http"]}/fhir', 'Observation',
                                                  '_history', '1')
        return id
    created = observation(value=88)
    post(recorded, observation(value=87, at=ago(3)))
    answer = post(recorded, created)
    assert answer.status == 201
    (one,) = found(recorded, '_id=' + address(answer))
    assert (one['id'], one['meta']['versionId'], one['valueQuantity']['value']) == (address(answer), '1', 88)
    again = post(recorded, created)
    assert (again.status, address(again)) == (200, address(answer)), 'the same again is the same'
    (both,) = found(recorded, '_id=' + address(post(recorded, pressure(120, 80, at=ago(2)))))
    assert [c['valueQuantity']['value'] for c in both['component']] == [120, 80]
    assert 'entry' not in recorded.get('/fhir/Observation?patient=P-18&_id=' + address(answer)).json
    assert 'entry' not in recorded.get('/fhir/Observation?_id=example').json
    entered_in_error = post(recorded, observation(status='entered-in-error'))
    assert 'location' not in entered_in_error.headers, 'nothing was created'
    entry = post(recorded, bundle('batch', observation(value=89), observation(unit='bananas')), '/fhir?bed=W1/3').json['entry']
    (third,) = found(recorded, '_id=' + entry[0]['response']['location'].split('/')[1])
    assert third['valueQuantity']['value'] == 89
    assert 'location' not in entry[1]['response']


def test_pages_follow_one_another(recorded):
    for i in range(5):
        assert post(recorded, observation(value=70 + i, at=ago(60 - i))).status == 201
    found(recorded, 'patient=P-17', 5)
    seen, address = [], '/fhir/Observation?patient=P-17&_count=2'
    while address:
        page = recorded.get(address).json
        assert len(page.get('entry', [])) <= 2
        seen += [e['resource']['valueQuantity']['value'] for e in page.get('entry', [])]
        address = next((link['url'] for link in page['link'] if link['relation'] == 'next'), None)
        address = address and address[address.index('/fhir'):]
    assert seen == [74, 73, 72, 71, 70]


def test_a_search_that_is_not_understood_is_refused_by_name(recorded):
    answer = recorded.get('/fhir/Observation?patient=P-17&value-quantity=5')
    assert outcome(answer, 400) == [('error', 'not-supported', '')]
    assert 'value-quantity' in answer.json['issue'][0]['diagnostics']
    assert recorded.get('/fhir/Observation?patient=P-17&value-quantity=5', Prefer='handling=lenient').status == 200
    assert outcome(recorded.get('/fhir/Observation'), 400) == [('error', 'required', '')]
    assert outcome(recorded.get('/fhir/Observation?patient=%zz'), 400)
    assert outcome(recorded.get('/fhir/Observation?patient=a%00b'), 400)


def test_without_a_record_or_with_one_that_is_away_a_search_is_refused_and_the_rest_goes_on(new_server, own_postgres,
                                                                                            vigil):
    assert outcome(vigil.get('/fhir/Observation?patient=P-17'), 503) == [('error', 'not-supported', '')]
    server = new_server(database=own_postgres.new_database())
    assert server.migrate().returncode == 0
    server.start()
    own_postgres.stop()
    assert outcome(server.get('/fhir/Observation?patient=P-17'), 503) == [('error', 'transient', '')]
    assert post(server, observation(value=180)).status == 201
    assert len(server.alarms('W1')) == 1
