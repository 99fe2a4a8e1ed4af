"""A ward dashboard without a screen: follows the stream, applies it, and checks all that the contract promises."""

import asyncio
import copy
import json
import threading
import time
from urllib.parse import quote

import websockets

MASK = (1 << 64) - 1


def fnv1a(text):
    state = 0xcbf29ce484222325
    for byte in text.encode():
        state = (state ^ byte) * 0x100000001b3 & MASK
    return state


def digest(alarms):
    combined = 0
    for alarm in alarms.values():
        combined ^= fnv1a(f'{alarm["id"]}:{alarm["revision"]}')
    return f'{combined:016x}'


class Loop:
    """One event loop in a thread for all dashboards of the session."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def run(self, coroutine, timeout_s=10):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout_s)


LOOP = Loop()


class View:
    """What a client knows of its ward, line by line of the stream, and where the stream broke the contract."""

    def __init__(self, ward, resume_from=None):
        self.ward = ward
        self.epoch = self.seq = self.resumed_upto = None
        self.metrics = []
        self.beds, self.alarms, self.stations = {}, {}, {}
        self.rules = []
        self.events = []      # (type, seq, object) of alarm, bed, station, infusion and device_alarm events
        self.changes = []     # (rule, change) of alarm events
        self.snapshots = 0
        self.heartbeats = 0
        self.results = {}
        self.closing = None
        self.faults = []
        if resume_from:
            self.epoch, self.seq = resume_from.epoch, resume_from.seq
            self.beds, self.alarms = copy.deepcopy(resume_from.beds), copy.deepcopy(resume_from.alarms)
            self.stations = copy.deepcopy(resume_from.stations)

    @property
    def position(self):
        return {'epoch': self.epoch, 'seq': self.seq}

    def take_frame(self, text):
        for line in text.rstrip('\n').split('\n'):
            self._take(json.loads(line))

    def __repr__(self):
        held = {a['id']: (a['rule'], a['bed'], a['phase'], a['revision']) for a in self.alarms.values()}
        return f'epoch {self.epoch} seq {self.seq} alarms {held} beds {sorted(self.beds)}'

    def _take(self, item):
        take = getattr(self, '_take_' + item['type'], None)
        if take is None:
            self.faults.append(f'unknown type {item}')
        else:
            take(item)

    def _take_snapshot(self, item):
        if item['ward'] != self.ward or item['resumed'] is not False:
            self.faults.append(f'snapshot of {item["ward"]}, resumed {item["resumed"]}')
        self.snapshots += 1
        self.epoch, self.seq, self.metrics = item['epoch'], item['seq'], item['metrics']
        self.beds = {bed['bed']: bed for bed in item['beds']}
        self.alarms = {alarm['id']: alarm for alarm in item['alarms']}
        self.stations = {station['name']: station for station in item['stations']}
        self.rules = item['rules']

    def _take_rules(self, item):
        self.rules = item['rules']

    def _take_resumed(self, item):
        self.rules = item['rules']
        self.resumed_upto = item['seq']
        if item['epoch'] != self.epoch:
            self.faults.append(f'resumed in epoch {item["epoch"]}, we were in {self.epoch}')

    def _take_event(self, item, apply):
        if item['epoch'] != self.epoch:
            self.faults.append(f'epoch {item["epoch"]} after {self.epoch}')
        if item['seq'] != self.seq + 1:
            self.faults.append(f'event {item["seq"]} where {self.seq + 1} was due')
        self.seq = item['seq']
        self.events.append((item['type'], item['seq'], item[item['type']]))
        apply(item[item['type']])

    def _take_alarm(self, item):
        self.changes.append((item['alarm']['rule'], item['change']))
        self._take_event(item, self._apply_alarm)

    def _apply_alarm(self, alarm):
        held = self.alarms.get(alarm['id'])
        if held and alarm['revision'] <= held['revision']:
            return
        if alarm['phase'] == 'cleared':
            self.alarms.pop(alarm['id'], None)
        else:
            self.alarms[alarm['id']] = alarm

    def _take_bed(self, item):
        self._take_event(item, lambda bed: self.beds.update({bed['bed']: bed}))

    def _take_device_alarm(self, item):
        def apply(alarm):
            bed = self.beds[item['bed']]
            key = alarm['device'], alarm['id']
            others = [a for a in bed['device_alarms'] if (a['device'], a['id']) != key]
            bed['device_alarms'] = others + ([] if item['ended'] else [alarm])
        self._take_event(item, apply)

    def _take_infusion(self, item):
        self._take_event(item, lambda told: self.beds[item['bed']].update(infusion=told))

    def _take_station(self, item):
        self._take_event(item, self._apply_station)

    def _apply_station(self, station):
        if station['connected']:
            self.stations[station['name']] = station
        else:
            self.stations.pop(station['name'], None)

    def _take_vitals(self, item):
        bed = self.beds.setdefault(item['bed'], {'bed': item['bed'], 'values': {}})
        bed['values'].update(item['values'])
        bed['news2'] = item['news2']

    def _take_heartbeat(self, item):
        self.heartbeats += 1
        if (item['epoch'], item['seq']) != (self.epoch, self.seq):
            self.faults.append(f'heartbeat at {item["epoch"]}/{item["seq"]}, we are at {self.epoch}/{self.seq}')
        elif (item['active'], item['digest']) != (len(self.alarms), digest(self.alarms)):
            self.faults.append(f'heartbeat {item} does not fit {self}')

    def _take_result(self, item):
        self.results[item['request']] = item

    def _take_closing(self, item):
        self.closing = item['reason']


class Dashboard(View):
    def __init__(self, port, ward, resume=None, resume_from=None):
        """`resume`: a position; `resume_from`: another dashboard, whose state and position this one takes over."""
        super().__init__(ward, resume_from)
        if resume_from:
            resume = resume_from.position
        self.closed = False
        self.requests = 0
        self.changed = threading.Condition()
        self.socket = LOOP.run(self._open(port, resume))

    # -- what a test does

    def forget(self):
        """The events so far: where there are hundreds of thousands, collecting Python's garbage takes seconds."""
        with self.changed:
            self.events.clear()
            self.changes.clear()

    def wait(self, probe, what, timeout_s=10):
        deadline = time.monotonic() + timeout_s
        with self.changed:
            while True:
                assert not self.faults, self.faults
                found = probe(self)
                if found:
                    return found
                left = deadline - time.monotonic()
                assert left > 0, f'dashboard of {self.ward}: not within {timeout_s} s: {what}; it holds {self}'
                assert not self.closed, f'dashboard of {self.ward} was closed before: {what}'
                self.changed.wait(min(left, 0.5))

    def wait_alarm(self, rule, bed=None, timeout_s=10, **fields):
        """An alarm of this rule with these fields."""
        def find(d):
            for alarm in d.alarms.values():
                if alarm['rule'] == rule and (bed is None or alarm['bed'] == bed) and all(
                        alarm[name] == value for name, value in fields.items()):
                    return alarm
            return None
        return self.wait(find, f'{rule} of {bed} {fields}', timeout_s)

    def wait_no_alarm(self, alarm_id, timeout_s=10):
        self.wait(lambda d: alarm_id not in d.alarms, f'the end of {alarm_id}', timeout_s)

    def wait_heartbeat(self, timeout_s=5):
        """The next one, whose digest and count have then been compared with our own."""
        seen = self.heartbeats
        self.wait(lambda d: d.heartbeats > seen, 'heartbeat', timeout_s)

    def wait_closed(self, timeout_s=10):
        deadline = time.monotonic() + timeout_s
        with self.changed:
            while not self.closed:
                assert time.monotonic() < deadline, f'still open after {timeout_s} s'
                self.changed.wait(0.2)

    def command(self, kind, **fields):
        """Sends a command and returns its result."""
        self.requests += 1
        request = f'{id(self):x}-{self.requests}'
        self.send({'type': kind, 'request': request, **fields})
        return self.wait(lambda d: d.results.get(request), f'result of {kind} {fields}')

    def acknowledge(self, alarm_id, by='nurse station 1'):
        return self.command('acknowledge', alarm=alarm_id, by=by)

    def send(self, content):
        text = content if isinstance(content, (str, bytes)) else json.dumps(content)
        LOOP.run(self.socket.send(text))

    def close(self):
        if not self.closed:
            LOOP.run(self.socket.close())
        assert not self.faults, self.faults

    # -- what the stream does

    async def _open(self, port, resume):
        socket = await websockets.connect(
            f'ws://127.0.0.1:{port}/v1/wards/{quote(self.ward, safe="")}/stream', subprotocols=['vigil.v1'],
            max_size=None, max_queue=None, ping_interval=None, compression=None, open_timeout=10,
            close_timeout=1)
        assert socket.subprotocol == 'vigil.v1'
        await socket.send(json.dumps({'type': 'subscribe', 'resume': resume}))
        asyncio.ensure_future(self._read(socket))
        return socket

    async def _read(self, socket):
        try:
            async for text in socket:
                with self.changed:
                    self.take_frame(text)
                    self.changed.notify_all()
        except websockets.ConnectionClosed:
            pass
        except Exception as error:  # shown by whatever waits
            self.faults.append(repr(error))
        with self.changed:
            self.closed = True
            self.changed.notify_all()
