"""What tests of the running program start, and end whatever becomes of the test."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg2
import pytest

import server_process
from oracle import Load, Record

POSTGRES = server_process.ROOT / 'tests/postgres'


def reachable_folder():
    """A folder of our own that the user postgres can reach too."""
    folder = Path(tempfile.mkdtemp(prefix='vigil-integration-'))
    folder.chmod(0o755)
    return folder


class Postgres:
    """A private server; each Vigil gets a database of its own in it."""

    def __init__(self, folder):
        self.folder = folder
        self.databases = 0
        self.start()

    def start(self):
        done = subprocess.run([POSTGRES, 'start', self.folder], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        self.conninfo = done.stdout.strip()

    def stop(self, mode='fast'):
        subprocess.run([POSTGRES, 'stop', self.folder, mode], check=True, timeout=60)

    def new_database(self):
        self.databases += 1
        name = f'vigil_{self.databases}'
        connection = psycopg2.connect(self.conninfo)
        connection.autocommit = True
        connection.cursor().execute(f'CREATE DATABASE {name}')
        connection.close()
        return self.conninfo.replace('dbname=vigil', f'dbname={name}')


@pytest.fixture(scope='session')
def postgres():
    folder = reachable_folder()
    running = Postgres(folder)
    yield running
    running.stop('immediate')
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_postgres():
    """One that a test may stop."""
    folder = reachable_folder()
    running = Postgres(folder)
    yield running
    try:
        running.stop('immediate')
    except subprocess.CalledProcessError:
        pass  # the test left it stopped
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_server():
    """Makes servers (not started), each in a folder of its own; ends at the end those that run."""
    made = []

    def make(**options):
        folder = reachable_folder()
        made.append(server_process.Server(folder, **options))
        return made[-1]

    yield make
    faults = []
    for each in made:
        try:
            each.close()
        except Exception as error:  # of one; the others are to be ended as well
            faults.append(error)
        shutil.rmtree(each.folder, ignore_errors=True)
    assert not faults, faults


@pytest.fixture
def vigil(new_server):
    """A running server that keeps no record."""
    return new_server().start()


@pytest.fixture
def recorded(new_server, postgres):
    """A running server and its record."""
    server = new_server(database=postgres.new_database())
    assert server.migrate().returncode == 0
    server.start()
    server.record = Record(server.database)
    return server


@pytest.fixture
def load():
    started = []

    def start(*arguments, **options):
        started.append(Load(*arguments, **options))
        return started[-1]
    yield start
    for each in started:
        each.end()
