"""`vigil replay`: an incident reviewed, the proof that inputs cause the events that were stored, and other rules tried."""

import re
import shutil
import signal
import sqlite3

import pytest

import server_process
from server_process import wait_until

TIME = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z'


def replay(server, *arguments, journal=None):
    return server.command('replay', '--journal', journal or server.folder / 'journal.db', *arguments, timeout_s=120)


def story(server):
    """An alarm that a person takes note of, other rules, a pause, a device's alarm, two restarts of which one is a
    crash."""
    server.start()
    monitor, wall = server.monitor(), server.dashboard()
    monitor.send('A', 'W1/3', heart_rate=160, spo2=97)
    alarm = wall.wait_alarm('tachycardia', bed='W1/3')
    assert wall.acknowledge(alarm['id'], by='nurse-1')['ok']
    server.report('W1/5', {'poss': (3, '')}, patient='P-17', patient_name='Doe, Jane')
    server.kill()
    server.start()
    server.report('W1/5', {'poss': (1, '')}, patient='P-17')
    server.rules_file.write_text(server_process.rules(delay='1ms'))
    before = server.log.count('new rules')
    server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: server.log.count('new rules') > before, 'the new rules')
    server.monitor().send('B', 'W1/4', spo2=88)
    server.dashboard().wait_alarm('low_spo2', bed='W1/4')
    assert server.stop() == 0
    server.start()
    server.monitor().send('C', 'W1/3', heart_rate=70)


@pytest.fixture
def told(new_server):
    server = new_server(rules_text=server_process.rules(delay='1s'))
    story(server)
    return server


def test_the_log_of_an_incident_says_what_came_in_what_the_alarm_did_and_why(told):
    done = replay(told, '--bed', 'W1/3')
    assert (done.returncode, done.stderr) == (0, '')
    lines = done.stdout.splitlines()
    assert re.fullmatch(r'# rows 1 to (\d+), of 1 to \1 in the journal', lines[0])
    assert all(re.match(rf'{TIME}  (-|W1|W1/3)  \S', line) for line in lines[1:]), done.stdout
    text = '\n'.join(re.sub(TIME, 'T', line) for line in lines)
    order = [r'T  -  the server starts', r'T  W1/3  \S+ sends heart_rate 160 /min, spo2 97 %  \(message A\)',
             r'T  W1/3  bed: patient P1, monitored  \(stay \w+\)',
             r'T  W1/3  alarm onset: tachycardia, medium, "Heart rate 160 above 150" '
             r'\[heart_rate 160 /min, limit 150, measured T, received T\]  \(alarm \w{16}, revision 1, rules \w{16}\)',
             r'T  W1/3  nurse-1 acknowledges', r'T  W1/3  alarm acknowledged by nurse-1: tachycardia',
             r'T  -  the server starts', r'T  W1/3  bed: patient P1, recovering',
             r'T  -  rules from \S+rules.toml  \(rules \w{16}\)', r'T  -  the server starts',
             r'T  W1/3  \S+ sends heart_rate 70', r'T  W1/3  bed: patient P1, monitored',
             r'T  W1/3  alarm cleared: tachycardia']
    at = 0
    for expected in order:
        found = re.compile(expected).search(text, at)
        assert found, (expected, text[at:])
        at = found.end()
    assert 'Doe, Jane' not in text and 'Doe, Jane' in replay(told, '--bed', 'W1/5').stdout


def test_the_same_inputs_cause_the_events_that_were_stored_while_the_server_runs_and_in_a_copy(told):
    running = replay(told, '--compare')
    assert running.returncode == 0, running.stdout + running.stderr
    found = re.search(r'stored +(\d+) events  sha256 (\w{64})\ncomputed +(\d+) events  sha256 (\w{64})\nequal\n$',
                      running.stdout)
    assert found and found[1] == found[3] and found[2] == found[4] and int(found[1]) > 10, running.stdout
    assert told.stop() == 0
    copy = told.folder / 'copy.db'
    shutil.copy(told.folder / 'journal.db', copy)
    once, twice = replay(told, '--compare', journal=copy), replay(told, '--compare', journal=copy)
    assert once.returncode == 0 and once.stdout == twice.stdout
    assert replay(told).stdout == replay(told, journal=copy).stdout


