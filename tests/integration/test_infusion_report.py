"""The report of an infusion session, from its beginning to the discharge: as a page, as JSON, and as FHIR."""

import base64
import hashlib
import re
import xml.etree.ElementTree as ET

import jsonschema
import pytest

from infusion_bed import NAME, SMALL, Bed
from test_contract import DOCUMENTS

REPORT = '/v1/beds/W1/3/infusion/report'
UUID = re.compile(r'^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')

# What FHIR R4 has in each of these resources, as far as it is used; what it demands.
MEMBERS = {
    'Procedure': ('id status statusReason identifier code subject performedPeriod location note',
                  'status subject'),
    'MedicationAdministration': ('id status partOf medicationCodeableConcept subject effectivePeriod effectiveDateTime '
                                 'performer reasonCode note dosage',
                                 'status medicationCodeableConcept subject'),
    'Observation': ('id status partOf category code subject effectiveDateTime issued performer valueQuantity '
                    'valueString valueBoolean note method', 'status code'),
}


@pytest.fixture
def bed(new_server):
    return Bed(new_server())


def as_documented(schema, content):
    reference = {'$ref': f'#/components/schemas/{schema}', 'components': DOCUMENTS['openapi.yaml']['components']}
    jsonschema.Draft202012Validator(reference).validate(content)
    return content


def page(server, **headers):
    """The tree of a page: an XML parser takes nothing that is not well-formed."""
    answer = server.get(REPORT, **headers)
    assert answer.status == 200, answer
    assert answer.headers['content-type'] == 'text/html; charset=utf-8'
    return ET.fromstring(answer.body.decode()), answer


def texts(tree, path):
    return [''.join(each.itertext()).strip() for each in tree.iterfind(path)]


def section(tree, heading):
    """The cells of every row, and the paragraphs, from one heading to the next."""
    found, inside = [], False
    for each in tree.find('body'):
        if each.tag == 'h2':
            inside = each.text == heading
        elif inside and each.tag == 'table':
            found += [[''.join(cell.itertext()) for cell in row] for row in each.iter('tr')]
        elif inside:
            found.append(''.join(each.itertext()))
    assert found, heading
    return found


def row(rows, start):
    """The one whose cells, after the time, begin so."""
    matching = [r for r in rows if isinstance(r, list) and r[1:1 + len(start)] == start]
    assert len(matching) == 1, (start, rows)
    return matching[0]


def test_a_session_is_reported_from_its_screening_to_its_discharge(bed):
    bed.begin()
    tree, _ = page(bed.server)
    assert 'Not final: the phase of the session is infusing.' in texts(tree, './/p')
    bed.run()
    bed.leave()
    tree, answer = page(bed.server)
    assert not [t for t in texts(tree, './/p') if t.startswith('Not final')]
    facts = dict(r for r in ([''.join(c.itertext()) for c in r] for r in tree.iter('tr')) if len(r) == 2)
    assert facts['Patient'] == NAME and b'<b>' not in answer.body
    assert facts["Patient's id"] == 'P-17' and facts['Bed'] == 'W1/3' and facts['Drug'] == 'ketamine'
    assert re.fullmatch(r'A small dose & a short stay \(small, version [0-9a-f]{16}\)', facts['Protocol'])
    screening = section(tree, 'Screening')
    assert [r[:4] for r in screening[1:]] == [['Glaucoma?', 'yes', 'overridden', 'nurse-1, second: doctor-2'],
                                              ['Is somebody there?', 'yes', 'yes', 'nurse-1']]
    doses = section(tree, 'Doses')
    assert [r[1] for r in doses[1:8]] == ['Rate 10 mg/h', 'Rate 25 mg/h', 'Bolus 5 mg', 'Pause', 'Goes on', 'Ended',
                                          'Pump removed']
    assert row(doses, ['Rate 25 mg/h'])[2:] == ['25', 'intravenous', 'doctor-1, second: doctor-2', 'nurse-1',
                                                'no effect yet', 'above ceiling']
    assert row(doses, ['Pause'])[6] == 'the patient asked'
    observed = section(tree, 'Observations')
    late = [r for r in observed if isinstance(r, list) and '(entered ' in r[0]]
    assert [r[2] for r in late] == ['82 (monitor)']
    replaced, right, note = [r for r in observed if isinstance(r, list) and 'orrect' in r[-1]]
    assert replaced[3] == '7' and replaced[4].startswith('Corrected ')
    assert right[3] == '4' and right[4].startswith('With a note, see below\nCorrects what was entered ')
    assert note[2] == '' and note[3].startswith('7 was a slip\nof the pen\nCorrects what was entered ')
    assert section(tree, 'Criteria to stop, and other alarms of the session')[1:] == [
        ['Pulse above 150: stop', 'did not hold']]
    leaving = section(tree, 'Discharge')
    assert [r[:2] for r in leaving[1:4]] == [['Has passed urine', 'overridden'], ['The pump is removed', 'done'],
                                             ['The after-care sheet was read', 'done']]
    assert leaving[4][1].startswith('nurse-1, ') and leaving[4][1].endswith(': has a catheter')
    assert 'Vigil is a secondary notification system' in texts(tree, './/p')[-1]


