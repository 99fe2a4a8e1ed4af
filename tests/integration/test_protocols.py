"""Each shipped protocol from admission to discharge, with its complications, by a simulated patient, nurse, monitor and
pump over HTTP and MLLP; then the record is asked for what happened. Demonstrations are played: the same protocols with
shorter times, by the server's own clock."""

import re
import shutil
import subprocess
import tomllib
from fractions import Fraction

import pytest

import server_process
from fixtures import reachable_folder
from oracle import Record, consistent
from server_process import PROGRAM, ROOT, wait_until

PROTOCOLS = ROOT / 'deploy/protocols'
RULES = (ROOT / 'deploy/rules/ketamine.toml').read_text()

# How many times as fast, and for how many simulated hours if not as long as planned.
PLAYED = {
    'day-case-low-dose': (600, 0),
    'chronic-pain-course': (900, 0),
    'clinic-continuous': (900, 0),
    'acute-pain-ward': (3000, 26),
    'palliative-burst': (9600, 0),
}

# What must be raised, whatever else is.
ALARMS = {
    'day-case-low-dose': {'hypertension', 'high_sedation', 'stop_unrousable', 'stop_slow_breathing', 'hallucination',
                          'agitation', 'leaves_with_pump'},
    'chronic-pain-course': {'hypertension', 'high_sedation', 'stop_unrousable', 'hallucination', 'agitation',
                            'stop_hallucinating', 'leaves_with_pump'},
    'clinic-continuous': {'hypertension', 'high_sedation', 'stop_unrousable', 'stop_slow_breathing', 'hallucination',
                          'agitation', 'monitoring_gap', 'leaves_with_pump'},
    'acute-pain-ward': {'hypertension', 'high_sedation', 'stop_unrousable', 'stop_slow_breathing', 'hallucination',
                        'agitation', 'stop_hallucinating', 'leaves_with_pump'},
    'palliative-burst': {'hypertension', 'high_sedation', 'stop_unrousable', 'stop_slow_breathing', 'hallucination',
                         'agitation', 'stop_hallucinating', 'leaves_with_pump'},
}

PHASES = ['screening', 'baseline', 'infusing', 'recovery', 'ready', 'discharged']


def demonstrations(folder, name, faster):
    made = subprocess.run([PROGRAM, 'protocols', 'demonstrate', name, '--directory', PROTOCOLS, '--faster', str(faster),
                           '--to', folder], capture_output=True, text=True, timeout=30)
    assert made.returncode == 0, made.stderr
    return made.stdout.split()


def server_with_demonstrations(postgres, which, rules_text=RULES):
    folder = reachable_folder()
    protocols = folder / 'protocols'
    protocols.mkdir()
    for name, (faster, _) in which.items():
        demonstrations(protocols, name, faster)
    server = server_process.Server(folder, database=postgres.new_database(), rules_text=rules_text,
                                   extra=f'[protocols]\ndirectory = "{protocols}"\n')
    assert server.migrate().returncode == 0
    server.start()
    server.record = Record(server.database)
    return server


def simulate(server, name, faster, hours=0, bed=None, **more):
    options = [f'--{key}={value}' for key, value in more.items()]
    return subprocess.Popen(
        [PROGRAM, 'simulate', '--protocol', name, '--speed', str(faster), '--hours', str(hours), '--bed', bed or f'SIM/{name}',
         '--http', f'127.0.0.1:{server.ports["http"]}', '--mllp', f'127.0.0.1:{server.ports["mllp"]}', *options],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope='module')
def played(postgres):
    """All five at the same time, each in a bed of its own: {name: what the simulation printed}, and the server."""
    server = server_with_demonstrations(postgres, PLAYED)
    running = {name: simulate(server, name, faster, hours) for name, (faster, hours) in PLAYED.items()}
    try:
        printed = {name: each.communicate(timeout=400)[0] for name, each in running.items()}
        for name, each in running.items():
            assert each.returncode == 0, f'{name}:\n{printed[name]}'
        wait_until(lambda: server.metric('vigil_record_lag_rows') == 0, 'the record is behind', 60)
        yield server, printed
    finally:
        for each in running.values():
            if each.poll() is None:
                each.kill()
                each.wait()
        server.close()
        shutil.rmtree(server.folder, ignore_errors=True)


def commands_of(record, name):
    """(at, by, reason, what) of every order that was taken, in their order."""
    return record.rows('SELECT at, by, reason, what FROM vigil.command WHERE ward = %s AND bed = %s ORDER BY journal, seq',
                       'SIM', name)


def order_name(what):
    return what.get('command')


def micrograms_per_hour(what, weight_kg):
    """By the definition of each unit, in whole micrograms."""
    amount = Fraction(repr(what['amount']))
    factor = {'mg/h': 1, 'mg/(24.h)': Fraction(1, 24), 'mg/kg/h': Fraction(weight_kg)}[what['unit']]
    return round(amount * factor * 1000)


