"""Backups of the record and of the journal, of different moments, restored: what was acknowledged before the journal was
copied is there, once, and the ward is as it was."""

import os
import re
import shutil
import subprocess

import pytest

import mllp
import server_process
from oracle import Record, consistent, essence, recorded_once, recorded_server
from server_process import PROGRAM, ROOT, wait_until


class Clinic:
    """A recorded server, and the monitor that sends to it and knows what was acknowledged."""

    def __init__(self, server):
        self.server, self.sent = server, {}

    def send(self, name, count=30):
        """Dated messages, each acknowledged."""
        monitor = self.server.monitor()
        for n in range(count):
            control_id = f'{name}{n}'
            self.sent[control_id] = mllp.message(control_id, f'W1/{n % 5}', {'heart_rate': 60 + n % 40})
            assert monitor.exchange(self.sent[control_id]).code == 'AA'
        monitor.close()

    def send_again(self, name):
        """As a monitor that got no answer does."""
        monitor = self.server.monitor()
        for control_id, content in self.sent.items():
            if control_id.startswith(name):
                assert monitor.exchange(content).code == 'AA'
        monitor.close()

    def acknowledge_one_of_two_alarms(self):
        """One of an alarm that somebody took note of, one of an alarm that nobody did."""
        monitor = self.server.monitor()
        for bed in ('W1/8', 'W1/9'):
            monitor.send(f'low {bed}', bed, spo2=80)
        low = next(a for a in self.server.alarms('W1').values() if a['bed'] == 'W1/8')
        answer = self.server.post(f'/v1/alarms/{low["id"]}/acknowledge', {'by': 'nurse', 'request': 'q1'})
        assert answer.status == 200
        monitor.close()

    def wait_recorded(self):
        recorded_once(self.server.record, set(self.sent))

    def backup(self, name):
        folder = self.server.folder / name
        done = subprocess.run([ROOT / 'deploy/backup', self.server.config, self.server.database, folder], text=True,
                              capture_output=True, timeout=120, env={**os.environ, 'VIGIL': PROGRAM})
        assert done.returncode == 0, done.stderr
        return folder

    def lose_journal(self):
        self.server.kill()
        for file in self.server.folder.glob('journal.db*'):
            file.unlink()

    def restore_journal(self, file):
        shutil.copy(file, self.server.folder)

    def restore_record(self, dump, postgres):
        database = postgres.new_database()
        subprocess.run(['pg_restore', '--exit-on-error', f'--dbname={database}', str(dump)], check=True, timeout=120)
        self.server.config.write_text(self.server.config.read_text().replace(self.server.database, database))
        self.server.database = database
        self.server.record = Record(database)


@pytest.fixture
def clinic(new_server, postgres):
    return Clinic(recorded_server(new_server, postgres))


def test_everything_is_lost_and_restored_from_a_backup(clinic, postgres):
    clinic.send('before')
    clinic.acknowledge_one_of_two_alarms()
    clinic.wait_recorded()
    record_only = clinic.backup('earlier')  # of which only the record is left
    clinic.send('between')
    backup = clinic.backup('backup')
    held = essence(clinic.server.alarms('W1'))
    clinic.send('after')
    clinic.lose_journal()
    clinic.restore_record(record_only / 'record.dump', postgres)
    clinic.restore_journal(backup / 'journal.db')
    clinic.server.start()
    assert essence(clinic.server.alarms('W1')) == held
    kept = {i for i in clinic.sent if not i.startswith('after')} | {'low W1/8', 'low W1/9'}
    recorded_once(clinic.server.record, kept)
    clinic.send_again('after')
    recorded_once(clinic.server.record, set(clinic.sent))
    consistent(clinic.server.record)


