"""The command line: what is wrong is said at once, all of it, and where."""

import os
import re
import socket
import subprocess

import psycopg2
import pytest

from server_process import MIGRATIONS, PROGRAM, ROOT

BAD_CONFIG = '''[http]
prt = 8080
port = 70000
address = "localhost"
[mlp]
port = 1
[mllp]
port = "2575"
connections_max = 0
[[sender]]
match = "A"
bed = "nowhere"
[feed]
outbox_bytes_max = 5
'''

BAD_RULES = '''[[alarm]]
name = "fast"
when = "hart_rate > 120"
priority = "urgent"
message = "x"

[[alarm]]
name = "slow"
when = "heart_rate <"
for = "soon"
priority = "low"
message = "x"

[[alarm]]
name = "slow"
when = "heart_rate < 40"
latchin = true
priority = "low"
message = "Rate {heart_rat}"
'''


def run(*arguments, environment=None, timeout_s=20):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout_s,
                          env={**os.environ, **(environment or {})})


def places(text):
    """{(file name, line)} of lines like /a/b/vigil.toml:3:8: what."""
    return {(os.path.basename(file), int(line)) for file, line in re.findall(r'^(\S+?):(\d+):\d+: \S', text, re.M)}


@pytest.fixture
def files(tmp_path):
    """Writes the configuration and its rules; gives the configuration's path."""
    def write(config='', rules=None):
        rules_file = tmp_path / 'rules.toml'
        rules_file.write_text((ROOT / 'deploy/rules/ketamine.toml').read_text() if rules is None else rules)
        file = tmp_path / 'vigil.toml'
        file.write_text(f'{config}\n[rules]\nfile = "{rules_file}"\n')
        return file
    return write


def test_every_problem_of_a_configuration_is_reported_at_once_with_its_place(files):
    done = run('check', '--config', files(BAD_CONFIG))
    assert done.returncode == 1
    assert places(done.stderr) == {('vigil.toml', line) for line in (2, 3, 4, 5, 8, 9, 12, 14)}, done.stderr
    assert "did you mean 'port'" in done.stderr and "did you mean 'mllp'" in done.stderr


def test_every_problem_of_the_rules_is_reported_at_once_with_its_place(files):
    done = run('check', '--config', files(rules=BAD_RULES))
    assert done.returncode == 1
    found = places(done.stderr)
    assert {line for file, line in found if file == 'rules.toml'} == {3, 4, 9, 10, 15, 17, 19}, done.stderr
    assert 'heart_rate' in done.stderr, 'says what may have been meant'


def test_problems_of_configuration_and_rules_are_reported_together(files):
    done = run('check', '--config', files('[http]\nprt = 1\n', BAD_RULES))
    assert done.returncode == 1
    assert {file for file, _ in places(done.stderr)} == {'vigil.toml', 'rules.toml'}, done.stderr


def test_serve_refuses_what_check_refuses(files):
    for config, rules in ((BAD_CONFIG, None), ('', BAD_RULES), ('not toml', None), ('', 'not toml')):
        file = files(config, rules)
        checked, served = run('check', '--config', file), run('serve', '--config', file)
        assert (checked.returncode, served.returncode) == (1, 1)
        assert checked.stderr and places(served.stderr) == places(checked.stderr)


def test_the_files_that_are_shipped_have_no_problem(files):
    done = run('check', '--config', files())
    assert (done.returncode, done.stderr) == (0, '') and 'no problems' in done.stdout
    shipped = run('check', '--config', ROOT / 'deploy/vigil.toml',
                  environment={'VIGIL__RULES__FILE': str(ROOT / 'deploy/rules/ketamine.toml'),
                               'VIGIL__PROTOCOLS__DIRECTORY': str(ROOT / 'deploy/protocols')})
    assert (shipped.returncode, shipped.stderr) == (0, '') and 'no problems, 5 protocols' in shipped.stdout


