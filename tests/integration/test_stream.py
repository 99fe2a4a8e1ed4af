"""What dashboards receive: everything, once, in order, and never because another one does not read."""

import itertools
import threading
import time

import pytest

import mllp
from dashboard import View
from raw_dashboard import RawDashboard
from server_process import wait_until


def raise_and_clear(server, bed, times=1):
    for _ in range(times):
        server.report(bed, {'spo2': (80, '%')})
        server.report(bed, {'spo2': (97, '%')})


def test_a_dashboard_gets_a_snapshot_then_every_event_from_there(vigil):
    vigil.report('W1/1', {'spo2': (80, '%'), 'heart_rate': (70, '/min')}, patient='P1')
    dashboard = vigil.dashboard()
    assert dashboard.snapshots == 1 and list(dashboard.beds) == ['W1/1']
    bed = dashboard.beds['W1/1']
    assert (bed['patient'], bed['monitored']) == ('P1', True)
    value = bed['values']['heart_rate']
    assert (value['value'], value['unit'], value['status']) == (70, '/min', 'valid')
    assert [a['rule'] for a in dashboard.alarms.values()] == ['low_spo2']
    listed = {m['name']: m for m in dashboard.metrics}
    assert listed['heart_rate'] == {'name': 'heart_rate', 'label': 'HR', 'unit': '/min', 'stale_after_ms': 15000,
                                    'sampling': 'continuous'}
    assert (listed['nibp_systolic']['sampling'], listed['sedation']['sampling']) == ('episodic', 'charted')
    for n in range(30):
        raise_and_clear(vigil, f'W1/{n % 5 + 2}')
    dashboard.wait(lambda d: len(d.events) >= 65, 'a bed event and two alarm events each')
    dashboard.wait_heartbeat()
    assert dashboard.snapshots == 1
    fresh = vigil.dashboard()
    assert fresh.alarms == dashboard.alarms and fresh.seq == dashboard.seq
    fresh.wait_heartbeat()


def test_events_of_another_ward_are_not_received(vigil):
    here, there = vigil.dashboard('W1'), vigil.dashboard('W2')
    vigil.report('W2/1', {'spo2': (80, '%')})
    there.wait_alarm('low_spo2')
    here.wait_heartbeat()
    assert not here.alarms and not here.beds and here.seq == 0


def test_a_returning_dashboard_gets_exactly_what_it_missed(vigil):
    vigil.report('W1/1', {'spo2': (80, '%')})
    first = vigil.dashboard()
    first.wait_alarm('low_spo2')
    first.close()
    seq = first.seq
    witness = vigil.dashboard()
    for n in range(10):
        raise_and_clear(vigil, f'W1/{n + 2}')
    vigil.report('W1/1', {'spo2': (79, '%'), 'heart_rate': (66, '/min')})
    witness.wait(lambda d: len(d.events) >= 30, 'all events')
    back = vigil.dashboard(resume_from=first)
    back.wait_heartbeat()
    assert back.snapshots == 0 and back.resumed_upto == witness.seq
    assert [s for _, s, _ in back.events] == list(range(seq + 1, witness.seq + 1))
    assert back.events == witness.events
    assert back.alarms.keys() == witness.alarms.keys()
    back.wait(lambda d: d.beds['W1/1']['values'].get('heart_rate', {}).get('value') == 66, 'the newest vital signs')


def test_a_dashboard_that_missed_nothing_resumes_with_nothing(vigil):
    vigil.report('W1/1', {'spo2': (80, '%')})
    first = vigil.dashboard()
    first.close()
    back = vigil.dashboard(resume_from=first)
    back.wait_heartbeat()
    assert (back.snapshots, back.events, back.seq) == (0, [], first.seq)


