"""The journal's disk fills: the ward is told long before, senders when nothing fits any more, and nothing is lost."""

import re

import pytest

import mllp
from injection import SmallDisk
from oracle import Record, consistent, recorded_once
from server_process import wait_until


@pytest.fixture
def disk_of():
    made = []

    def make(server, mebibytes):
        made.append(SmallDisk(server.folder / 'disk', mebibytes))
        server.prefix = [*made[-1].prefix, 'env', f'VIGIL__JOURNAL__FILE={made[-1].folder}/journal.db']
        return made[-1]
    yield make
    for each in made:
        each.close()


def test_a_disk_that_fills_is_told_of_before_and_when_it_is_full_alarms_go_on(new_server, postgres, disk_of, load):
    server = new_server(database=postgres.new_database())
    assert server.migrate().returncode == 0
    disk = disk_of(server, 640)
    server.start()
    wall, monitor = server.dashboard(), server.monitor()
    monitor.send('A', 'W1/1', heart_rate=70)
    wall.wait_heartbeat()
    assert not wall.alarms, 'there is space'
    disk.leave_free(200)
    wall.wait_alarm('journal_filling', timeout_s=5)
    monitor.send('B', 'W1/1', heart_rate=71)
    disk.leave_free(8)
    flood = load(server, seconds=8)
    wall.wait_alarm('journal_failing', timeout_s=15)
    refused = server.monitor().exchange(mllp.message('C', 'W1/2', {'spo2': 80}))
    assert refused.code in ('AE', 'CE') and any(reason for *_, reason in refused.errors)
    wall.wait_alarm('low_spo2', bed='W1/2', timeout_s=1)
    acknowledged = flood.finish() | {'A', 'B'}
    negative = int(re.search(r'"negative":(\d+)', flood.output).group(1))
    assert negative > 0, flood.output
    assert disk.free() < 1 << 20, 'it is full indeed'
    wall.wait_heartbeat()
    server.stop()
    disk.leave_free(400)
    server.start()
    server.monitor().send('END', 'W1/1', heart_rate=72)
    record = Record(server.database)
    recorded_once(record, acknowledged | {'END'})
    consistent(record)
    after = server.dashboard()
    assert not any(a['rule'] == 'journal_failing' for a in after.alarms.values())
    wait_until(lambda: server.metric('vigil_journal_failed') == 0, 'the journal is written')
    print(f'disk full: {len(acknowledged)} acknowledged before, 0 lost; {negative} told that they were not stored')
