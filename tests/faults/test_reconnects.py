"""Dashboards whose connections break at any byte, again and again, end with what the server holds, and know it."""

import random
import socket
import struct
import threading
import time
from contextlib import contextmanager

import mllp
from dashboard import View
from raw_dashboard import RawDashboard, frames_of
from server_process import FULL

CUTS = 10_000 if FULL else 500
CLIENTS = 25
LINK_LOST_S = 3  # a client that hears nothing for so long says that its link is lost


class Client:
    """One screen: its view outlives its connections, as a page's does."""

    def __init__(self, port):
        self.port = port
        self.view = View('W1')
        self.raw = RawDashboard(port).subscribe()
        self.raw.follow(self.view, lambda v: v.snapshots)

    def read(self, size):
        """So many bytes at most, wherever in a frame that ends."""
        self.raw.socket.settimeout(0.02)
        try:
            data = self.raw.socket.recv(size)
        except TimeoutError:
            return
        assert data, f'closed: {self.view.closing}'
        texts, self.raw.received = frames_of(self.raw.received + data)
        for text in texts:
            self.view.take_frame(text)
        assert not self.view.faults, self.view.faults

    def cut(self, how):
        if how == 'half a frame':
            self.raw.socket.send(b'\x81\xfe\x01\x00\0\0\0\0{"type":')
        if how == 'reset':
            self.raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
        if how == 'close frame':
            self.raw.send(b'\x03\xe8', opcode=8)
        self.raw.socket.close()

    def reconnect(self):
        self.raw = RawDashboard(self.port).subscribe(self.view.position)


@contextmanager
def busy(server):
    """Alarms come and go at twenty beds meanwhile. Gives what is released after each message."""
    over, told = threading.Event(), threading.Semaphore(0)

    def run():
        monitor, n = server.monitor(), 0
        while not over.is_set():
            n += 1
            monitor.send(f'B{n}', f'W1/{n % 20}', spo2=80 if n // 20 % 2 else 97)
            told.release()
    worker = threading.Thread(target=run)
    worker.start()
    try:
        yield told
    finally:
        over.set()
        worker.join()


def test_every_dashboard_ends_with_the_servers_alarms_wherever_it_was_cut_off(vigil):
    chance = random.Random(20261122)
    vigil.report('W1/0', {'spo2': (80, '%')})
    clients = [Client(vigil.ports['http']) for _ in range(CLIENTS)]
    with busy(vigil) as message:
        for _ in range(CUTS):
            assert message.acquire(timeout=5)
            client = chance.choice(clients)
            for _ in range(chance.randrange(3)):
                client.read(chance.choice([1, 3, 50, 700, 65536]))
            client.cut(chance.choice(['close', 'close frame', 'reset', 'half a frame']))
            client.reconnect()
    last = vigil.ward('W1')
    assert last['seq'] > CUTS / 2
    snapshots = 0
    for client in clients:
        before = client.view.heartbeats
        client.raw.follow(client.view, lambda v: v.seq == last['seq'] and v.heartbeats > before)  # its digest fits, or a fault
        assert client.view.alarms.keys() == {a['id'] for a in last['alarms']}
        snapshots += client.view.snapshots
        client.raw.socket.close()
    resumed = CUTS + CLIENTS - snapshots
    print(f'{CUTS} cuts of {CLIENTS} dashboards during {last["seq"]} events: each ends with the digest of the server; '
          f'{resumed} times it went on where it was')
    assert snapshots < CUTS / 2, 'most of them only needed what they missed'


def test_a_dashboard_that_is_connected_hears_from_the_server_before_it_says_that_its_link_is_lost(vigil):
    client = Client(vigil.ports['http'])
    longest, heard, until = 0.0, time.monotonic(), time.monotonic() + (60 if FULL else 8)
    with busy(vigil):
        flood = mllp.frame(mllp.message('F', 'W2/1', {'heart_rate': 70}))
        monitor = vigil.monitor()
        while time.monotonic() < until:
            monitor.write(flood * 50)
            monitor.answers(50)
            before = client.view.heartbeats
            client.read(1 << 20)
            if client.view.heartbeats > before:
                longest, heard = max(longest, time.monotonic() - heard), time.monotonic()
                client.raw.send(b'', opcode=10)  # a pong: who says nothing for 30 s is closed
    print(f'longest time without a heartbeat {longest:.2f} s; a client waits {LINK_LOST_S} s')
    assert 0 < longest < LINK_LOST_S