def test_the_page_brings_its_style_and_its_policy_lets_in_nothing_else(bed):
    bed.begin()
    tree, answer = page(bed.server)
    style = tree.find('head/style').text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers['content-security-policy']
    assert policy == (f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
                      "frame-ancestors 'none'")
    assert answer.headers['cache-control'] == 'no-store' and answer.headers['referrer-policy'] == 'no-referrer'
    assert not list(tree.iter('script')) and not [e for e in tree.iter() if e.get('style') or e.get('src')]


def test_the_report_comes_in_the_format_that_was_asked_for(bed):
    bed.begin()
    html, json_, fhir = 'text/html; charset=utf-8', 'application/json', 'application/fhir+json'

    def kind(query='', **headers):
        answer = bed.server.get(REPORT + query, **headers)
        return answer.headers['content-type'] if answer.status == 200 else answer.status

    assert kind() == html
    assert kind('?format=html') == html and kind('?format=json') == json_ and kind('?format=fhir') == fhir
    assert kind('?format=fhir', Accept='text/html') == fhir
    assert kind('?format=pdf') == 400 and kind('?from=now') == 400 and kind('?format=%zz') == 400
    assert kind(Accept='*/*') == html and kind(Accept='application/json') == json_
    assert kind(Accept='text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8') == html
    assert kind(Accept='application/*;q=0.5, text/html;q=0.4') == json_
    assert kind(Accept='Application/FHIR+JSON') == fhir
    assert kind(Accept='*/*, text/html;q=0') == json_
    assert kind(Accept='application/pdf') == 406 and kind(Accept='*/*;q=0') == 406
    assert bed.server.get(REPORT + '?format=json').json.keys() == bed.session().keys()


def test_the_session_is_told_as_json_as_it_is_documented(bed):
    server = bed.server
    assert bed.session() == {}
    assert server.ward('W1')['beds'][0]['infusion'] is None
    bed.begin()
    as_documented('Infusion', server.ward('W1')['beds'][0]['infusion'])
    as_documented('InfusionSession', bed.session())
    bed.run()
    as_documented('InfusionSession', bed.session())
    bed.leave()
    told = as_documented('InfusionSession', bed.session())
    assert told['infusion']['phase'] == 'discharged' and told['infusion']['over']
    assert told['discharge_overridden'] == ['passed_urine'] and told['discharged']['by'] == 'nurse-1'
    assert [s['against'] for s in told['steps']] == [[], ['above_ceiling']]
    assert told['observations'][1]['corrected_by'] == told['observations'][2]['id']
    names = [p['name'] for p in as_documented('Protocols', server.get('/v1/protocols').json)['protocols']]
    assert names == ['small']
    as_documented('Protocol', server.get('/v1/protocols/small').json)
    assert server.get('/v1/protocols/other').status == 404


def test_every_change_of_the_session_reaches_dashboards_as_it_is_documented(bed):
    wall = bed.server.dashboard()
    bed.begin()
    wall.wait_heartbeat()
    bed.run()
    bed.leave()
    wall.wait(lambda d: (d.beds['W1/3'].get('infusion') or {}).get('over'), 'the end of the session')
    told = [as_documented('Infusion', each) for kind, _, each in wall.events if kind == 'infusion']
    phases = [each['phase'] for each in told]
    assert [p for p, before in zip(phases, [None, *phases]) if p != before] == [
        'screening', 'baseline', 'infusing', 'paused', 'infusing', 'recovery', 'discharged']


def resources(content):
    """By type, each looked at for what FHIR demands of it."""
    assert content['resourceType'] == 'Bundle' and content['type'] == 'collection'
    found, urls = {}, set()
    for entry in content['entry']:
        resource = entry['resource']
        allowed, demanded = (set(words.split()) for words in MEMBERS[resource['resourceType']])
        assert demanded <= set(resource) <= allowed | {'resourceType'}, resource
        assert UUID.match(entry['fullUrl']) and entry['fullUrl'] == f'urn:uuid:{resource["id"]}'
        assert sum(key.startswith('value') for key in resource) <= 1
        assert sum(key.startswith('effective') for key in resource) <= 1
        urls.add(entry['fullUrl'])
        found.setdefault(resource['resourceType'], []).append(resource)
    assert len(urls) == len(content['entry'])
    for each in found.get('MedicationAdministration', []) + found.get('Observation', []):
        assert {part['reference'] for part in each['partOf']} <= urls
    return found