def test_a_dashboard_of_another_epoch_or_of_the_future_gets_a_snapshot(vigil):
    vigil.report('W1/1', {'spo2': (80, '%')})
    epoch, seq = vigil.ward('W1')['epoch'], vigil.ward('W1')['seq']
    for other_epoch, other_seq in ((epoch - 1, seq), (epoch + 1, 0), (epoch, seq + 1)):
        dashboard = vigil.dashboard(resume={'epoch': other_epoch, 'seq': other_seq})
        assert dashboard.snapshots == 1 and (dashboard.epoch, dashboard.seq) == (epoch, seq)
        assert len(dashboard.alarms) == 1


def test_dashboards_that_come_and_go_under_way_all_end_with_the_same_alarms(vigil):
    stop = threading.Event()

    def busy():
        n = 0
        while not stop.is_set():
            vigil.report(f'W1/{n % 7}', {'spo2': (80 if n % 3 else 97, '%')})
            n += 1
    worker = threading.Thread(target=busy)
    worker.start()
    try:
        lasting = vigil.dashboard()
        for _ in range(15):
            one = vigil.dashboard()
            one.wait(lambda d: len(d.events) >= 3, 'events')
            one.close()
            again = vigil.dashboard(resume_from=one)
            again.wait(lambda d: len(d.events) >= 3, 'events')
            again.close()
            assert again.snapshots == 0
        lasting.wait_heartbeat()
    finally:
        stop.set()
        worker.join()
    last = vigil.dashboard()
    lasting.wait(lambda d: d.seq == last.seq, 'the last event')
    assert {i: a['revision'] for i, a in lasting.alarms.items()} == {i: a['revision'] for i, a in last.alarms.items()}


def test_vital_signs_are_merged_and_sent_at_most_four_times_a_second(vigil):
    dashboard = vigil.dashboard()
    frames = []
    take = dashboard._take_vitals
    dashboard._take_vitals = lambda item: (frames.append(item), take(item))
    began = time.monotonic()
    for n in range(200):
        vigil.report('W1/1', {'heart_rate': (60 + n % 50, '/min')})
    vigil.report('W1/1', {'heart_rate': (61, '/min'), 'spo2': (98, '%')})
    dashboard.wait(lambda d: d.beds.get('W1/1', {}).get('values', {}).get('spo2', {}).get('value') == 98, 'the last')
    assert dashboard.beds['W1/1']['values']['heart_rate']['value'] == 61
    assert 1 <= len(frames) <= (time.monotonic() - began) * 4 + 2


def test_a_dashboard_that_reads_nothing_delays_nobody_and_is_closed_in_the_end(new_server):
    server = new_server(extra='[feed]\noutbox_bytes_max = 65536\n').start()
    vivid, monitor = server.dashboard(), server.monitor()
    before = server.resident_bytes
    stuck = [RawDashboard(server.ports['http'], receive_buffer=2048).subscribe() for _ in range(5)]
    wait_until(lambda: server.metric('vigil_subscribers') == 6, 'all of them follow the ward')
    worst, numbers = 0.0, itertools.count()
    deadline = time.monotonic() + 40
    while server.metric('vigil_dashboards_closed_total') < len(stuck):
        assert time.monotonic() < deadline, 'the stuck ones are still there'
        for n in range(40):
            bed = f'W1/{n % 20}'
            began = time.monotonic()
            monitor.write(mllp.frame(mllp.message(f'L{next(numbers)}', bed, {'spo2': 80})) +
                          mllp.frame(mllp.message(f'H{next(numbers)}', bed, {'spo2': 97})))
            monitor.answers(2)
            worst = max(worst, time.monotonic() - began)
        vivid.wait(lambda d: len(d.events) >= 40 and not d.alarms, 'the ward is quiet again', 2)
    assert worst < 1.0, 'no monitor waited for a dashboard'
    assert server.grown_by(before) < 30_000_000
    assert server.metric('vigil_subscribers') >= 1
    vivid.wait_heartbeat()
    assert vivid.snapshots == 1, 'who reads loses nothing'
    for each in stuck:
        each.socket.close()


