"""Wrong clocks: the wall clock jumps while the program runs, and the monotonic one stands where counters overflow. No alarm is
missed, none is raised for nothing."""

import subprocess
import time

import pytest

import server_process
from injection import WallClock, allowed, during
from server_process import FULL

SILENT_AFTER_S = 3
HOUR, YEAR = 3600, 365 * 86400
JUMPS_S = [1, -1, 60, -60, HOUR, -HOUR, 86400, -86400, YEAR, -YEAR, 10 * YEAR, -10 * YEAR]
JUMPS = JUMPS_S if FULL else [1, -60, 86400, -10 * YEAR, 10 * YEAR]
# A shift of the hour happens to local time only; the wall clock of the system itself goes on.
SUMMER_ENDS = 1792890000  # 2026-10-25 01:00 UTC, 03:00 becomes 02:00 in Central Europe
MONOTONIC_S = {'2^32 ms': 2 ** 32 / 1000, '2^31 s': 2 ** 31, '2^31 ms': 2 ** 31 / 1000}


def rules():
    return server_process.rules(delay='1s', silent_after=f'{SILENT_AFTER_S}s')


def kept_alive(monitor, name, seconds):
    """A bed that is well, heard twice a second."""
    for after in during(seconds, 0.4):
        monitor.send(f'{name}-{after}', 'W1/well', heart_rate=70, spo2=97)


def well(wall):
    wall.wait_heartbeat()
    raised = [(a['rule'], a['bed']) for a in wall.alarms.values()]
    assert raised == [], 'for nothing'


def alarm_after_its_delay(wall, monitor, name):
    """SpO2 below its limit for a second: seconds until the alarm, which then ends with its cause."""
    began = time.monotonic()
    while not any(a['rule'] == 'low_spo2' for a in wall.alarms.values()):
        assert time.monotonic() - began < 3, f'{name}: missed'
        monitor.send(f'{name}-low-{time.monotonic_ns()}', 'W1/well', heart_rate=70, spo2=88)
        time.sleep(0.02)
    took = time.monotonic() - began
    monitor.send(f'{name}-well', 'W1/well', heart_rate=70, spo2=97)
    wall.wait(lambda d: not d.alarms, f'{name}: its end', 2)
    assert 0.95 < took < 1.5, f'{name}: after {took:.2f} s, where its delay is 1 s'
    return took


def silence_is_noticed(wall, monitor, name):
    """A second bed is heard once and never again."""
    monitor.send(f'{name}-once', 'W1/silent', heart_rate=70)
    began = time.monotonic()
    while not any(a['rule'] == 'monitor_silent' and a['bed'] == 'W1/silent' for a in wall.alarms.values()):
        assert time.monotonic() - began < SILENT_AFTER_S + 1, f'{name}: missed'
        kept_alive(monitor, f'{name}-{time.monotonic_ns()}', 0.1)
    took = time.monotonic() - began
    assert took > SILENT_AFTER_S - 0.2, f'{name}: too early'
    assert not any(a['bed'] == 'W1/well' for a in wall.alarms.values())
    monitor.send(f'{name}-again', 'W1/silent', heart_rate=70)
    wall.wait(lambda d: not d.alarms, f'{name}: its end', 2)
    return took


def jump(server, clock, wall, monitor, offset_s):
    """While a delay runs, and while a bed is silent."""
    name = f'{offset_s:+d}'
    clock.set(offset_s)
    kept_alive(monitor, name, 1.5)
    assert abs(server.metric('vigil_wall_clock_offset_seconds') - offset_s) < 0.5, 'the program has seen it'
    well(wall)
    delay = alarm_after_its_delay(wall, monitor, name)
    clock.set(0)
    monitor.send(f'{name}-back', 'W1/well', heart_rate=70, spo2=97)
    well(wall)
    return delay


def test_no_alarm_is_missed_or_raised_for_nothing_when_the_wall_clock_jumps(new_server):
    server = new_server(rules_text=rules())
    clock = WallClock(server)
    server.start()
    wall, monitor = server.dashboard(), server.monitor()
    kept_alive(monitor, 'A', 0.5)
    delays = [jump(server, clock, wall, monitor, offset) for offset in JUMPS]
    for offset in (HOUR, -HOUR):
        monitor.send(f'{offset}-before', 'W1/silent', heart_rate=70)
        clock.set(offset)
        silence_is_noticed(wall, monitor, f'silence {offset:+d}')
    print(f'{len(delays)} jumps there and back: 0 missed, 0 for nothing; delay of 1 s took {min(delays):.2f} to '
          f'{max(delays):.2f} s')


@pytest.mark.parametrize('point', MONOTONIC_S)
def test_no_alarm_is_missed_or_raised_for_nothing_where_the_monotonic_clock_passes_a_counters_end(new_server, point):
    allowed('unshare', '--time', '--monotonic', '1', '--fork', 'true')
    server = new_server(rules_text=rules())
    ahead_s = 4
    offset = int(MONOTONIC_S[point] - time.monotonic() - ahead_s)
    server.prefix = ['unshare', '--time', '--monotonic', str(offset), '--fork', '--kill-child']
    server.start()
    passes = offset + time.monotonic()
    assert passes < MONOTONIC_S[point], 'the test began too late to see it pass'
    wall, monitor = server.dashboard(), server.monitor()
    kept_alive(monitor, 'A', MONOTONIC_S[point] - passes - 0.5)
    well(wall)
    delay = alarm_after_its_delay(wall, monitor, 'passing')
    assert offset + time.monotonic() > MONOTONIC_S[point]
    kept_alive(monitor, 'B', 1)
    well(wall)
    silent = silence_is_noticed(wall, monitor, 'after')
    print(f'monotonic clock passes {point}: 0 missed, 0 for nothing; delay {delay:.2f} s, silence after {silent:.2f} s')


def test_no_alarm_is_raised_for_nothing_when_summer_time_ends(new_server):
    server = new_server(rules_text=rules())
    clock = WallClock(server)
    server.prefix += ['TZ=Europe/Berlin']
    clock.set(SUMMER_ENDS - int(time.time()) - 3)
    told = subprocess.run([*server.prefix, 'date', '+%H %Z'], capture_output=True, text=True, timeout=10).stdout.strip()
    assert told == '02 CEST', told
    server.start()
    wall, monitor = server.dashboard(), server.monitor()
    kept_alive(monitor, 'A', 4)
    well(wall)
    delay = alarm_after_its_delay(wall, monitor, 'winter')
    assert server.log.startswith('2026-10-25T0'), 'it did live there'
    well(wall)
    print(f'summer time ends: 0 missed, 0 for nothing; delay of 1 s took {delay:.2f} s')
