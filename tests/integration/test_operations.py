"""What operations see: metrics that move and name nobody, health checks, the dashboard's page and its headers."""

import re
import socket

import pytest

import mllp
import server_process
from server_process import ROOT, wait_until

CSP = {"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
       "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}


@pytest.fixture
def with_dashboard(new_server):
    assets = ROOT / 'dashboard/dist'
    if not (assets / 'index.html').exists():
        pytest.skip('the dashboard is not built: dashboard/build')
    return new_server(assets=assets).start()


def test_each_family_of_metrics_moves_with_what_it_counts(recorded):
    wall, monitor = recorded.dashboard(), recorded.monitor()
    monitor.send('A', 'W1/1', spo2=80, heart_rate=70)
    monitor.exchange(mllp.message('A2', 'W1/1', {'spo2': 80}))
    again = mllp.message('B', 'W1/1', {'spo2': 79})
    monitor.exchange(again), monitor.exchange(again)
    bad = ['OBX|1|NM|999999^MDC_NOT_KNOWN^MDC|1|5|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||R',
           'OBX|2|NM|150364^MDC_TEMP_BODY^MDC|1|36.6|266016^MDC_DIM_MMHG^MDC|||||R',
           'OBX|3|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1|high|262688^MDC_DIM_PERCENT^MDC|||||R']
    assert monitor.exchange(mllp.message('C', 'W1/1', rows=bad)).code == 'AE'
    recorded.report('W1/2', {'heart_rate': (70, '/min')})
    assert recorded.post('/v1/readings', '{').status == 400
    alarm = wall.wait_alarm('low_spo2')
    wall.command('shown', alarm=alarm['id'], station='W1 wall')
    wall.command('station', station='W1 wall', sound_armed=True, visible=True)
    wall.acknowledge(alarm['id'])

    def metric(family, **labels):
        return recorded.metric('vigil_' + family, **labels)
    assert metric('messages_total', transport='mllp', result='accepted') == 3
    assert metric('messages_total', transport='mllp', result='duplicate') == 1
    assert metric('messages_total', transport='mllp', result='rejected') == 1
    assert metric('messages_total', transport='http', result='accepted') == 1
    assert metric('readings_total', transport='mllp') == 5 and metric('readings_total', transport='http') == 1
    for reason in ('unknown_code', 'unknown_unit', 'bad_value'):
        assert metric('observations_rejected_total', reason=reason) == 1, reason
    assert metric('parse_errors_total') == 1
    assert metric('ingest_to_alarm_seconds_count') == 1
    assert metric('ingest_to_commit_seconds_count') == 4
    assert metric('alarm_acknowledge_seconds_count') == 1 and metric('alarm_shown_seconds_count') == 1
    assert metric('rule_evaluations_total') >= 0 and metric('build_info') == 1
    wait_until(lambda: metric('subscribers') == 1 and metric('stations_sound_armed') == 1 and metric('beds') == 2 and
               metric('active_alarms', priority='high', kind='physiological') == 1 and
               metric('connections', transport='mllp') == 1 and metric('connections', transport='websocket') == 1 and
               metric('journal_rows_total') >= 6 and metric('rule_evaluations_total') > 0, 'the gauges', 5)
    wait_until(lambda: metric('record_connected') == 1 and metric('record_lag_rows') == 0, 'the record', 10)
    wall.close()
    wait_until(lambda: metric('subscribers') == 0, 'the dashboard has left', 5)
    assert metric('dashboards_closed_total', reason='left') == 1


def test_the_way_from_the_disk_to_the_record_is_measured(recorded):
    recorded.monitor().send('A', 'W1/1', heart_rate=70)
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading')
    wait_until(lambda: recorded.metric('vigil_commit_to_record_seconds_count') > 0, 'an observation', 4)


def test_silent_beds_are_counted(new_server):
    server = new_server(rules_text=server_process.rules(silent_after='1s')).start()
    server.report('W1/1', {'heart_rate': (70, '/min')})
    wait_until(lambda: server.metric('vigil_beds_silent') == 1, 'the silent bed', 5)
    assert server.metric('vigil_active_alarms', kind='technical', priority='medium') == 1


def test_no_label_and_no_log_line_names_a_patient_a_bed_or_a_message(recorded):
    ward, bed, patient, control_id = 'CANARYWARD', 'CANARYBED', 'CANARYPATIENT', 'CANARYID'
    wall, monitor = recorded.dashboard(ward), recorded.monitor()
    where = f'{ward}/{bed}'

    def taken(content):
        return monitor.exchange(content).code
    assert taken(mllp.message(control_id, where, {'spo2': 80}, patient=patient, sender='CANARYSENDER')) == 'AA'
    broken = mllp.message(control_id + '2', where, {'spo2': 80}, patient=patient)
    assert taken(broken.replace(b'ORU^R01', b'DFT^P03')) == 'AR'
    assert taken(broken + b'PID|||CANARYOTHER\r') == 'AE'
    assert taken(mllp.message(control_id + '3', where, rows=['OBX|1|NM|CANARYCODE^X^Y|1|CANARYVALUE||||||R'])) == 'AE'
    whole = mllp.message(control_id + '4', where, {'spo2': 81}, patient=patient)
    monitor.write(mllp.START + broken[:-10] + mllp.frame(whole))
    monitor.answers(2)
    recorded.report(where, {'heart_rate': (70, '/min')}, patient=patient, sender='CANARYSENDER')
    recorded.post('/v1/readings', '{"sender":"CANARYSENDER","id":"CANARYID","bed":"CANARYBED"}')
    recorded.get('/v1/wards/CANARYNONE')
    alarm = wall.wait_alarm('low_spo2')
    wall.acknowledge(alarm['id'], by='CANARYNURSE')
    wall.command('shown', alarm=alarm['id'], station='CANARYSTATION')
    wall.send({'type': 'CANARYTYPE', 'request': 'CANARYREQUEST'})
    wall.wait_heartbeat()
    recorded.record.wait_rows('SELECT 1 FROM vigil.reading', count=3)
    page = recorded.get_metrics('/metrics').body.decode()
    assert 'vigil_messages_total' in page
    assert recorded.stop() == 0
    recorded.start()
    for text in (page, recorded.get_metrics('/metrics').body.decode(), recorded.log):
        assert 'CANARY' not in text.upper(), [line for line in text.splitlines() if 'CANARY' in line.upper()]
    assert 'ready' in recorded.log


def test_what_the_pages_say_of_themselves_is_told_at_its_worst_and_not_journaled(vigil):
    def worst():
        return (vigil.metric('vigil_dashboard_heap_bytes_max'), vigil.metric('vigil_dashboard_clock_offset_seconds_max'))

    wall, desk = vigil.dashboard(), vigil.dashboard()
    assert worst() == (0, 0)
    here = {'sound_armed': True, 'visible': True}
    assert wall.command('station', station='wall', heap_bytes=30_000_000, clock_offset_ms=-2500, **here)['ok']
    assert desk.command('station', station='desk', heap_bytes=48_234_496, clock_offset_ms=40, **here)['ok']
    wait_until(lambda: worst() == (48_234_496, 2.5), 'the worst of both')
    rows = vigil.metric('vigil_journal_rows_total')
    assert wall.command('station', station='wall', heap_bytes=60_000_000, clock_offset_ms=0, **here)['ok']
    wait_until(lambda: worst() == (60_000_000, 0.04), 'the worst of both')
    assert wall.command('station', station='wall', **here)['ok'], 'nothing new'
    assert vigil.metric('vigil_journal_rows_total') == rows
    assert wall.command('station', station='wall', heap_bytes=-1, **here)['ok'] is False
    wall.close()
    wait_until(lambda: worst() == (48_234_496, 0.04), 'the one that is left')


def test_health_is_told_on_the_metrics_port_only(vigil):
    assert (vigil.get_metrics('/healthz').status, vigil.get_metrics('/readyz').status) == (200, 200)
    assert vigil.get_metrics('/metrics').headers['content-type'].startswith('text/plain; version=0.0.4')
    assert vigil.get_metrics('/v1/wards').status == 404
    for path in ('/metrics', '/healthz', '/readyz'):
        assert vigil.get(path).status == 404


def test_metrics_can_be_read_while_others_hold_the_port_half_open(vigil):
    hanging = [socket.create_connection(('127.0.0.1', vigil.ports['metrics'])) for _ in range(10)]
    hanging[0].sendall(b'GET /met')
    assert vigil.get_metrics('/metrics').status == 200
    for each in hanging:
        each.close()


def test_the_page_is_served_for_the_root_and_for_every_ward_under_a_strict_policy(with_dashboard):
    root = with_dashboard.get('/')
    assert root.status == 200 and root.headers['content-type'].startswith('text/html') and b'<script' in root.body
    for path in ('/ward/W1', '/ward/Station%20S%C3%BCd', '/ward/W1?x=1', '/index.html'):
        page = with_dashboard.get(path)
        assert (page.status, page.body) == (200, root.body), path
        assert set(map(str.strip, page.headers['content-security-policy'].split(';'))) == CSP
        assert page.headers['x-content-type-options'] == 'nosniff' and page.headers['referrer-policy'] == 'no-referrer'
        assert page.headers['cache-control'] == 'no-cache', 'the page names the files of one build'
    assert not re.search(rb'<script(?![^>]*\bsrc=)(?! type="application/json")|\sstyle=|\son\w+=|<style', root.body), 'inline parts would not run'


def test_the_files_of_the_page_never_change_and_have_their_types(with_dashboard):
    page = with_dashboard.get('/').body.decode()
    files = ['/' + name.lstrip('/') for name in re.findall(r'(?:src|href)="([^"#:]+\.(?:js|css))"', page)]
    assert len(files) >= 2
    for name in files:
        file = with_dashboard.get(name)
        assert file.status == 200 and 'immutable' in file.headers['cache-control'], name
        wanted = 'text/javascript' if name.endswith('.js') else 'text/css'
        assert file.headers['content-type'].startswith(wanted) and file.headers['x-content-type-options'] == 'nosniff'
        head = with_dashboard.request('HEAD', name)
        assert head.status == 200 and head.body == b''
        assert head.headers['content-length'] == file.headers['content-length']


def test_answers_that_hold_patients_are_not_kept_by_anybody(vigil):
    vigil.report('W1/1', {'spo2': (80, '%')})
    for path in ('/v1/wards', '/v1/wards/W1'):
        answer = vigil.get(path)
        assert answer.headers['cache-control'] == 'no-store' and answer.headers['content-type'] == 'application/json'
        assert answer.headers['x-content-type-options'] == 'nosniff'
