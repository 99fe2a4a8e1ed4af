"""proto/openapi.yaml and proto/asyncapi.yaml: well-formed, and true of the routes."""

import json
import re

import jsonschema
import yaml

from server_process import ROOT

PROTO = ROOT / 'proto'
DOCUMENTS = {name: yaml.safe_load((PROTO / name).read_text()) for name in ('openapi.yaml', 'asyncapi.yaml')}
DOCUMENTS['schema/readings.schema.json'] = json.loads((PROTO / 'schema/readings.schema.json').read_text())


def references(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == '$ref':
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolve(document, reference):
    file, _, pointer = reference.partition('#')
    node = DOCUMENTS[file or document]
    for part in filter(None, pointer.split('/')):
        node = node[part.replace('~1', '/').replace('~0', '~')]
    return node


def test_every_reference_leads_somewhere():
    count = 0
    for name, document in DOCUMENTS.items():
        for reference in references(document):
            assert resolve(name, reference) is not None, (name, reference)
            count += 1
    assert count > 100


def routes():
    """Every path that stands in the sources of the HTTP listener."""
    found = set()
    for file in ('routes.cpp', 'http_session.cpp'):
        found |= set(re.findall(r'"(/v1/[a-z_/]+)"', (ROOT / 'server/net' / file).read_text()))
    return found


def test_every_route_of_the_server_is_documented():
    assert {'/v1/readings', '/v1/wards', '/v1/schema/readings'} <= routes() <= set(DOCUMENTS['openapi.yaml']['paths'])
    addresses = {channel['address'] for channel in DOCUMENTS['asyncapi.yaml']['channels'].values()}
    assert addresses == {'/v1/readings', '/v1/wards/{ward}/stream'}


def test_every_documented_path_exists_and_takes_the_documented_method(vigil):
    values = {'ward': 'W1', 'bed': '3', 'id': '0123456789abcdef', 'station': 'station-1', 'name': 'small'}
    for path, methods in DOCUMENTS['openapi.yaml']['paths'].items():
        target = path.format(**values)
        for other in {'get', 'post', 'put'} - set(methods):
            assert vigil.request(other.upper(), target).status == 405, (other, path)
        for method, operation in methods.items():
            answer = vigil.request(method.upper(), target, '{}' if method == 'post' else None)
            expected = {*operation['responses'], '400'}
            assert answer.status != 405 and str(answer.status) in expected, (method, path, answer)


def inlined(document, node):
    """Without references, so that a validator needs nothing else."""
    if isinstance(node, list):
        return [inlined(document, each) for each in node]
    if not isinstance(node, dict):
        return node
    if '$ref' not in node:
        return {key: inlined(document, value) for key, value in node.items()}
    return inlined(node['$ref'].partition('#')[0] or document, resolve(document, node['$ref']))


def patient_commands():
    """(type, resource) of each; '' is none."""
    table = (ROOT / 'proto/json/patient_command.cpp').read_text().partition('kinds{{')[2].partition('}};')[0]
    found = re.findall(r'\{"(\w+)",\s*"(\w*)",\s*\{', table)
    assert len(found) > 15
    return found


def test_every_command_for_a_patient_is_documented_over_both_doors():
    paths, messages = DOCUMENTS['openapi.yaml']['paths'], DOCUMENTS['asyncapi.yaml']['components']['messages']
    operation = DOCUMENTS['asyncapi.yaml']['operations']['command']['messages']
    for kind, resource in patient_commands():
        assert not resource or f'/v1/beds/{{ward}}/{{bed}}/{resource}' in paths, resource
        assert kind in messages and {'$ref': f'#/channels/stream/messages/{kind}'} in operation, kind


def test_the_examples_of_commands_and_of_what_is_told_are_valid():
    count = 0
    for name, message in DOCUMENTS['asyncapi.yaml']['components']['messages'].items():
        if name in ('reports', 'taken'):
            continue  # their schema refers to itself
        schema = inlined('asyncapi.yaml', message['payload'])
        for example in message['examples']:
            jsonschema.Draft202012Validator(schema).validate(example['payload'])
            count += 1
    for path, methods in DOCUMENTS['openapi.yaml']['paths'].items():
        content = methods.get('post', {}).get('requestBody', {}).get('content', {}).get('application/json', {})
        if path == '/v1/readings' or 'examples' not in content:
            continue
        schema = inlined('openapi.yaml', content['schema'])
        for example in content['examples'].values():
            jsonschema.Draft202012Validator(schema).validate(example['value'])
            count += 1
    assert count > 50


def test_the_examples_of_readings_are_valid():
    schema = DOCUMENTS['schema/readings.schema.json']
    messages = DOCUMENTS['asyncapi.yaml']['components']['messages']
    content = DOCUMENTS['openapi.yaml']['paths']['/v1/readings']['post']['requestBody']['content']
    examples = [e['payload'] for e in messages['reports']['examples']]
    examples += [e['value'] for e in content['application/json']['examples'].values()]
    assert len(examples) > 1
    for example in examples:
        jsonschema.Draft202012Validator(schema).validate(example)
