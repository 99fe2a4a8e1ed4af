"""`vigil rules`: rules are tried with stories, and explained, before they watch anybody."""

import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from server_process import PROGRAM, ROOT

RULES = '''
[[alarm]]
name     = "tachycardia"
when     = "heart_rate > 120"
for      = "10s"
priority = "medium"
message  = "Heart rate {heart_rate} above {limit}"

[[alarm]]
name     = "bradycardia"
when     = "heart_rate < 40"
priority = "high"
message  = "Heart rate {heart_rate}"
'''

RIGHT = '''# Ten seconds pass.
bed W1/3 patient MRN-1
0s   heart_rate 130
10s  -> onset tachycardia medium "Heart rate 130 above 120"
'''
WRONG = RIGHT.replace('10s  ->', '9s  ->').replace('Ten', 'Nine')


@pytest.fixture
def folder(tmp_path):
    (tmp_path / 'site.toml').write_text(RULES)
    (tmp_path / 'right.txt').write_text(RIGHT)
    (tmp_path / 'wrong.txt').write_text(WRONG)
    return tmp_path


def rules(folder, *arguments):
    return subprocess.run([PROGRAM, 'rules', *arguments], cwd=folder, capture_output=True, text=True, timeout=60)


def test_stories_that_go_as_they_are_written_pass(folder):
    done = rules(folder, 'test', '--rules', 'site.toml', 'right.txt')
    assert (done.returncode, done.stderr) == (0, '')
    assert done.stdout == 'TAP version 14\n1..1\nok 1 - right: Ten seconds pass.\n'


def test_a_story_that_does_not_is_named_with_its_line_and_what_came_instead(folder):
    done = rules(folder, 'test', '--rules', 'site.toml', 'right.txt', 'wrong.txt')
    assert (done.returncode, done.stderr) == (1, '')
    assert done.stdout.splitlines()[1:4] == ['1..2', 'ok 1 - right: Ten seconds pass.',
                                             'not ok 2 - wrong: Nine seconds pass.']
    assert 'at: "wrong.txt:4"' in done.stdout and 'got: "nothing"' in done.stdout
    assert 'expected: "9s onset tachycardia medium' in done.stdout


def test_results_are_written_as_junit_xml(folder):
    (folder / 'unclear.txt').write_text('bed W1/3\n0s hart_rate 130\n')
    done = rules(folder, 'test', '--rules', 'site.toml', '--junit', 'out.xml', 'right.txt', 'wrong.txt', 'unclear.txt')
    assert done.returncode == 2
    suite = ElementTree.parse(folder / 'out.xml').getroot()
    assert {name: suite.get(name) for name in ('tests', 'failures', 'errors')} == {
        'tests': '3', 'failures': '1', 'errors': '1'}
    right, wrong, unclear = suite.findall('testcase')
    assert right.get('name') == 'right: Ten seconds pass.' and len(right) == 0
    assert 'tachycardia' in wrong.find('failure').get('message') and wrong.find('failure').text == 'wrong.txt:4'
    assert 'hart_rate' in unclear.find('error').get('message')
    unwritable = rules(folder, 'test', '--rules', 'site.toml', '--junit', 'none/out.xml', 'right.txt')
    assert unwritable.returncode == 2 and 'none/out.xml' in unwritable.stderr


def test_a_story_names_rules_beside_it_and_the_given_file_comes_first(folder):
    (folder / 'rules').mkdir()
    (folder / 'rules' / 'site.toml').write_text('')  # beside the story, but another file of this name is given
    (folder / 'rules' / 'other.toml').write_text(RULES.replace('120', '110'))
    (folder / 'named.txt').write_text('rules site\n' + RIGHT)
    (folder / 'other.txt').write_text('rules other\n' + RIGHT.replace('120', '110'))
    done = rules(folder, 'test', '--rules', 'site.toml', 'named.txt', 'other.txt')
    assert done.returncode == 0, done.stdout
    (folder / 'other.toml').write_text(RULES)
    assert rules(folder, 'test', '--rules', 'site.toml', 'other.txt').returncode == 1, 'the nearest one counts'


@pytest.mark.parametrize('story, part', [
    ('bed W1/3\n0s heart_rate fast\n', "unclear.txt:2: 'fast' is no value"),
    ('rules nowhere\nbed W1/3\n0s wait\n', "unclear.txt:1: there are no rules called 'nowhere'"),
    ('bed W1/3\nrules broken\n0s wait\n', 'broken.toml:1:'),
    ('', 'unclear.txt:1: nothing happens'),
    (None, 'unclear.txt: cannot be read: No such file')])
def test_what_cannot_be_used_is_an_error_of_its_own(folder, story, part):
    (folder / 'broken.toml').write_text('[[alarm]]\nname = 1\n')
    if story is not None:
        (folder / 'unclear.txt').write_text(story)
    done = rules(folder, 'test', '--rules', 'site.toml', 'unclear.txt', 'right.txt')
    assert done.returncode == 2
    assert part in done.stderr, done.stderr
    assert 'not ok 1 - unclear' in done.stdout and 'ok 2 - right' in done.stdout, 'the others are played all the same'


def test_rules_that_are_not_there_or_a_folder_are_named(folder):
    for file, why in (('none.toml', 'No such file'), ('.', 'directory')):
        for arguments in (['test', '--rules', file, 'right.txt'], ['explain', '--rules', file, 'all']):
            done = rules(folder, *arguments)
            assert done.returncode == 2 and why in done.stderr, done


def test_the_stories_of_the_product_pass_with_the_program_that_is_shipped(folder):
    stories = sorted(map(str, (ROOT / 'tests/scenario').glob('*.txt')))
    done = rules(folder, 'test', '--rules', ROOT / 'deploy/rules/ketamine.toml', *stories)
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if not line.startswith('ok')]
    assert done.stdout.splitlines()[1] == f'1..{len(stories)}'


def test_a_rule_is_explained_in_plain_english(folder):
    done = rules(folder, 'explain', '--rules', 'site.toml', 'tachycardia')
    assert (done.returncode, done.stderr) == (0, '')
    assert 'tachycardia' in done.stdout and '120' in done.stdout and '10 s' in done.stdout
    assert 'bradycardia' not in done.stdout
    everything = rules(folder, 'explain', '--rules', 'site.toml', 'all')
    assert everything.returncode == 0
    places = [everything.stdout.index(name) for name in ('tachycardia', 'bradycardia', 'monitor_silent')]
    assert places == sorted(places)


def test_a_rule_that_is_not_there_is_refused_with_what_may_have_been_meant(folder):
    done = rules(folder, 'explain', '--rules', 'site.toml', 'tachicardia')
    assert done.returncode == 2 and not done.stdout
    assert "no rule 'tachicardia'; did you mean 'tachycardia'?" in done.stderr
    (folder / 'broken.toml').write_text(RULES.replace('heart_rate < 40', 'hart_rate < 40').replace('"10s"', '"soon"'))
    done = rules(folder, 'explain', '--rules', 'broken.toml', 'all')
    assert done.returncode == 2 and done.stderr.count('broken.toml:') == 2, done.stderr


@pytest.mark.parametrize('arguments', [[], ['test'], ['explain'], ['explain', 'a', 'b'], ['try', 'x']])
def test_wrong_usage_is_an_error_of_use(folder, arguments):
    done = rules(folder, *arguments)
    assert done.returncode == 2 and done.stderr and not done.stdout
