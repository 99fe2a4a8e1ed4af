"""Packets vanish and nobody is told: beds are shown as not monitored in time, and dead connections do not stay."""

import time

import pytest

import mllp
import server_process
from dashboard import View
from injection import Network
from raw_dashboard import RawDashboard
from server_process import FULL, wait_until

SILENT_AFTER_S = 3
BEDS = 200 if FULL else 20
DEAD_WITHIN_S = 16  # the system's keep-alive: 5 s idle and 3 probes 2 s apart, or 10 s without an acknowledgement


@pytest.fixture
def network():
    made = Network()
    with made.inside():
        yield made
    made.close()


def local_port(connection):
    return connection.socket.getsockname()[1]


def screen(server):
    raw, view = RawDashboard(server.ports['http']).subscribe(), View('W1')
    raw.follow(view, lambda v: v.snapshots)
    return raw, view


def silent_beds(view):
    return {a['bed'] for a in view.alarms.values() if a['rule'] == 'monitor_silent'}


def test_monitors_whose_packets_vanish_are_told_of_and_come_back_on_new_connections(network, new_server):
    server = new_server(rules_text=server_process.rules(silent_after=f'{SILENT_AFTER_S}s')).start()
    raw, view = screen(server)
    monitors = [server.monitor() for _ in range(BEDS)]
    raw.follow(view, lambda v: v.heartbeats)
    for n, monitor in enumerate(monitors):
        monitor.send(f'A{n}', f'W1/{n}', heart_rate=70)
    last = time.monotonic()
    dead = {(server.ports['mllp'], local_port(m)) for m in monitors}
    assert dead <= network.connections()
    network.cut(server.ports['mllp'])
    for n, monitor in enumerate(monitors):
        monitor.write(mllp.frame(mllp.message(f'B{n}', f'W1/{n}', {'spo2': 80})))
    raw.follow(view, lambda v: len(silent_beds(v)) == BEDS, SILENT_AFTER_S + 2)
    noticed = time.monotonic() - last
    assert SILENT_AFTER_S - 1 < noticed < SILENT_AFTER_S + 1
    assert not any(bed['monitored'] for bed in view.beds.values()) and not any(
        a['rule'] == 'low_spo2' for a in view.alarms.values())
    wait_until(lambda: not dead & network.connections(), lambda: f'{len(dead & network.connections())} connections are left',
               DEAD_WITHIN_S)
    gone = time.monotonic() - last
    wait_until(lambda: server.metric('vigil_connections', transport='mllp') == 0, 'the server counts none', 3)
    network.heal()
    for n in range(BEDS):
        server.monitor().send(f'C{n}', f'W1/{n}', heart_rate=71)
    raw.follow(view, lambda v: not silent_beds(v) and all(bed['monitored'] for bed in v.beds.values()), 2)
    raw.socket.close()
    print(f'{BEDS} monitors cut off: all shown as not monitored after {noticed:.2f} s (limit {SILENT_AFTER_S} s), '
          f'connections gone after {gone:.1f} s, all back on new ones')


def test_a_dashboard_whose_packets_vanish_is_given_up_and_the_others_see_every_alarm(network, new_server):
    server = new_server().start()
    (lost, lost_view), (raw, view) = screen(server), screen(server)
    wait_until(lambda: server.metric('vigil_subscribers') == 2, 'both follow the ward')
    network.cut(lost.socket.getsockname()[1])
    began, monitor, beds = time.monotonic(), server.monitor(), 0
    while server.metric('vigil_subscribers') == 2:
        assert time.monotonic() - began < DEAD_WITHIN_S
        beds += 1
        monitor.send(f'L{beds}', f'W1/{beds}', spo2=80)
        raw.follow(view, lambda v: len(v.alarms) == beds, 1)
        raw.follow(view, lambda v, before=view.heartbeats: v.heartbeats > before, 3)
    gone = time.monotonic() - began
    assert server.metric('vigil_dashboards_closed_total', reason='timeout') == 1 and beds > 3
    network.heal()
    back = RawDashboard(server.ports['http']).subscribe(lost_view.position)
    back.follow(lost_view, lambda v: v.seq == view.seq and v.heartbeats, 3)
    assert lost_view.alarms == view.alarms
    print(f'a dashboard cut off: given up after {gone:.1f} s; {beds} alarms reached the other one within a second each, and '
          f'this one after it came back')
    for each in (lost, raw, back):
        each.socket.close()


def test_a_monitor_that_comes_back_before_its_dead_connection_is_noticed_takes_its_place_at_once(network, new_server):
    server = new_server(extra='[[sender]]\nmatch = "MONITOR^0200000000000001^EUI-64"\ndialect = "comen"\n').start()
    raw, view = screen(server)
    old = server.monitor()
    old.send('A', 'W1/1', heart_rate=70)
    port = (server.ports['mllp'], local_port(old))
    network.cut(port[1])
    old.write(mllp.frame(mllp.message('LOST', 'W1/1', {'heart_rate': 70})))
    assert port in network.connections(), 'nobody has noticed yet'
    began, new = time.monotonic(), server.monitor()
    new.send('B', 'W1/1', spo2=80)
    wait_until(lambda: port not in network.connections(), 'the old connection ends', 1)
    took = time.monotonic() - began
    raw.follow(view, lambda v: any(a['rule'] == 'low_spo2' for a in v.alarms.values()), 1)
    new.send('C', 'W1/1', spo2=81)
    raw.socket.close()
    print(f'a dead connection gave way to the new one of its monitor after {took * 1e3:.0f} ms')
