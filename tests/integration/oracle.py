"""A load of monitors that knows, outside of the program, what was acknowledged; and what must be in the record then."""

import subprocess
import time

import psycopg2

import server_process
from server_process import PROGRAM, wait_until


class Record:
    """What stands in the database of one server."""

    def __init__(self, conninfo):
        self.conninfo = conninfo

    def rows(self, query, *values):
        connection = psycopg2.connect(self.conninfo)
        try:
            cursor = connection.cursor()
            cursor.execute(query, values)
            return cursor.fetchall()
        finally:
            connection.close()

    def wait_rows(self, query, *values, count=1, timeout_s=15):
        """The rows of the query once there are at least `count`: the record follows the journal."""
        found = []

        def enough():
            found[:] = self.rows(query, *values)
            return len(found) >= count
        server_process.wait_until(enough, lambda: f'{count} rows of {query} {values}; there are {found}', timeout_s,
                                  every_s=0.05)
        return found


class Load:
    """`vigil simulate --load`, which writes down the control ids that were acknowledged positively."""

    def __init__(self, server, seconds, rate=None):
        self.ids_file = server.folder / f'acknowledged-{time.monotonic_ns()}'
        arguments = [PROGRAM, 'simulate', '--load', '--connections', '8', '--window', '4', '--ward', 'LOAD',
                     '--record', str(self.ids_file), '--allow-disconnects', '--warmup', '0.1', '--drain', '5',
                     '--seconds', str(seconds), '--mllp', f'127.0.0.1:{server.ports["mllp"]}']
        self.process = subprocess.Popen(arguments + (['--rate', str(rate)] if rate else []), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def running(self):
        return self.process.poll() is None

    def stop(self):
        """At once: what is still unanswered then does not count as acknowledged."""
        self.process.terminate()

    def finish(self, timeout_s=120):
        """The ids. What it printed is in `output`."""
        self.output, _ = self.process.communicate(timeout=timeout_s)
        ids = self.ids_file.read_text().split()
        assert ids, self.output
        assert len(ids) == len(set(ids)), 'an id was acknowledged twice'
        return set(ids)

    def end(self):
        if self.running():
            self.process.kill()
            self.process.wait()


def recorded_once(record, acknowledged, timeout_s=90):
    """Waits until all of them are in the record; fails if any message is there twice."""
    missing = set()
    wait_until(lambda: record.rows('SELECT count(*) FROM vigil.reading')[0][0] >= len(acknowledged),
               lambda: f"{record.rows('SELECT count(*) FROM vigil.reading')} rows of {len(acknowledged)}", timeout_s, 0.3)

    def complete():
        missing.clear()
        missing.update(acknowledged.difference(i for i, in record.rows('SELECT control_id FROM vigil.reading')))
        return not missing
    wait_until(complete, lambda: f'{len(missing)} of {len(acknowledged)} are not in the record: {sorted(missing)[:3]}',
               timeout_s, 0.3)
    twice = record.rows('SELECT control_id, count(*) FROM vigil.reading GROUP BY 1 HAVING count(*) > 1')
    print(f'\n{len(acknowledged)} acknowledged, {len(missing)} of them missing in the record, {len(twice)} there twice')
    assert twice == []


def essence(alarms):
    """What must survive a restart, of each alarm."""
    return {i: (a['rule'], a['bed'], a['stay'], a['since'], a['acknowledged'], a['message'], a['revision'])
            for i, a in alarms.items()}


def consistent(record):
    """The record holds each alarm's whole story once."""
    assert record.rows('SELECT id, revision FROM vigil.alarm_event GROUP BY 1, 2 HAVING count(*) > 1') == []
    assert record.rows('SELECT id FROM vigil.alarm_event GROUP BY id HAVING max(revision) <> count(*)') == []
    assert record.rows('SELECT a.id FROM vigil.alarm a WHERE revision <> '
                       '(SELECT max(revision) FROM vigil.alarm_event e WHERE e.id = a.id)') == []
    assert record.rows('SELECT seq FROM vigil.undecodable') == []


def recorded_server(new_server, postgres, **options):
    server = new_server(database=postgres.new_database(), ports=server_process.fixed_ports(), **options)
    assert server.migrate().returncode == 0
    server.start()
    server.record = Record(server.database)
    return server
