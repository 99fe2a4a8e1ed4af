"""A thousand dashboards that read nothing and two thousand monitors that say nothing: nobody else notices."""

import resource
import socket
import threading
import time

import mllp
import pytest
from latency import Probe, compare
from raw_dashboard import RawDashboard
from server_process import FULL, wait_until

STALLED, IDLE, ROUNDS = 1000, 2000, 5 if FULL else 2


@pytest.fixture
def many_descriptors():
    """Enough for all of them, here and in the server."""
    needed = 2 * (STALLED + IDLE)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < needed:
        pytest.skip(f'only {hard} descriptors are allowed on this machine, {needed} are needed')
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Ward:
    """One in which alarms come and go: some twenty a second, or many hundreds while `storm` is set."""

    def __init__(self, server):
        self.monitor, self.number = server.monitor(), 0
        self.storm, self.over = threading.Event(), threading.Event()
        self.worker = threading.Thread(target=self._run)

    def __enter__(self):
        self.worker.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.worker.join()

    def _run(self):
        while not self.over.wait(0.05):
            beds = 40 if self.storm.is_set() else 1
            batch = b''
            for _ in range(beds):
                self.number += 1
                value = 80 if self.number // 40 % 2 else 97
                batch += mllp.frame(mllp.message(f'S{self.number}', f'STALL/{self.number % 40}', {'spo2': value}))
            self.monitor.write(batch)
            self.monitor.answers(beds)


def stalled(server):
    """A thousand of them: what the server has for them does not fit into their sockets any more."""
    made = [RawDashboard(server.ports['http'], 'STALL', receive_buffer=2048).subscribe() for _ in range(STALLED)]
    wait_until(lambda: server.metric('vigil_subscribers') == STALLED + 2, 'all of them follow the ward')
    return made


def closed(server):
    return sum(value for name, value in server.metrics().items() if name.startswith('vigil_dashboards_closed_total'))


def test_those_that_stall_are_closed_in_the_end_and_delay_and_cost_nobody(many_descriptors, new_server):
    server = new_server().start()
    probe = Probe(server)
    witness = server.dashboard('STALL')
    normal, faulty, peak = [], [], 0
    with Ward(server) as ward:
        for number in range(1, ROUNDS + 1):
            normal += [probe.block() for _ in range(10)]
            before = server.resident_bytes
            idle = [socket.create_connection(('127.0.0.1', server.ports['mllp'])) for _ in range(IDLE)]
            stuck = stalled(server)
            ward.storm.set()
            wait_until(lambda: server.metric('vigil_outbox_bytes') > STALLED * 1024, 'that they stall', 60, every_s=0.5)
            ward.storm.clear()
            deadline = time.monotonic() + 60
            while closed(server) < STALLED * number:
                assert time.monotonic() < deadline, f'{closed(server)} of {STALLED * number} closed'
                faulty.append(probe.block())
                peak = max(peak, server.grown_by(before))
            for each in idle + [s.socket for s in stuck]:
                each.close()
    reasons = {name.split('"')[1]: int(value) for name, value in server.metrics().items()
               if name.startswith('vigil_dashboards_closed_total') and value}
    print(f'{STALLED} stalled dashboards and {IDLE} idle monitors, {ROUNDS} times: closed as {reasons}; '
          f'{peak / STALLED / 1024:.0f} KiB of memory each at most; {compare(normal, faulty, "with them", 0.03)}')
    assert peak <= STALLED << 20
    assert set(reasons) <= {'timeout', 'slow'} and sum(reasons.values()) == STALLED * ROUNDS
    assert witness.wait_heartbeat() is None and witness.snapshots == 1, 'who reads loses nothing'