def test_only_the_journal_is_lost_and_its_copy_is_older_than_the_record(clinic):
    clinic.send('before')
    clinic.acknowledge_one_of_two_alarms()
    backup = clinic.backup('backup')
    held = essence(clinic.server.alarms('W1'))
    clinic.send('after')
    clinic.wait_recorded()
    clinic.lose_journal()
    clinic.restore_journal(backup / 'journal.db')
    clinic.server.start()
    assert essence(clinic.server.alarms('W1')) == held
    clinic.send_again('after')  # the record has them, of the journal that was lost
    clinic.send('new')
    recorded_once(clinic.server.record, set(clinic.sent))
    left_out = re.findall(r'left out (\d+) messages that another journal had recorded', clinic.server.log)
    assert sum(map(int, left_out)) == 30


def test_an_older_journal_that_was_copied_otherwise_is_refused_until_it_is_moved_away(clinic):
    clinic.send('before')
    clinic.wait_recorded()
    assert clinic.server.stop() == 0
    copy = clinic.server.folder / 'copy'
    copy.mkdir()
    for file in clinic.server.folder.glob('journal.db*'):  # the newest rows may be in journal.db-wal alone
        shutil.copy(file, copy)
    clinic.server.start()
    clinic.send('after')
    clinic.wait_recorded()
    clinic.lose_journal()
    for file in copy.iterdir():
        clinic.restore_journal(file)
    clinic.server.start()
    wait_until(lambda: 'the journal is an older copy' in clinic.server.log, 'the refusal')
    assert 'put in its place a copy made by vigil journal copy; or move it away' in clinic.server.log
    clinic.send('more', 60)  # it grows beyond what was recorded
    wait_until(lambda: 'holds another row' in clinic.server.log, 'the refusal of a journal that is long enough again')
    assert clinic.server.metric('vigil_record_connected') == 0
    clinic.lose_journal()
    clinic.server.start()
    clinic.send_again('more')
    recorded_once(clinic.server.record, set(clinic.sent))


def test_a_copy_is_made_under_load_and_is_whole(new_server, postgres):
    server = recorded_server(new_server, postgres)
    monitor = server.monitor()
    for copy in range(5):
        for n in range(20):
            monitor.send(f'{copy}-{n}', 'W1/1', heart_rate=60 + n)
        done = server.command('journal', 'copy', '--config', server.config, server.folder / f'copy{copy}')
        assert done.returncode == 0, done.stderr
        assert int(done.stdout.split()[-1]) >= 20 * (copy + 1)
    again = server.command('journal', 'copy', '--config', server.config, server.folder / 'copy0')
    assert again.returncode == 1 and 'is there already' in again.stderr


@pytest.mark.skipif(not server_process.FULL, reason='a minute; VIGIL_TEST_FULL=1')
def test_postgresql_is_killed_in_the_middle_of_copying_again_and_again(new_server, own_postgres):
    server = recorded_server(new_server, own_postgres)
    load = subprocess.Popen(
        [PROGRAM, 'simulate', '--load', '--connections', '8', '--window', '4', '--ward', 'LOAD', '--rate', '1500',
         '--record', str(server.folder / 'acknowledged'), '--warmup', '0.1', '--drain', '5', '--seconds', '80',
         '--mllp', f'127.0.0.1:{server.ports["mllp"]}'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(20):
            before = server.record.rows('SELECT count(*) FROM vigil.reading')[0][0]
            wait_until(lambda: server.record.rows('SELECT count(*) FROM vigil.reading')[0][0] > before, 'rows', 60)
            own_postgres.stop('immediate')
            own_postgres.start()
        assert load.wait(240) == 0
    finally:
        if load.poll() is None:
            load.kill()
            load.wait()
    recorded_once(server.record, set((server.folder / 'acknowledged').read_text().split()), 120)
    summed, counted = server.record.rows(
        "SELECT (SELECT coalesce(sum(count), 0) FROM vigil.minute) + (SELECT count(*) FROM vigil.journal j JOIN "
        "vigil.trend_value v ON v.journal = j.id AND v.seq > j.rolled), (SELECT count(*) FROM vigil.trend_value)")[0]
    assert summed == counted
