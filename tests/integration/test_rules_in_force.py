"""GET /v1/rules: what each rule says, in English and as it was written."""

import signal

from server_process import rules, wait_until
from test_commands import adjustable
from test_record_trends import as_documented, examples


def in_force(server):
    answer = server.get('/v1/rules')
    assert answer.status == 200, answer
    return as_documented('RulesInForce', answer.json)


def test_the_documented_example_is_as_documented():
    for example in examples('/v1/rules'):
        as_documented('RulesInForce', example)


def test_each_rule_is_told_as_the_program_explains_it_and_as_its_file_has_it(vigil):
    found = in_force(vigil)
    assert found['source'] == 'rules.toml'
    lines = vigil.rules_file.read_text().split('\n')
    for rule in found['rules']:
        explained = vigil.command('rules', 'explain', rule['name'], '--rules', vigil.rules_file)
        assert (explained.returncode, explained.stdout) == (0, rule['explanation'])
        assert rule['text'].split('\n')[0] == lines[rule['line'] - 1]
        assert rule['text'].rstrip('\n') in vigil.rules_file.read_text()
    (tachycardia,) = [r for r in found['rules'] if r['name'] == 'tachycardia']
    (level,) = tachycardia['levels']
    assert (level['when'], level['delay_s'], level['until'], level['bypass']) == (
        'heart_rate > 120', 1, 'heart_rate < 115', 'heart_rate > 150')
    assert found['rules'][-1]['name'] == 'monitor_silent'


def test_the_why_of_an_alarm_is_the_rule_of_its_name_and_version(vigil):
    vigil.report('W1/3', {'spo2': (80, '%')})
    (alarm,) = vigil.alarms('W1').values()
    found = in_force(vigil)
    assert alarm['evidence']['rule_version'] == found['version']
    (rule,) = [r for r in found['rules'] if r['name'] == alarm['rule']]
    assert rule['kind'] == alarm['kind'] and alarm['priority'] in [level['priority'] for level in rule['levels']]


def test_other_rules_are_told_as_soon_as_they_are_in_force(new_server):
    vigil = new_server(rules_text=adjustable()).start()
    before = in_force(vigil)
    assert before['rules'][0]['levels'][0]['adjustable'] == [100, 160]
    assert {f['name']: f for f in before['fixed']}['ward_unwatched']['after_s'] == 1
    vigil.rules_file.write_text('# Other rules.\n' + rules())
    vigil.process.send_signal(signal.SIGHUP)
    wait_until(lambda: in_force(vigil)['version'] != before['version'], 'the other rules')
    after = in_force(vigil)
    assert after['rules'][0]['line'] == 3 and after['rules'][0]['levels'][0]['adjustable'] is None