def test_every_problem_of_every_protocol_is_reported_at_once_with_its_place(files, tmp_path):
    file, folder = files(), tmp_path / 'protocols'
    assert run('check', '--config', file).returncode == 0, 'a site without infusions has no protocols'
    folder.mkdir()
    good = (ROOT / 'deploy/protocols/day-case-low-dose.toml').read_text()
    (folder / 'day-case-low-dose.toml').write_text(good)
    (folder / 'notes.txt').write_text('not a protocol')
    assert 'no problems, 1 protocols' in run('check', '--config', file).stdout
    (folder / 'bad.toml').write_text('[protcol]\n[dose]\nroutes = ["iv"]\n')
    (folder / 'copy.toml').write_text(good)
    (folder / 'limit.toml').write_text(
        good.replace('"day-case-low-dose"', '"limit"').replace('"hypotension"', '"hypotention"'))
    for command in ('check', 'serve'):
        done = run(command, '--config', file)
        assert done.returncode == 1
        assert {('bad.toml', 1), ('bad.toml', 2), ('bad.toml', 3)} <= places(done.stderr), done.stderr
        assert "copy.toml: the protocol is called 'day-case-low-dose'" in done.stderr
        assert "the rules have no 'hypotention'; did you mean 'hypotension'?" in done.stderr
    missing = run('check', '--config', file, environment={'VIGIL__PROTOCOLS__DIRECTORY': str(tmp_path / 'none')})
    assert missing.returncode == 1 and 'none: cannot be read: No such file' in missing.stderr


def test_protocols_are_listed_and_said_in_plain_english(files):
    folder = ROOT / 'deploy/protocols'
    listed = run('protocols', '--directory', folder)
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == sorted(f.stem for f in folder.glob('*.toml'))
    told = run('protocols', 'explain', '--directory', folder, 'palliative-burst')
    assert told.returncode == 0
    assert 'At most 500 mg in 24 h; else it takes a reason and a second prescriber.' in told.stdout
    assert run('protocols', 'explain', '--directory', folder, 'all').stdout.count('After-care sheet') == 5
    unknown = run('protocols', 'explain', '--directory', folder, 'paliative-burst')
    assert unknown.returncode == 2 and "did you mean 'palliative-burst'?" in unknown.stderr
    configured = run('protocols', '--config', files(f'[protocols]\ndirectory = "{folder}"'))
    assert configured.stdout == listed.stdout


def test_a_check_says_where_the_journal_will_be_and_what_room_there_is(files, tmp_path):
    done = run('check', '--config', files(f'[journal]\nfile = "{tmp_path}/journal.db"'))
    assert done.returncode == 0 and f'journal {tmp_path}/journal.db: not there yet, ' in done.stdout
    assert done.stdout.endswith('B free on its disk\n') and not (tmp_path / 'journal.db').exists()


def test_files_that_are_missing_are_named(files, tmp_path):
    for command in ('check', 'serve', 'migrate'):
        done = run(command, '--config', tmp_path / 'none.toml')
        assert done.returncode == 1 and 'none.toml' in done.stderr and 'No such file' in done.stderr
    file = files()
    (tmp_path / 'rules.toml').unlink()
    done = run('check', '--config', file)
    assert done.returncode == 1 and 'rules.toml' in done.stderr and 'No such file' in done.stderr


def test_the_environment_overrides_the_file_and_is_checked_as_strictly(files):
    file = files('[http]\nport = 1\n')
    for name, value in (('VIGIL__HTTP__PORT', 'many'), ('VIGIL__HTTP__PRT', '1'), ('VIGIL__NOTHING', '1')):
        done = run('check', '--config', file, environment={name: value})
        assert done.returncode == 1 and name.split('__')[1].lower() in done.stderr.lower(), done.stderr
    assert run('check', '--config', file, environment={'VIGIL__HTTP__PORT': '9999'}).returncode == 0
    both = run('check', '--config', file, environment={'VIGIL__MLLP__PORT': '1'})
    assert both.returncode == 1 and 'http' in both.stderr and 'mllp' in both.stderr, 'two listeners on one port'


@pytest.mark.parametrize('arguments', [
    ['--nothing'], ['nothing'], [], ['serve', '--prts-file', 'x'], ['check', 'extra'], ['simulate', '--beds', 'many'],
    ['migrate', '--config']])
def test_unknown_options_and_commands_are_an_error_of_use(arguments):
    done = run(*arguments)
    assert done.returncode == 2 and done.stderr and not done.stdout


def test_help_and_version_are_no_errors():
    for arguments in (['--help'], ['--version'], ['serve', '--help'], ['simulate', '--help']):
        done = run(*arguments)
        assert done.returncode == 0 and done.stdout and not done.stderr


