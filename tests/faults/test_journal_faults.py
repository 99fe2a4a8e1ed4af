"""The journal's disk fails or stalls: whoever was answered positively is safe, the others are told, alarms go on."""

import itertools
import select
import socket
import time

import pytest

import mllp
from injection import Strace, percentile
from oracle import Record, consistent, recorded_once
from server_process import FULL, wait_until

FAULTS = [('pwrite64', 'ENOSPC'), ('fdatasync', 'EIO'), ('ftruncate', 'EIO'), ('openat', 'EIO'),
          ('pwrite64', 'EIO'), ('fdatasync', 'ENOSPC'), ('ftruncate', 'ENOSPC'), ('openat', 'ENOSPC')]
MESSAGES = 80  # of one trial, and each a commit


def places():
    """Which call of a thread fails: every one, or for a quick look few of them."""
    return itertools.count(1) if FULL else itertools.chain((1,), (3 * 5 ** n for n in itertools.count()))


def exchange(server, connection, content):
    """The answer, and the connection it came on. A message whose commit fails is not answered, because nobody knows whether
    it is on disk: its connection ends, and a monitor sends it again."""
    connection.write(mllp.frame(content))
    if select.select([connection.socket], [], [], 5)[0] and not connection.socket.recv(1, socket.MSG_PEEK):
        connection = server.monitor()
        connection.write(mllp.frame(content))
    return connection.answers(1)[0], connection


def send_until_refused(server, name):
    """The ids that were acknowledged, and how the one was answered that was not."""
    acknowledged, monitor = set(), server.monitor()
    for n in range(MESSAGES):
        answer, monitor = exchange(server, monitor, mllp.message(f'{name}-{n}', 'W1/1', {'heart_rate': 60 + n}))
        if answer.code != 'AA':
            return acknowledged, answer
        acknowledged.add(f'{name}-{n}')
    return acknowledged, None


def goes_on_without_journal(server, wall, refusal):
    """Told to the sender and to the ward, and alarms are raised as before."""
    assert refusal.code in ('AE', 'CE') and any(reason for *_, reason in refusal.errors), refusal
    wall.wait_alarm('journal_failing', timeout_s=2)
    low = mllp.message('low', 'W1/2', {'spo2': 80})
    assert server.monitor().exchange(low).code == refusal.code, 'nothing is acknowledged any more'
    wall.wait_alarm('low_spo2', bed='W1/2', timeout_s=1)
    wall.wait_heartbeat()


def one_fault(server, call, error, n):
    """The ids that were acknowledged, and what came of the fault."""
    strace = Strace(server, call, f'error={error}:when={n}')
    try:
        server.start(ready=False)
    except AssertionError:
        assert server.process.returncode == 1 and 'journal' in server.log, server.log[-2000:]
        return set(), 'refused to start'
    wall = server.dashboard()
    acknowledged, refusal = send_until_refused(server, f'{call}-{error}-{n}')
    if refusal:
        goes_on_without_journal(server, wall, refusal)
    assert server.stop() >= 0, 'no crash'
    return acknowledged, 'told' if refusal else 'hidden' if strace.injected() else 'clean'


@pytest.mark.parametrize('call, error', FAULTS if FULL else FAULTS[:4])
def test_whichever_call_of_the_journal_fails_nothing_acknowledged_is_lost(new_server, postgres, call, error):
    outcomes, total = {}, 0
    for n in places():
        server = new_server(database=postgres.new_database())
        assert server.migrate().returncode == 0
        acknowledged, outcome = one_fault(server, call, error, n)
        outcomes[n] = outcome
        server.prefix = []
        server.start()
        server.monitor().send('END', 'W1/3', heart_rate=70)
        record = Record(server.database)
        recorded_once(record, acknowledged | {'END'}, timeout_s=20)
        consistent(record)
        assert server.stop() == 0
        total += len(acknowledged)
        if outcome == 'clean':
            break
    told = sorted(set(outcomes.values()))
    print(f'{call} {error}: {len(outcomes)} places up to {n}, {total} acknowledged, 0 lost; ' +
          ', '.join(f'{sum(o == each for o in outcomes.values())} {each}' for each in told))
    assert len(outcomes) > 1, 'the fault never happened'


def test_a_disk_that_stalls_for_five_seconds_holds_up_no_alarm(new_server):
    server = new_server()
    strace = Strace(server, 'fdatasync', 'delay_enter=5000000:when=40+')
    server.start()
    wall, monitor, filler = server.dashboard(), server.monitor(), server.monitor()
    for n in itertools.count():
        filler.write(mllp.frame(mllp.message(f'F{n}', 'W1/0', {'heart_rate': 70})))
        try:
            filler.answers(1, timeout_s=1)
        except AssertionError:
            break
    stalled, times = time.monotonic(), []
    for n in range(1, 41):
        began = time.monotonic()
        monitor.write(mllp.frame(mllp.message(f'L{n}', f'W1/{n}', {'spo2': 80})))
        wall.wait_alarm('low_spo2', bed=f'W1/{n}', timeout_s=1)
        times.append(time.monotonic() - began)
    assert time.monotonic() - stalled < 4 and monitor.received == b'', 'all of that while the disk stood still'
    print(f'fdatasync takes 5 s: alarm on the dashboard after {percentile(times, 0.5) * 1e3:.1f} ms (median), '
          f'{max(times) * 1e3:.1f} ms (worst of {len(times)})')
    assert max(times) <= 0.06
    wait_until(lambda: len(monitor.answers(40, timeout_s=15)) == 40, 'the answers, once the disk has spoken', 20)
    assert strace.injected() > 0
