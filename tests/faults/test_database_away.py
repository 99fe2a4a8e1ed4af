"""PostgreSQL is away or dies while rows are copied to it: alarms take no notice, and in the end every row is there once."""

import time

import psycopg2
import pytest

from latency import Probe, compare
from oracle import consistent, recorded_once, recorded_server
from server_process import FULL, wait_until

AWAY_S = 600 if FULL else 60
RATE = 2000


def test_alarms_are_as_fast_while_the_database_is_away_and_all_is_recorded_after(new_server, own_postgres, load):
    server = recorded_server(new_server, own_postgres)
    probe = Probe(server)
    cycles = 6  # away and back in turn, so that noise meets both alike
    flood = load(server, seconds=AWAY_S * 2 + 120, rate=RATE)
    normal, away, away_s = [], [], 0.0
    for cycle in range(cycles):
        wait_until(lambda: server.metric('vigil_record_connected') == 1 and
                   server.metric('vigil_record_lag_rows') < RATE, 'the record keeps up', max(60, AWAY_S))
        normal.append(probe.block())
        own_postgres.stop('immediate')
        gone = time.monotonic()
        while time.monotonic() - gone < AWAY_S / cycles:
            away.append(probe.block())
        assert server.metric('vigil_record_connected') == 0
        own_postgres.start()
        away_s += time.monotonic() - gone
    flood.stop()
    acknowledged = flood.finish()
    for result in ('error', 'rejected'):
        assert server.metric('vigil_messages_total', transport='mllp', result=result) == 0
    recorded_once(server.record, acknowledged)
    consistent(server.record)
    print(f'database away {away_s:.0f} s in {cycles} times: {len(acknowledged)} acknowledged, 0 lost, 0 twice; ' +
          compare(normal, away, 'while away'))


def end_a_copy(record):
    """Ends the connection that copies rows at this moment."""
    try:
        return record.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' "
                           "AND query ILIKE 'copy%%' AND pid <> pg_backend_pid()")
    except psycopg2.Error:
        return []


@pytest.mark.parametrize('whole_server', [False, True], ids=['its connection', 'the whole server'])
def test_a_database_that_dies_in_mid_copy_has_every_row_once_in_the_end(new_server, own_postgres, load, whole_server):
    deaths = (50 if FULL else 5) // (5 if whole_server else 1)
    server = recorded_server(new_server, own_postgres)
    flood = load(server, seconds=deaths * 20 + 20)
    copying = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query ILIKE 'copy%%'"
    for _ in range(deaths):
        if whole_server:
            wait_until(lambda: server.record.rows(copying), 'a copy under way', 20, every_s=0.001)
            own_postgres.stop('immediate')
            own_postgres.start()
        else:
            wait_until(lambda: end_a_copy(server.record), 'a copy to end', 20, every_s=0.001)
    flood.stop()
    acknowledged = flood.finish()
    recorded_once(server.record, acknowledged)
    consistent(server.record)
    errors = server.metric('vigil_record_errors_total')
    print(f'{deaths} deaths in mid-copy, {errors:.0f} seen: {len(acknowledged)} acknowledged, 0 lost, 0 twice')
    assert errors >= 1