def change(journal, statement, *values):
    connection = sqlite3.connect(journal)
    with connection:
        assert connection.execute(statement, values).rowcount == 1
    connection.close()


def test_a_row_whose_events_were_changed_is_reported_with_both(told):
    assert told.stop() == 0
    journal = told.folder / 'journal.db'
    connection = sqlite3.connect(journal)
    row, events = next((row, events) for row, events in connection.execute('SELECT seq, events FROM input ORDER BY seq')
                       if b'Heart rate 160' in events)
    connection.close()
    # without its checksum, as rows were written before there were any
    change(journal, 'UPDATE input SET events = ?, sum = NULL WHERE seq = ?',
           events.replace(b'Heart rate 160', b'Heart rate 166'), row)
    done = replay(told, '--compare')
    assert done.returncode == 1
    assert f'the events of 1 rows are not those stored; the first of them is row {row} of ' in done.stdout
    assert re.search(r'stored: .*"Heart rate 166 above 150"', done.stdout)
    assert re.search(r'computed: .*"Heart rate 160 above 150"', done.stdout)
    assert len(set(re.findall(r'sha256 (\w{64})', done.stdout))) == 2
    change(journal, "UPDATE input SET events = x'ff' WHERE seq = ?", row)
    assert 'stored: 1 bytes that are no events' in replay(told, '--compare').stdout
    change(journal, "UPDATE input SET body = x'ff' WHERE seq = ?", row)
    broken = replay(told, '--compare')
    assert broken.returncode == 1 and f'row {row} cannot be read' in broken.stderr


def test_a_row_that_does_not_fit_its_checksum_is_left_out_and_is_no_proof(told):
    assert told.stop() == 0
    journal = told.folder / 'journal.db'
    connection = sqlite3.connect(journal)
    row, = next(connection.execute('SELECT seq FROM input WHERE key <> 0 ORDER BY seq DESC'))
    connection.close()
    change(journal, "UPDATE input SET body = body || x'00' WHERE seq = ?", row)
    log, compared = replay(told), replay(told, '--compare')
    assert log.returncode == 0 and f'# row {row} is damaged and left out' in log.stdout
    assert compared.returncode == 1 and f'# row {row} is damaged and left out' in compared.stdout


def test_a_part_of_the_time_is_replayed_with_what_was_known_before_it(told):
    everything = replay(told).stdout.splitlines()[1:]
    cleared = next(line for line in everything if 'alarm cleared: tachycardia' in line)
    time = cleared.split()[0]
    part = replay(told, '--from', time, '--to', time).stdout.splitlines()[1:]
    assert cleared in part and set(part) <= set(everything)
    assert replay(told, '--from', time, '--compare').returncode == 0
    first = everything[0].split()[0]
    whole = replay(told, '--from', first, '--compare').stdout
    assert re.search(r'^(\d+) rows compared', whole, re.M)[1] == re.search(r'^# rows 1 to (\d+),', whole)[1]
    late = replay(told, '--from', '2999-01-01T00:00:00Z')
    assert late.returncode == 1 and 'no rows of that time' in late.stderr