def test_the_session_is_a_bundle_of_fhir(bed):
    bed.begin()
    bed.run()
    bed.leave()
    answer = bed.server.get(REPORT, Accept='application/fhir+json')
    assert answer.status == 200, answer
    found = resources(answer.json)
    [procedure] = found['Procedure']
    assert procedure['status'] == 'completed'
    assert procedure['subject'] == {'type': 'Patient', 'identifier': {'value': 'P-17'}, 'display': NAME}
    rates = [m for m in found['MedicationAdministration'] if 'rateQuantity' in m['dosage']]
    boluses = [m for m in found['MedicationAdministration'] if 'dose' in m['dosage']]
    assert [m['dosage']['rateQuantity']['value'] for m in rates] == [10, 25, 25]
    assert all(m['status'] == 'completed' and m['effectivePeriod']['start'] < m['effectivePeriod']['end'] for m in rates)
    assert [m['dosage']['dose'] for m in boluses] == [
        {'value': 5, 'unit': 'mg', 'system': 'http://unitsofmeasure.org', 'code': 'mg'}]
    observed = {o['status']: o for o in found['Observation']}
    assert observed['entered-in-error']['valueQuantity']['value'] == 7
    assert observed['corrected']['valueQuantity']['value'] == 4
    pulse = [o for o in found['Observation'] if o['code']['text'] == 'pulse']
    assert [o['code']['coding'][0]['code'] for o in pulse] == ['8867-4']
    assert pulse[0]['effectiveDateTime'] < pulse[0]['issued']
    assert bed.server.get(REPORT, Accept='application/fhir+json').json['entry'] == answer.json['entry']


def test_the_vital_signs_of_the_bundle_are_read_by_who_reads_fhir(bed):
    bed.begin()
    bed.run()
    content = bed.server.get(REPORT, Accept='application/fhir+json').json
    answer = bed.server.post('/fhir?bed=W1/9', content, 'application/fhir+json')
    assert answer.status == 200, answer
    wrong = [i for i in answer.json['issue'] if i['severity'] in ('error', 'fatal')]
    assert not wrong, wrong
    other = next(b for b in bed.server.ward('W1')['beds'] if b['bed'] == 'W1/9')
    assert other['values']['pain']['value'] == 4


def test_a_report_survives_a_restart(bed):
    bed.begin()
    bed.run()
    bed.leave()
    before = bed.session()
    bed.server.kill()
    bed.server.start()
    after = bed.session()
    # Those that follow from the time of the answer.
    for told in (before, after):
        told.pop('checks')
    assert after == before


def test_a_bed_without_a_session_has_no_report(bed):
    assert bed.server.get(REPORT).status == 404
    assert bed.server.get('/v1/beds/W1/77/infusion/report').status == 404
    assert bed.server.get('/v1/beds/W1/77/infusion').status == 404
    assert bed.server.request('POST', REPORT, '{}').status == 405


def test_what_stands_against_an_order_is_told_and_nothing_has_changed(bed):
    refused = bed.try_order('infusion_start', protocol='large')
    assert refused.status == 409 and "there is no protocol 'large'" in refused.json['detail']
    bed.begin()
    before = bed.session()['steps']
    refused = bed.try_order('infusion_rate', amount=25, unit='mg/h', route='intravenous', prescriber='doctor-1')
    assert refused.status == 409 and 'second prescriber' in refused.json['detail'], refused
    refused = bed.try_order('infusion_rate', amount=15, unit='drops', route='intravenous', prescriber='doctor-1')
    assert refused.status == 422 and 'unit must be one of' in refused.json['detail'], refused
    refused = bed.try_order('infusion_discharge')
    assert refused.status == 409, refused
    assert bed.session()['steps'] == before


def test_a_hostile_note_stays_text(new_server):
    bed = Bed(new_server(), SMALL.replace('Glaucoma?', 'Glaucoma <img src=x>?'))
    bed.begin()
    bed.order('observations', note='</td></table><script>alert(1)</script> \u2028 & \U0001f600')
    tree, answer = page(bed.server)
    assert b'<script' not in answer.body and b'<img' not in answer.body
    assert '</td></table><script>alert(1)</script> \u2028 & \U0001f600' in [
        cell for r in section(tree, 'Observations') if isinstance(r, list) for cell in r]
