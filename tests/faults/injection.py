"""Faults below the program: calls of the system that fail or are slow, full disks, cut wires, wrong clocks. Each is a
command before the program's own, or a folder or namespace that only this test has. What the machine does not allow skips
the test, with the reason."""

import ctypes
import os
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

CLONE_NEWNET = 0x40000000


def needed(*programs):
    for program in programs:
        if not shutil.which(program):
            pytest.skip(f'{program} is not installed (deploy/install-deps tests)')


def allowed(*command):
    """Skips unless this command, which does nothing but use the right, works here."""
    needed(command[0])
    done = subprocess.run(command, capture_output=True, text=True, timeout=20)
    if done.returncode != 0:
        pytest.skip(f'not possible on this machine: {" ".join(command)}: {done.stderr.strip()[-200:]}')


class Strace:
    """Calls that fail or are slow, of every thread, on the journal's files only."""

    def __init__(self, server, call, what):
        allowed('strace', '-f', '-e', 'inject=fdatasync:error=EIO', 'true')
        self.trace = server.folder / 'trace'
        self.trace.unlink(missing_ok=True)
        files = [server.folder / f'journal.db{end}' for end in ('', '-wal', '-shm', '-journal')]
        server.prefix = ['strace', '-D', '-f', '-qq', '-o', str(self.trace), *(f'-P{f}' for f in files),
                         '-e', f'trace={call}', '-e', f'inject={call}:{what}']

    def injected(self):
        """How many calls."""
        text = self.trace.read_text(errors='replace') if self.trace.exists() else ''
        return text.count('(INJECTED)') + text.count('(DELAYED)')


class SmallDisk:
    """A disk of its own in memory, which only processes see that were started with `prefix`."""

    def __init__(self, folder, mebibytes):
        allowed('unshare', '-m', 'true')
        needed('nsenter')
        folder.mkdir()
        script = f'mount -t tmpfs -o size={mebibytes}m,mode=0755 none "$0" && echo mounted && exec sleep infinity'
        self.holder = subprocess.Popen(['unshare', '-m', '--propagation', 'private', 'sh', '-c', script, str(folder)],
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.holder.stdout.readline()
        if line != 'mounted\n':
            self.close()
            pytest.skip(f'no disk in memory on this machine: {line}')
        self.folder = folder
        self.prefix = ['nsenter', '-t', str(self.holder.pid), '-m']

    @property
    def seen(self):
        """Its root, from outside."""
        return Path(f'/proc/{self.holder.pid}/root{self.folder}')

    def free(self):
        return shutil.disk_usage(self.seen).free

    def leave_free(self, mebibytes):
        """Fills all but so much, or gives space back."""
        ballast = self.seen / 'ballast'
        ballast.unlink(missing_ok=True)
        fill = self.free() - (mebibytes << 20)
        if fill > 0:
            with open(ballast, 'wb') as file:
                os.posix_fallocate(file.fileno(), 0, fill)

    def close(self):
        self.holder.kill()
        self.holder.wait()
        self.holder.stdout.close()


class Network:
    """A network of its own, with nothing but its loopback, in which packets of chosen ports vanish."""

    def __init__(self):
        allowed('unshare', '-n', 'true')
        needed('nsenter', 'nft', 'ip')
        self.holder = subprocess.Popen(['unshare', '-n', 'sh', '-c', 'ip link set lo up && echo up && exec sleep infinity'],
                                       stdout=subprocess.PIPE, text=True)
        assert self.holder.stdout.readline() == 'up\n'
        self.prefix = ['nsenter', '-t', str(self.holder.pid), '-n']
        self.run('nft', 'add table inet cut')
        self.run('nft', 'add chain inet cut out { type filter hook output priority 0; }')

    def run(self, *command):
        done = subprocess.run([*self.prefix, *command], capture_output=True, text=True, timeout=10)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def cut(self, port):
        """From now on nothing from or to this port arrives, and nobody is told."""
        self.run('nft', f'add rule inet cut out tcp sport {port} drop; add rule inet cut out tcp dport {port} drop')

    def heal(self):
        self.run('nft', 'flush chain inet cut out')

    def connections(self):
        """(local port, remote port) of each that is established."""
        pairs = set()
        for line in self.run('ss', '-Htn', 'state', 'established').splitlines():
            local, remote = line.split()[2:4]
            pairs.add((int(local.rsplit(':', 1)[1]), int(remote.rsplit(':', 1)[1])))
        return pairs

    @contextmanager
    def inside(self):
        """Sockets that this thread makes meanwhile are of this network."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open('/proc/thread-self/ns/net') as ours, open(f'/proc/{self.holder.pid}/ns/net') as its:
            if libc.setns(its.fileno(), CLONE_NEWNET) != 0:
                pytest.skip(f'setns: {os.strerror(ctypes.get_errno())}')
            try:
                yield self
            finally:
                libc.setns(ours.fileno(), CLONE_NEWNET)

    def close(self):
        self.holder.kill()
        self.holder.wait()
        self.holder.stdout.close()


class WallClock:
    """The program's wall clock, which can be set while it runs; its monotonic clock is left alone."""

    def __init__(self, server):
        needed('faketime')
        libraries = sorted(Path('/usr/lib').glob('*/faketime/libfaketimeMT.so.1'))
        assert libraries, 'the package faketime has its library somewhere else'
        self.file = server.folder / 'clock'
        self.set(0)
        server.prefix = ['env', f'LD_PRELOAD={libraries[0]}', f'FAKETIME_TIMESTAMP_FILE={self.file}', 'FAKETIME_NO_CACHE=1',
                         'FAKETIME_DONT_FAKE_MONOTONIC=1', 'NO_FAKE_STAT=1']

    def set(self, offset_s):
        """So far from the true time; the program sees it at once."""
        fresh = self.file.with_suffix('.new')
        fresh.write_text(f'{offset_s:+d}s\n')
        fresh.rename(self.file)


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def during(seconds, every_s=0.0):
    """Turns of a loop that lasts so long; a turn begins so long after the one before, or later."""
    began = turn = time.monotonic()
    while time.monotonic() - began < seconds:
        yield time.monotonic() - began
        turn += every_s
        if (left := turn - time.monotonic()) > 0:
            time.sleep(left)