def test_rows_before_the_oldest_state_are_shown_as_stored_and_said_not_to_be_replayed(told):
    assert told.stop() == 0
    told.start()
    told.monitor().send('D', 'W1/3', heart_rate=71)
    told.kill()
    whole = replay(told).stdout.splitlines()[1:]
    journal = told.folder / 'journal.db'
    with sqlite3.connect(journal) as connection:
        known, = connection.execute('SELECT max(upto) FROM snapshot').fetchone()
        connection.execute('DELETE FROM snapshot WHERE upto < ?', (known,))
        connection.execute('DELETE FROM input WHERE seq < ?', (known - 5,))
        connection.execute("UPDATE meta SET value = ? WHERE name = 'trimmed_upto'", (known - 6,))
    connection.close()
    part = replay(told)
    assert part.returncode == 0
    notes = [line for line in part.stdout.splitlines() if line.startswith('#')]
    assert f'rows {known - 5} to {known} are shown as they were stored' in notes[1] and f'after row {known}' in notes[1]
    lines = part.stdout.splitlines()[2:]
    assert lines == whole[-len(lines):]
    compared = replay(told, '--compare')
    last = int(re.search(rf'^# rows {known - 5} to (\d+),', compared.stdout)[1])
    assert compared.returncode == 0 and f'\n{last - known} rows compared\n' in compared.stdout
    assert 'are left out' in compared.stdout
    change(journal, 'DELETE FROM snapshot')
    none = replay(told)
    assert none.returncode == 1 and 'no state is kept' in none.stderr


def test_other_rules_show_what_would_have_happened(told):
    other = told.folder / 'other.toml'
    other.write_text(server_process.rules(delay='1ms').replace('heart_rate > 150', 'heart_rate > 155')
                     .replace('heart_rate > 120', 'heart_rate > 165'))
    log = replay(told, '--rules', other)
    assert log.returncode == 0 and 'onset: low_spo2' in log.stdout and 'onset: tachycardia' in log.stdout
    never = told.folder / 'never.toml'
    never.write_text(server_process.rules(delay='1ms').replace('heart_rate > 1', 'heart_rate > 2'))
    assert 'tachycardia' not in replay(told, '--rules', never).stdout
    compared = replay(told, '--rules', never, '--compare')
    assert compared.returncode == 0, compared
    assert re.search(rf'^- {TIME}  W1/3  alarm onset: tachycardia', compared.stdout, re.M)
    assert re.search(r'^tachycardia +1 +0$', compared.stdout, re.M)
    assert re.search(r'^high_sedation +1 +1$', compared.stdout, re.M)
    same = [line for line in compared.stdout.splitlines() if re.match(r'[+-] ', line) and 'high_sedation' in line]
    assert same == [], 'what does not change is not listed'
    faulty = told.folder / 'faulty.toml'
    faulty.write_text('[[alarm]]\nname = 1\n')
    assert replay(told, '--rules', faulty).returncode == 2


@pytest.mark.parametrize('arguments, part', [
    (['--from', 'yesterday'], "--from: 'yesterday' is no time"),
    (['--to', '2026-11-22T02:00:00'], 'write it with its offset'),
    (['--bed', 'W1'], "--bed: 'W1' is no bed"),
    (['--rules', 'none.toml'], 'none.toml: cannot be read')])
def test_what_is_asked_wrongly_is_an_error_of_use(vigil, arguments, part):
    done = replay(vigil, *arguments)
    assert done.returncode == 2 and part in done.stderr and not done.stdout


def test_a_file_that_is_no_journal_is_named(vigil):
    for file in ('none.db', 'vigil.toml'):
        done = replay(vigil, journal=vigil.folder / file)
        assert done.returncode == 1 and file in done.stderr
    without = vigil.command('replay', '--config', vigil.config)
    assert without.returncode == 0 and 'the server starts' in without.stdout, 'the journal of the configuration'


def test_a_check_says_what_the_journal_holds(told):
    last = re.search(r'# rows 1 to (\d+),', replay(told).stdout)[1]
    done = told.command('check', '--config', told.config)
    assert done.returncode == 0
    assert re.search(rf'journal.db: rows 1 to {last}, \d+\.\d MB, \d+(\.\d)? [MG]B free on its disk\n$', done.stdout), done.stdout
    assert told.stop() == 0
    (told.folder / 'journal.db').write_text('not a journal')
    assert 'journal.db: ' in told.command('check', '--config', told.config).stdout