def test_a_database_is_migrated_once_and_again_without_harm(new_server, postgres):
    server = new_server(database=postgres.new_database())
    first, second = server.migrate(), server.migrate()
    assert (first.returncode, second.returncode) == (0, 0), (first, second)
    assert [line for line in first.stdout.splitlines() if line.startswith('applied')] == [
        f'applied {file.name}' for file in sorted(MIGRATIONS.glob('*.sql'))]
    assert 'applied' not in second.stdout and 'version' in second.stdout
    assert first.stdout.splitlines()[-1] == second.stdout.splitlines()[-1]


def test_two_that_migrate_at_once_do_not_disturb_each_other(new_server, postgres):
    server = new_server(database=postgres.new_database())
    both = [subprocess.Popen([PROGRAM, 'migrate', '--config', server.config, '--migrations', MIGRATIONS],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    outputs = [each.communicate(timeout=30) for each in both]
    assert [each.returncode for each in both] == [0, 0], outputs
    assert sum(out.count('applied 0001') for out, _ in outputs) == 1


def test_a_migration_that_fails_leaves_nothing_behind(new_server, postgres, tmp_path):
    server = new_server(database=postgres.new_database())
    (tmp_path / '0001_a.sql').write_text('CREATE TABLE one (i int);\n')
    (tmp_path / '0002_b.sql').write_text('CREATE TABLE two (i int);\nCREATE TABLE nonsense;\n')
    done = server.command('migrate', '--config', server.config, '--migrations', tmp_path)
    assert done.returncode == 1 and '0002_b.sql' in done.stderr
    connection = psycopg2.connect(server.database)
    cursor = connection.cursor()
    cursor.execute("SELECT to_regclass('one') IS NOT NULL, to_regclass('two') IS NULL")
    assert cursor.fetchone() == (True, True)
    connection.close()


def test_a_migration_without_a_database_says_what_is_missing(new_server):
    nowhere = new_server(database='host=127.0.0.1 port=1 user=vigil dbname=vigil connect_timeout=2')
    done = nowhere.migrate()
    assert done.returncode == 1 and 'port 1' in done.stderr
    none = new_server().migrate()
    assert none.returncode == 1 and 'record.database' in none.stderr


@pytest.mark.parametrize('listener', ['http', 'mllp', 'metrics'])
def test_a_port_in_use_is_named(new_server, listener):
    with socket.socket() as other:
        other.bind(('127.0.0.1', 0))
        other.listen()
        port = other.getsockname()[1]
        server = new_server(ports={listener: port})
        done = server.command('serve', '--config', server.config, '--ports-file', server.ports_file)
    assert done.returncode == 1
    assert 'in use' in done.stderr and not server.ports_file.exists()
    assert str(port) in done.stderr, done.stderr


def test_a_dashboard_that_is_missing_is_named(new_server, tmp_path):
    for assets in (tmp_path / 'none', tmp_path):
        server = new_server(assets=assets)
        done = server.command('serve', '--config', server.config)
        assert done.returncode == 1 and str(assets) in done.stderr and 'dashboard' in done.stderr


def test_a_journal_in_use_by_another_server_is_refused(vigil):
    done = vigil.command('serve', '--config', vigil.config)
    assert done.returncode == 1 and 'journal' in done.stderr
    vigil.report('W1/1', {'heart_rate': (70, '/min')})
    assert vigil.alive()


def test_a_journal_that_is_none_is_refused_and_left_alone(new_server):
    server = new_server()
    journal = server.folder / 'journal.db'
    journal.write_bytes(b'this is somebody else\'s file\n' * 100)
    before = journal.read_bytes()
    done = server.command('serve', '--config', server.config)
    assert done.returncode == 1 and 'journal' in done.stderr
    assert journal.read_bytes() == before


def test_it_says_ready_once_and_listens_on_this_machine_only(vigil):
    assert len(re.findall(r'\bready\b', vigil.log)) == 1
    listening = set()
    for table in ('/proc/net/tcp', '/proc/net/tcp6'):
        for line in open(table).read().splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == '0A' and int(address.split(':')[1], 16) in vigil.ports.values():
                listening.add(address.split(':')[0])
    assert listening == {'0100007F'}
