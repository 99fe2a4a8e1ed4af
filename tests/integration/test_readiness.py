"""The service manager is told when the server takes traffic, that its event loop lives, and when it stops."""

import os
import re
import select
import shutil
import signal
import socket
import subprocess

import pytest

from server_process import IGNORING_FULL_FILES, ROOT, wait_until

WATCHDOG_S = 0.6


class Manager:
    """systemd's end of the notification protocol."""

    def __init__(self, address):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(address)
        self.heard = []

    def next(self, timeout_s):
        """The next message, or None if there is none in time."""
        if not select.select([self.socket], [], [], timeout_s)[0]:
            return None
        self.heard.append(self.socket.recv(4096).decode())
        return self.heard[-1]

    def wait(self, message, timeout_s=20):
        wait_until(lambda: (self.next(timeout_s) or '').startswith(message), lambda: f'{message}: {self.heard}',
                   timeout_s)

    def drain(self):
        while self.next(0):
            pass


@pytest.fixture
def manager(tmp_path):
    address = str(tmp_path / 'notify')
    made = Manager(address)
    made.environment = ['env', f'NOTIFY_SOCKET={address}', f'WATCHDOG_USEC={int(WATCHDOG_S * 1e6)}']
    yield made
    made.socket.close()


def test_it_says_when_it_recovers_when_it_takes_traffic_and_when_it_stops(new_server, manager):
    server = new_server()
    server.prefix = manager.environment
    server.start()
    assert manager.next(5) == 'STATUS=recovering from the journal'
    ready = manager.next(5)
    assert ready.startswith('READY=1\nSTATUS=ready: ') and f'http {server.ports["http"]}' in ready
    server.report('W1/1', {'heart_rate': (70, '/min')})  # what is ready takes traffic
    assert server.stop() == 0
    manager.wait('STOPPING=1')
    rest = set(manager.heard[2:-1])
    assert rest == {'WATCHDOG=1'}, 'between readiness and the end only the watchdog is fed'


def test_a_server_that_cannot_start_never_says_that_it_is_ready(new_server, manager):
    server = new_server()
    (server.folder / 'journal.db').write_text('not a journal')
    server.prefix = manager.environment
    with pytest.raises(AssertionError, match='ended with 1'):
        server.start()
    manager.drain()
    assert manager.heard == ['STATUS=recovering from the journal']


def test_a_process_that_stands_still_no_longer_feeds_the_watchdog(new_server, manager):
    server = new_server()
    server.prefix = manager.environment
    server.start()
    manager.wait('WATCHDOG=1')
    for _ in range(5):  # each in the time that is granted
        assert manager.next(WATCHDOG_S) == 'WATCHDOG=1'
    os.kill(server.process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, server.process.pid, os.WSTOPPED)
    manager.drain()
    assert manager.next(2 * WATCHDOG_S) is None
    os.kill(server.process.pid, signal.SIGCONT)
    assert manager.next(WATCHDOG_S * 5) == 'WATCHDOG=1'


def test_a_watchdog_that_asks_another_process_is_not_fed(new_server, manager):
    server = new_server()
    server.prefix = [*manager.environment, 'WATCHDOG_PID=1']
    server.start()
    manager.wait('READY=1')
    assert manager.next(2 * WATCHDOG_S) is None


def test_a_notification_socket_that_can_be_none_keeps_it_from_starting_and_is_named(new_server):
    server = new_server()
    server.prefix = ['env', 'NOTIFY_SOCKET=notify']
    with pytest.raises(AssertionError, match="NOTIFY_SOCKET 'notify' cannot be used"):
        server.start()


def test_the_manager_hears_that_the_journal_fails(new_server, manager):
    server = new_server()
    server.prefix = [*manager.environment, *IGNORING_FULL_FILES]
    server.start()
    server.break_journal()
    server.post('/v1/readings', {'sender': 's', 'id': '1', 'bed': 'W1/1', 'readings': [
        {'metric': 'heart_rate', 'value': 70, 'unit': '/min'}]})
    manager.wait('STATUS=the journal fails')


def test_the_unit_for_systemd_is_sound_and_closes_what_the_server_does_not_need(tmp_path):
    unit = tmp_path / 'vigil.service'
    text = (ROOT / 'deploy/systemd/vigil.service').read_text()
    unit.write_text(text.replace('/usr/bin/vigil', '/bin/true'))  # it need not be installed here
    tool = shutil.which('systemd-analyze')
    if tool is None:
        pytest.skip('systemd-analyze is not there')
    checked = subprocess.run([tool, 'verify', '--man=no', unit], capture_output=True, text=True, timeout=60)
    faults = [line for line in checked.stderr.splitlines() if 'vigil.service' in line]
    assert not faults and checked.returncode == 0, checked.stderr
    judged = subprocess.run([tool, 'security', '--offline=true', '--no-pager', unit], capture_output=True, text=True,
                            timeout=60)
    exposure = float(re.search(r'exposure level[^:]*: ([\d.]+)', judged.stdout).group(1))
    assert exposure <= 1.5, judged.stdout
