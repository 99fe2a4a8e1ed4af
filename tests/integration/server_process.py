"""The shipped program under test, run in a folder of its own and talked to from outside."""

import http.client
import json
import os
import random
import re
import resource
import signal
import socket
import subprocess
import time
from pathlib import Path

import dashboard
import mllp

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get('VIGIL', str(ROOT / 'build/release/vigil'))
MIGRATIONS = ROOT / 'migrations'
FULL = os.environ.get('VIGIL_TEST_FULL') == '1'

# Alarms as in deploy/rules, with delays that a test can wait for.
RULES = '''
[[alarm]]
name     = "tachycardia"
when     = "heart_rate > 120"
for      = "{delay}"
until    = "heart_rate < 115"
bypass   = "heart_rate > 150"
priority = "medium"
message  = "Heart rate {{heart_rate}} above {{limit}}"

[[alarm]]
name     = "low_spo2"
when     = "spo2 < 90"
for      = "{delay}"
until    = "spo2 >= 92"
bypass   = "spo2 < 85"
priority = "high"
message  = "SpO2 {{spo2}} % below {{limit}} %"

[[alarm]]
name     = "high_sedation"
when     = "poss >= 3"
priority = "high"
latching = true
message  = "Sedation score {{poss}}, limit {{limit}}"

[monitor_silent]
after    = "{silent_after}"
priority = "medium"
message  = "No data from the monitor"
'''


# A write beyond a limit then fails, instead of ending the program.
IGNORING_FULL_FILES = ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh']


def rules(delay='1s', silent_after='10min'):
    return RULES.format(delay=delay, silent_after=silent_after)


