"""proto/schema and proto/examples: what the schema says is what the server does."""

import copy
import json

import jsonschema
import pytest

from server_process import ROOT

SCHEMA = json.loads((ROOT / 'proto/schema/readings.schema.json').read_text())
EXAMPLES = ROOT / 'proto/examples'
ANSWER = {**SCHEMA, '$ref': '#/$defs/answer'}
del ANSWER['oneOf']


def example(name):
    return json.loads((EXAMPLES / name).read_text())


def is_valid(document, schema=SCHEMA):
    return jsonschema.Draft202012Validator(schema).is_valid(document)


def paths(node, path=()):
    """Of every value in a document."""
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from paths(value, (*path, key))


def changed(document, path, change):
    """A copy in which `change` was made to the container and key that `path` leads to."""
    box = [copy.deepcopy(document)]
    at, last = box, 0
    for key in path:
        at, last = at[last], key
    change(at, last)
    return box[0]


VALUES = [None, True, 0, -1, 7, 2.5, '', ' ', 'S', '3', 'W1/3', '/3', 'W1/', 'a\u0000/b', 'x' * 128, 'x' * 129, [], {}, [7],
          [7, 9], [7, None], ['7', 9], '/min', 'mmHg', '%', 'L/min', 'furlong', 'sensor_off', 'test', 'fine', 'poss', 'RASS',
          'sedation', 'spo2', 'acvpu', 'heart_rate', '2026-11-22T02:00:00+01:00', '2026-11-22T02:00:00',
          '2026-11-22T24:00:00Z', '2026-11-22t02:00:60.5z', 4294967295, 4294967296]


def mutations(document):
    """Every value replaced, every key left out, and a key too many everywhere."""
    for path in paths(document):
        for value in VALUES:
            yield changed(document, path, lambda at, key, value=value: at.__setitem__(key, value))
        if path:
            yield changed(document, path, lambda at, key: at.pop(key))

        def add(at, key):
            if isinstance(at[key], dict):
                at[key]['more'] = 1
        yield changed(document, path, add)


def test_the_schema_is_a_schema_and_is_served(vigil):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    answer = vigil.get('/v1/schema/readings')
    assert answer.status == 200 and answer.headers['content-type'] == 'application/schema+json'
    assert answer.json == SCHEMA


@pytest.mark.parametrize('name', ['readings.report.json', 'readings.scales.json', 'readings.array.json'])
def test_an_example_is_valid_and_taken(vigil, name):
    assert is_valid(example(name))
    answer = vigil.post('/v1/readings', example(name))
    assert answer.status == 200 and answer.json['rejected'] == [] and is_valid(answer.json, ANSWER)


def test_the_other_examples_are_true(vigil):
    assert is_valid(example('readings.answer.json'), ANSWER)
    lines = (EXAMPLES / 'readings.lines.ndjson').read_text()
    assert all(is_valid(json.loads(line)) for line in lines.splitlines())
    assert vigil.post('/v1/readings', lines, content_type='application/x-ndjson').json['accepted'] == 2
    assert vigil.post('/v1/readings', example('care.observations.json')).json == \
        {'accepted': 1, 'duplicates': 0, 'rejected': []}
    names = {file.name for file in EXAMPLES.iterdir()}
    assert names == {'readings.report.json', 'readings.scales.json', 'readings.array.json', 'readings.lines.ndjson',
                     'readings.answer.json', 'care.observations.json'}


def says_more(document):
    """What no schema can say (its description lists it): a code of another metric, a low limit above the high one."""
    readings = document.get('readings') if isinstance(document, dict) else None
    for r in readings if isinstance(readings, list) else []:
        if not isinstance(r, dict):
            continue
        limits = r.get('limits')
        crossed = isinstance(limits, list) and len(limits) == 2 and \
            all(type(limit) in (int, float) for limit in limits) and limits[0] > limits[1]
        if crossed or r.get('code') == 147842 and r.get('metric') != 'heart_rate':
            return True
    return False


@pytest.mark.parametrize('name', ['readings.report.json', 'readings.scales.json', 'readings.array.json'])
def test_the_server_takes_what_the_schema_allows_and_nothing_else(vigil, name):
    validator = jsonschema.Draft202012Validator(SCHEMA)
    taken = compared = 0
    for document in mutations(example(name)):
        if says_more(document):
            continue
        answer = vigil.post('/v1/readings', json.dumps(document))
        assert is_valid(answer.json, ANSWER), answer
        valid = validator.is_valid(document)
        assert (answer.json['rejected'] == []) == valid, (document, answer, valid)
        compared, taken = compared + 1, taken + valid
    assert taken > 30 and compared - taken > 300, (taken, compared)