def given_mg(commands):
    """What ran from each order to the next one, summed up."""
    total, rate, set_rate, since = Fraction(0), 0, 0, None
    for at, _, _, what in commands:
        now = {'set_rate': lambda: micrograms_per_hour(what, what['weight_kg'] if 'weight_kg' in what else 0),
               'pause_infusion': lambda: 0, 'stop_infusion': lambda: 0,
               'resume_infusion': lambda: set_rate}.get(order_name(what))
        if not now:
            continue
        if since:
            total += rate * Fraction(round((at - since).total_seconds() * 1000), 3_600_000)
        rate, since = now(), at
        if order_name(what) == 'set_rate':
            set_rate = rate
    assert rate == 0, 'it was stopped'
    return float(total / 1000)


@pytest.mark.parametrize('name', PLAYED)
def test_the_session_goes_through_its_phases_to_the_discharge(played, name):
    server, printed = played
    assert 'Every session ended discharged' in printed[name]
    rows = server.record.rows(
        'SELECT phase, pump_attached, over FROM vigil.infusion_event WHERE bed = %s ORDER BY at, journal, seq, item', name)
    phases = [phase for phase, _, _ in rows]
    first_seen = sorted(set(phases), key=phases.index)
    assert [p for p in first_seen if p != 'paused'] == PHASES, phases
    assert 'paused' in phases, 'too deep a sedation was answered by a pause'
    sessions = server.record.rows(
        'SELECT protocol, phase, pump_attached, over, ended_why FROM vigil.infusion WHERE bed = %s', name)
    assert sessions == [(f'{name}-{PLAYED[name][0]}x', 'discharged', False, True, None)]


@pytest.mark.parametrize('name', PLAYED)
def test_the_dose_in_the_record_is_what_the_orders_come_to(played, name):
    server, _ = played
    expected = given_mg(commands_of(server.record, name))
    (total, rate), = server.record.rows('SELECT total_mg, rate_mg_per_h FROM vigil.infusion WHERE bed = %s', name)
    assert expected > 0.005, 'something was given'
    assert abs(total - expected) < 0.0021, 'a microgram, rounded up or down at each change'
    assert rate == 0


@pytest.mark.parametrize('name', PLAYED)
def test_orders_stand_in_the_record_with_author_and_reason_and_refused_ones_do_not(played, name):
    server, printed = played
    orders = commands_of(server.record, name)
    assert {by for _, by, _, _ in orders} == {'nurse-1'}
    refused = re.findall(r'refused +(.*)', printed[name])
    assert any('more than' in why for why in refused), refused
    assert any('screening is not passed' in why for why in refused), refused
    protocol = tomllib.loads((PROTOCOLS / f'{name}.toml').read_text())
    most = protocol['dose']['most']
    limit = most.get('mg_per_24h') or most['mg_per_kg_per_hour'] * 70
    rates = [(what, reason) for _, _, reason, what in orders if order_name(what) == 'set_rate']
    above = [(what, reason) for what, reason in rates if what['amount'] > limit]
    assert len(above) == 1, 'of those beyond the ceiling only the one with two prescribers was taken'
    what, reason = above[0]
    assert (what['prescriber'], what['second_prescriber'], what['override']) == ('prescriber-1', 'prescriber-2', True)
    assert reason == 'pain is not relieved, discussed by both'
    assert all(not what['override'] and reason is None for what, reason in rates if what['amount'] <= limit)
    amounts = [what['amount'] for what, _ in rates]
    step = protocol['dose']['step']
    most_at_once = step.get('mg_per_24h') or step['mg_per_hour']
    rises = [b - a for a, b in zip(amounts, amounts[1:]) if b <= limit]
    assert max(rises) <= most_at_once + 0.01, 'the step that was too large is not there'
    answers = [(what, reason) for _, _, reason, what in orders if order_name(what) == 'answer_screening' and what['override']]
    assert [(a['second_prescriber'], why) for a, why in answers] == [('prescriber-2', 'seen and weighed by both')]
    asked = {q['name'] for q in protocol['screening']}
    assert {what['question'] for _, _, _, what in orders if order_name(what) == 'answer_screening'} == asked


@pytest.mark.parametrize('name', PLAYED)
def test_each_complication_raised_its_alarms_and_somebody_took_note(played, name):
    server, _ = played
    alarms = server.record.rows('SELECT rule, kind, acknowledged_by, phase FROM vigil.alarm WHERE bed = %s', name)
    raised = {rule for rule, _, _, _ in alarms}
    assert ALARMS[name] <= raised, sorted(raised)
    overdue = [(rule, kind) for rule, kind, _, _ in alarms if rule.startswith('overdue_')]
    assert overdue and all(kind == 'technical' for _, kind in overdue)
    for rule in ALARMS[name]:
        assert 'nurse-1' in {by for r, _, by, _ in alarms if r == rule}, rule
    assert {phase for rule, _, _, phase in alarms if rule in ALARMS[name]} == {'cleared'}
    leaving = server.record.rows("SELECT message FROM vigil.alarm WHERE bed = %s AND rule = 'leaves_with_pump'", name)
    assert leaving == [('Registration moves this patient: the pump is attached',)]


