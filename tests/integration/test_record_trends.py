"""What was: trends of a bed and alarms of a ward, asked of the record over HTTP."""

import datetime

import jsonschema
import pytest

import oracle
from server_process import wait_until
from test_contract import DOCUMENTS


def as_documented(schema, content):
    """`content`, if it is what proto/openapi.yaml says."""
    reference = {'$ref': f'#/components/schemas/{schema}', 'components': DOCUMENTS['openapi.yaml']['components']}
    jsonschema.Draft202012Validator(reference).validate(content)
    return content


def examples(path):
    answer = DOCUMENTS['openapi.yaml']['paths'][path]['get']['responses']['200']['content']['application/json']
    return [example['value'] for example in answer['examples'].values()]


def test_the_documented_examples_are_as_documented():
    for path, schema in (('/v1/alarms', 'RecordedAlarms'), ('/v1/beds/{ward}/{bed}/trend', 'Trend')):
        for example in examples(path):
            as_documented(schema, example)


def trend(server, query, bed='W1/3'):
    answer = server.get(f'/v1/beds/{bed}/trend?{query}')
    assert answer.status == 200, answer
    return as_documented('Trend', answer.json)


def stamp(moment):
    return moment.strftime('%Y-%m-%dT%H:%M:%SZ')


def test_a_trend_shows_what_was_recorded_in_both_resolutions(recorded):
    for value in (60, 64, 71):
        recorded.report('W1/3', {'heart_rate': (value, '/min'), 'spo2': (97, '%')})
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading', count=3)
    now = datetime.datetime.now(datetime.timezone.utc)
    for hours, source in ((1, 'readings'), (24, 'minutes')):
        begin = stamp(now - datetime.timedelta(hours=hours))
        found = trend(recorded, f'metric=heart_rate,etco2&points=3&from={begin}')
        assert found['source'] == source
        assert len(found['times']) <= 6
        heart_rate = found['metrics']['heart_rate']
        assert heart_rate['unit'] == '/min'
        assert (min(filter(None, heart_rate['min'])), max(filter(None, heart_rate['max']))) == (60, 71)
        assert heart_rate['mean'][0] is None
        assert set(found['metrics']['etco2']['max']) == {None}
        assert len(heart_rate['mean']) == len(found['times'])


def test_a_trend_says_who_was_in_the_bed(recorded):
    for patient, value in (('P-1', 60), ('P-2', 90)):
        recorded.report('W1/3', {'heart_rate': (value, '/min')}, patient=patient)
        recorded.record.wait_rows('SELECT 1 FROM vigil.bed_event WHERE patient = %s', patient)
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading', count=2)
    begin = stamp(datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=30))
    found = trend(recorded, f'metric=heart_rate&points=1&from={begin}')
    assert [stay['patient'] for stay in found['stays']] == ['P-1', 'P-2']
    assert [v for v in found['metrics']['heart_rate']['max'] if v] == [60, 90]
    at = found['times'].index(found['stays'][1]['from'])
    assert found['metrics']['heart_rate']['min'][at] == 90


@pytest.mark.parametrize('query, complaint', [
    ('', 'metric is missing'),
    ('metric=heart_rat', '"metric" names no metric with "heart_rat"'),
    ('metric=spo2&from=yesterday', '"from" must be a time with an offset'),
    ('metric=spo2&from=2026-11-22T02:00:00Z&to=2026-11-22T01:00:00Z', 'from must be before to'),
    ('metric=spo2&from=2020-11-22T02:00:00Z', 'from may be 31 days before to'),
    ('metric=spo2&points=2001', '"points" must be a number from 1 to 2000'),
    ('metric=spo2&points=0', '"points" must be a number from 1 to 2000'),
    ('metric=spo2&width=9', '"width" is not known'),
    ('metric=%zz', 'the query is malformed'),
])
def test_a_question_that_cannot_be_answered_is_told_why(vigil, query, complaint):
    answer = vigil.get(f'/v1/beds/W1/3/trend?{query}')
    assert answer.status == 400 and complaint in answer.json['detail'], answer


def test_a_bed_that_nobody_knows_has_no_values_whatever_its_name(recorded):
    found = trend(recorded, 'metric=spo2&points=2', "W1%27%3B--/%00%C3%28%22")
    assert found['stays'] == [] and set(found['metrics']['spo2']['mean']) == {None}


def test_alarms_of_a_ward_are_listed_in_pages_newest_first(recorded):
    monitor = recorded.monitor()
    for n in range(5):
        monitor.send(f'low{n}', f'W1/{n}', spo2=80)
    monitor.send('other', 'W2/1', spo2=80)
    low = next(a for a in recorded.alarms('W1').values() if a['bed'] == 'W1/2')
    assert recorded.post(f'/v1/alarms/{low["id"]}/acknowledge', {'by': 'nurse', 'request': 'q'}).status == 200
    recorded.record.wait_rows("SELECT 1 FROM vigil.alarm WHERE ward = 'W1'", count=5)
    recorded.record.wait_rows("SELECT 1 FROM vigil.alarm WHERE ward = 'W2'")
    recorded.record.wait_rows('SELECT 1 FROM vigil.alarm WHERE acknowledged_by IS NOT NULL')
    seen, after = [], ''
    for _ in range(3):
        page = as_documented('RecordedAlarms', recorded.get(f'/v1/alarms?ward=W1&count=2{after}').json)
        seen += page['alarms']
        after = f'&after={page["next"]}'
    assert page['next'] is None
    assert sorted(a['bed'] for a in seen) == ['0', '1', '2', '3', '4']
    assert [a['since'] for a in seen] == sorted((a['since'] for a in seen), reverse=True)
    (taken,) = [a for a in seen if a['acknowledged']]
    assert (taken['id'], taken['acknowledged']['by'], taken['evidence']['limit']) == (low['id'], 'nurse', 85)
    until = seen[2]['since']
    assert [a['id'] for a in recorded.get(f'/v1/alarms?ward=W1&to={until}').json['alarms']] == \
        [a['id'] for a in seen if a['since'] < until]
    for query, complaint in (('', 'ward is missing'), ('ward=W1&after=x', '"after" must be what the page before says')):
        answer = recorded.get(f'/v1/alarms?{query}')
        assert answer.status == 400 and complaint in answer.json['detail']


def test_the_database_goes_away_and_questions_are_told_so(new_server, own_postgres):
    server = new_server(database=own_postgres.new_database())
    assert server.migrate().returncode == 0
    server.start()
    assert server.get('/v1/alarms?ward=W1').status == 200
    own_postgres.stop('immediate')
    answer = server.get('/v1/beds/W1/3/trend?metric=spo2')
    assert answer.status == 503 and 'cannot be reached' in answer.json['detail']
    own_postgres.start()
    wait_until(lambda: server.get('/v1/beds/W1/3/trend?metric=spo2').status == 200, 'an answer', 20)


def test_a_large_backlog_is_caught_up_with_in_flat_memory(new_server, own_postgres):
    server = oracle.recorded_server(new_server, own_postgres)
    own_postgres.stop('immediate')
    load = oracle.Load(server, seconds=8)
    sent = load.finish()
    before = server.resident_bytes
    own_postgres.start()
    oracle.recorded_once(server.record, sent, 120)
    assert len(sent) > 3_000, 'a backlog'
    assert server.grown_by(before) < 24 << 20, 'what is copied is one transaction at a time'