def storm(server, alarms, beds=100):
    """So many alarms raised or cleared, as fast as the server takes them."""
    monitor = server.monitor()
    for begin in range(0, alarms, beds):
        value = 80 + begin // beds % 2 * 15
        monitor.write(b''.join(mllp.frame(mllp.message(f'{id(monitor)}-{n}', f'W1/{n % beds}', {'spo2': value}))
                               for n in range(begin, begin + beds)))
        monitor.answers(beds)
    monitor.close()


def test_a_dashboard_that_falls_behind_and_reads_again_is_made_whole_by_a_snapshot(vigil):
    slow = RawDashboard(vigil.ports['http'], receive_buffer=2048).subscribe()
    vigil.report('W1/0', {'spo2': (80, '%')})
    behind_since = time.monotonic()
    while vigil.metric('vigil_resyncs_total', reason='slow') < 1:  # it does not read meanwhile
        storm(vigil, 1000)
        assert time.monotonic() - behind_since < 9, 'it never fell behind'
    storm(vigil, 100)
    view = View('W1')
    slow.follow(view, lambda v: v.snapshots >= 2 and v.heartbeats >= 2)
    live = vigil.dashboard()
    slow.follow(view, lambda v: v.seq == live.seq)
    assert view.alarms.keys() == live.alarms.keys() and view.alarms
    slow.socket.close()


@pytest.mark.parametrize('missed', [3000, 9000])
def test_a_dashboard_that_missed_more_than_fits_gets_a_snapshot_instead(vigil, missed):
    vigil.report('W1/1', {'spo2': (80, '%')})
    first = vigil.dashboard()
    first.close()
    storm(vigil, missed)
    back = vigil.dashboard(resume_from=first)
    back.wait_heartbeat()
    assert back.alarms.keys() == vigil.alarms('W1').keys()
    assert (back.snapshots, back.closing) == (1, None)


def test_the_outbox_of_the_configuration_bounds_what_waits_for_a_dashboard(new_server):
    server = new_server(extra='[feed]\noutbox_bytes_max = 65536\n').start()
    server.report('W1/1', {'spo2': (80, '%')})
    first = server.dashboard()
    first.close()
    storm(server, 300)
    back = server.dashboard(resume_from=first)
    back.wait_heartbeat()
    assert back.snapshots == 1, 'the missed events are more than 64 KiB'


@pytest.mark.parametrize('wrong', [
    {'type': 'acknowledge', 'alarm': 'nonsense', 'by': 'n'}, {'type': 'acknowledge', 'alarm': '0' * 16},
    {'type': 'acknowledge', 'alarm': '0' * 16, 'by': 'n', 'colour': 'blue'},
    {'type': 'shown', 'alarm': 5, 'station': 's'},
    {'type': 'station', 'station': 's', 'sound_armed': 'yes', 'visible': True},
    {'type': 'nothing'}, {}])
def test_a_command_that_cannot_be_understood_is_answered_and_the_stream_goes_on(vigil, wrong):
    dashboard = vigil.dashboard()
    dashboard.send({**wrong, 'request': 'q1'})
    result = dashboard.wait(lambda d: d.results and next(iter(d.results.values())), f'the answer to {wrong}')
    assert (result['request'], result['ok']) == ('q1', False) and result['reason']
    dashboard.wait_heartbeat()


def test_a_hundred_dashboards_see_an_alarm_at_once(vigil):
    dashboards = [vigil.dashboard() for _ in range(100)]
    began = time.monotonic()
    vigil.report('W1/1', {'spo2': (80, '%')})
    for each in dashboards:
        each.wait_alarm('low_spo2', timeout_s=2)
    assert time.monotonic() - began < 2
    counted = [each.heartbeats for each in dashboards]
    for each, before in zip(dashboards, counted):
        each.wait(lambda d, before=before: d.heartbeats > before, 'a heartbeat that fits')