@pytest.mark.parametrize('name', PLAYED)
def test_what_monitor_and_pump_sent_and_what_the_nurse_charted_are_observations(played, name):
    server, _ = played
    seen = {metric: (unit, count) for metric, unit, count in server.record.rows(
        'SELECT metric, min(unit), count(*) FROM vigil.observation WHERE bed = %s AND value IS NOT NULL GROUP BY metric', name)}
    assert {metric: seen[metric][0] for metric in ('pump_flow', 'pump_dose_rate', 'pump_concentration', 'pump_remaining')} == {
        'pump_flow': 'mL/h', 'pump_dose_rate': 'mg/h', 'pump_concentration': 'mg/mL', 'pump_remaining': 'mL'}
    for metric in ('heart_rate', 'spo2', 'respiratory_rate', 'nibp_systolic', 'pump_flow'):
        assert seen[metric][1] > 50, metric
    charted = dict(server.record.rows(
        "SELECT metric, max(value) FROM vigil.observation WHERE bed = %s AND sender = 'nurse-1' GROUP BY metric", name))
    assert (charted['poss'], charted['hallucination'], charted['agitation']) == (4, 2, 2)
    values = [v for _, _, _, what in commands_of(server.record, name) if order_name(what) == 'chart' for v in what['values']]
    protocol = tomllib.loads((PROTOCOLS / f'{name}.toml').read_text())
    for item in protocol.get('item', []):
        if any(item['name'] in check['items'] for check in protocol['check'] if check.get('every') != '48h'):
            assert any(v['item'] == item['name'] for v in values), item['name']


def test_the_record_of_all_of_them_is_consistent(played):
    server, _ = played
    consistent(server.record)
    assert server.record.rows("SELECT count(DISTINCT source) FROM vigil.protocol WHERE text LIKE '%%never for patients%%'") == [
        (len(PLAYED),)], 'a demonstration is one wherever it is kept'


def test_the_days_of_a_course_are_compared_and_a_day_too_many_is_refused(postgres):
    server = server_with_demonstrations(postgres, {'chronic-pain-course': (3600, 0)})
    try:
        run = simulate(server, 'chronic-pain-course', 3600, bed='SIM/1', complications='none', sessions=5)
        printed, _ = run.communicate(timeout=200)
        assert run.returncode == 0, printed
        server.record.wait_rows('SELECT 1 FROM vigil.infusion WHERE over', count=5, timeout_s=30)
        days = server.record.rows('SELECT day, phase, total_mg > 0 FROM vigil.infusion ORDER BY infusing_since')
        assert days == [(day, 'discharged', True) for day in range(1, 6)]
        sixth = simulate(server, 'chronic-pain-course', 3600, bed='SIM/1', complications='none')
        printed, _ = sixth.communicate(timeout=60)
        assert sixth.returncode == 1 and 'infusion_start' in printed and 'refused' in printed, printed
    finally:
        server.close()
        shutil.rmtree(server.folder, ignore_errors=True)


def test_a_protocol_that_the_server_does_not_have_is_not_played(vigil):
    run = simulate(vigil, 'day-case-low-dose', 600)
    printed, _ = run.communicate(timeout=30)
    assert run.returncode == 2
    assert 'the server has no protocol day-case-low-dose-600x' in printed, printed


def test_demonstrations_are_named_and_titled_as_such(tmp_path):
    files = demonstrations(tmp_path, 'all', 600)
    assert sorted(files) == sorted(str(tmp_path / f'{name}-600x.toml') for name in PLAYED)
    listed = subprocess.run([PROGRAM, 'protocols', '--directory', tmp_path], capture_output=True, text=True, timeout=30)
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.count('DEMONSTRATION, 600 times as fast: ') == len(PLAYED)


def test_a_complication_that_raises_nothing_fails(postgres):
    assert RULES.count('"agitation"') == 1
    server = server_with_demonstrations(postgres, {'day-case-low-dose': (600, 0)}, RULES.replace('"agitation"', '"restless"'))
    try:
        run = simulate(server, 'day-case-low-dose', 600, complications='hallucination')
        printed, _ = run.communicate(timeout=120)
        assert run.returncode == 1, printed
        assert "FAILED: not within 41 s: alarms hallucination, agitation of 'hallucination'" in printed
    finally:
        server.close()
        shutil.rmtree(server.folder, ignore_errors=True)
