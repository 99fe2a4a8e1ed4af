"""The whole program stands still and goes on: dashboards can tell, senders are answered late, nothing is lost."""

import os
import signal
import time

import server_process
from injection import during
from oracle import consistent, recorded_once, recorded_server

STOPPED_S = 10


def test_a_program_that_stood_still_for_ten_seconds_goes_on_where_it_was(new_server, postgres, load):
    server = recorded_server(new_server, postgres, rules_text=server_process.rules(silent_after='3s'))
    wall, monitor = server.dashboard(), server.monitor()
    monitor.send('A', 'W1/1', spo2=80)
    standing = wall.wait_alarm('low_spo2', bed='W1/1')
    flood = load(server, seconds=STOPPED_S + 6, rate=1000)
    wall.wait_heartbeat()
    os.kill(server.process.pid, signal.SIGSTOP)
    stopped, heard = time.monotonic(), wall.heartbeats
    for after in during(STOPPED_S, 0.25):
        if after > 3:
            assert wall.heartbeats <= heard + 1, 'a client that counts heartbeats knows of it within 3 s'
    os.kill(server.process.pid, signal.SIGCONT)
    resumed = time.monotonic()
    back = server.dashboard(resume_from=wall)  # as a page that has given up its link
    back.wait_heartbeat(2)
    back_s = time.monotonic() - resumed
    monitor.send('B', 'W1/1', spo2=81)
    monitor.send('C', 'W1/2', spo2=80)
    back.wait_alarm('low_spo2', bed='W1/2', timeout_s=1)
    assert standing['id'] in back.alarms, 'the same alarm goes on'
    back.wait(lambda d: not any(a['rule'] == 'monitor_silent' for a in d.alarms.values()), 'no bed is called silent')
    back.wait_heartbeat()
    assert back.snapshots == 0, 'it resumed where it was'
    acknowledged = flood.finish() | {'A', 'B', 'C'}
    recorded_once(server.record, acknowledged)
    consistent(server.record)
    silent = server.record.rows("SELECT count(*) FROM vigil.alarm WHERE rule = 'monitor_silent'")[0][0]
    print(f'stopped for {resumed - stopped:.0f} s: heartbeats again after {back_s * 1e3:.0f} ms, {len(acknowledged)} acknowledged, '
          f'0 lost, 0 twice; {silent} beds were called silent until they were heard again')