def wait_until(probe, what, timeout_s=10.0, every_s=0.02):
    """The first true value of `probe()`; fails with `what` if there is none in time."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f'not within {timeout_s} s: {what() if callable(what) else what}')
        time.sleep(every_s)


def fixed_ports():
    """Free ports that no outgoing connection will be given while the server is down: none of the ephemeral ones."""
    ports = {}
    while len(ports) < 3:
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
            except OSError:
                continue
        if port not in ports.values():
            ports[('http', 'mllp', 'metrics')[len(ports)]] = port
    return ports


class Answer:
    """Of the HTTP listener."""

    def __init__(self, response):
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f'{self.status} {self.body[:500]!r}'


class Server:
    def __init__(self, folder, database='', rules_text=None, ports=None, extra='', mllp_extra='', assets=None):
        self.folder = Path(folder)
        self.config = self.folder / 'vigil.toml'
        self.ports_file = self.folder / 'ports'
        self.rules_file = self.folder / 'rules.toml'
        self.log_file = self.folder / 'log'
        self.database = database
        self.process = None
        self.reported = 0
        self.ports = {}
        self.dashboards, self.connections = [], []
        self.prefix = []  # a command that starts the program
        if assets is None:
            assets = self.folder / 'assets'
            assets.mkdir(exist_ok=True)
            (assets / 'index.html').write_text('<!doctype html><title>ward</title>')
        self.rules_file.write_text(rules() if rules_text is None else rules_text)
        ports = ports or {}
        self.config.write_text(
            f'[http]\nport = {ports.get("http", 0)}\nassets = "{assets}"\n'
            f'[mllp]\nport = {ports.get("mllp", 0)}\n{mllp_extra}\n'
            f'[metrics]\nport = {ports.get("metrics", 0)}\n'
            f'[journal]\nfile = "{self.folder}/journal.db"\n'
            f'[record]\ndatabase = "{database}"\n'
            f'[rules]\nfile = "{self.rules_file}"\n'
            + extra)

    def command(self, *arguments, timeout_s=30):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True, timeout=timeout_s)

    def migrate(self):
        return self.command('migrate', '--config', self.config, '--migrations', MIGRATIONS)

    def start(self, timeout_s=20, ready=True):
        """Until it listens, and says that it is ready."""
        self.ports_file.unlink(missing_ok=True)
        with open(self.log_file, 'ab') as log:
            self.process = subprocess.Popen(
                [*self.prefix, PROGRAM, 'serve', '--config', str(self.config), '--ports-file', str(self.ports_file)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: self.ports_file.exists() or self.process.poll() is not None, 'the ports file', timeout_s)
        if self.process.poll() is not None:
            raise AssertionError(f'the server ended with {self.process.returncode}:\n{self.log[-3000:]}')
        self.ports = {name: int(port) for name, port in re.findall(r'^(\w+)=(\d+)$', self.ports_file.read_text(), re.M)}
        assert set(self.ports) == {'http', 'mllp', 'metrics'}
        if ready:
            wait_until(lambda: self.get_metrics('/readyz').status == 200, '/readyz', timeout_s)
        return self

    def kill(self):
        """As a crash or a power cut: nothing is written any more."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self, timeout_s=20):
        """Politely. Returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def break_journal(self):
        """No file may grow from now on; start with IGNORING_FULL_FILES as prefix."""
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (1, 1))

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def close(self):
        for each in self.dashboards + self.connections:
            each.close()
        if self.alive():
            self.kill()

    @property
    def log(self):
        return self.log_file.read_text(errors='replace')

    def grown_by(self, bytes_before):
        """Memory taken since; nothing for a program with sanitizers, which keeps what was freed."""
        sanitized = b'__asan_init' in Path(PROGRAM).read_bytes()
        return 0 if sanitized else self.resident_bytes - bytes_before

    @property
    def resident_bytes(self):
        text = Path(f'/proc/{self.process.pid}/status').read_text()
        return int(re.search(r'^VmRSS:\s+(\d+) kB', text, re.M).group(1)) * 1024

    # -- HTTP

    def request(self, method, path, body=None, headers=None, timeout_s=10):
        return self._request(self.ports['http'], method, path, body, headers or {}, timeout_s)

    def get(self, path, **headers):
        return self.request('GET', path, headers={k.replace('_', '-'): v for k, v in headers.items()})

    def get_metrics(self, path):
        return self._request(self.ports['metrics'], 'GET', path, None, {}, 10)

    def post(self, path, content, content_type='application/json', timeout_s=10):
        body = content if isinstance(content, (bytes, str)) else json.dumps(content)
        return self.request('POST', path, body, {'Content-Type': content_type}, timeout_s)

    def report(self, bed, values, sender='monitor-17', **more):
        """Sends one report of {metric: (value, unit)} and demands that it is accepted."""
        self.reported += 1
        readings = [{'metric': name, 'value': value, 'unit': unit} for name, (value, unit) in values.items()]
        content = {'sender': sender, 'id': f'r{self.reported}', 'bed': bed, 'readings': readings, **more}
        answer = self.post('/v1/readings', content)
        assert answer.status == 200 and answer.json['accepted'] == 1, answer

    def _request(self, port, method, path, body, headers, timeout_s):
        connection = http.client.HTTPConnection('127.0.0.1', port, timeout=timeout_s)
        try:
            connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def ward(self, ward):
        answer = self.get(f'/v1/wards/{ward}')
        assert answer.status == 200, answer
        return answer.json

    def alarms(self, ward):
        """id -> alarm, as a dashboard that opens now would see them."""
        return {alarm['id']: alarm for alarm in self.ward(ward)['alarms']}

    def metrics(self):
        """{'vigil_beds': 3.0, 'vigil_messages_total{result="accepted",transport="mllp"}': ...}"""
        found = {}
        for line in self.get_metrics('/metrics').body.decode().splitlines():
            if line and not line.startswith('#'):
                name, value = line.rsplit(' ', 1)
                found[name] = float(value)
        return found

    def metric(self, family, **labels):
        """The sum over the samples of a family that have these labels."""
        wanted = [f'{name}="{value}"' for name, value in labels.items()]
        samples = {name: value for name, value in self.metrics().items()
                   if name.split('{')[0] == family and all(w in name for w in wanted)}
        assert samples, f'no sample {family} {labels}'
        return sum(samples.values())

    # -- other doors

    def monitor(self):
        connection = mllp.Connection(self.ports['mllp'])
        self.connections.append(connection)
        return connection

    def dashboard(self, ward='W1', **options):
        """One that has received its snapshot, or has resumed."""
        client = dashboard.Dashboard(self.ports['http'], ward, **options)
        self.dashboards.append(client)
        client.wait(lambda d: d.snapshots or d.resumed_upto is not None, 'snapshot or resume')
        return client
