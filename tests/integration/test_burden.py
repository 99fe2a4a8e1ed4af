"""GET /v1/burden: the numbers of a ward's alarms, against plain SQL."""

import datetime
from urllib.parse import quote

import pytest

import oracle
from test_record_trends import as_documented, examples


def test_the_documented_example_is_as_documented():
    for example in examples('/v1/burden'):
        as_documented('Burden', example)


def burden(server, query='ward=W1'):
    answer = server.get(f'/v1/burden?{query}')
    assert answer.status == 200, answer
    return as_documented('Burden', answer.json)


def value(server, sql, *values):
    ((found,),) = server.record.rows(sql, *values)
    return found


@pytest.fixture
def busy(recorded):
    """Alarms of two rules in three beds: some acknowledged, some that end, one that is left; another ward."""
    wall = recorded.dashboard()
    for bed in range(3):
        for heart_rate, spo2 in ((160, 97), (160, 80), (80, 97)):
            recorded.report(f'W1/{bed}', {'heart_rate': (heart_rate, '/min'), 'spo2': (spo2, '%')})
            if spo2 == 80 and bed < 2:
                assert wall.acknowledge(wall.wait_alarm('low_spo2', bed=f'W1/{bed}')['id'])['ok']
    recorded.report('W1/0', {'poss': (3, '')})
    recorded.report('W2/1', {'spo2': (80, '%')})
    recorded.record.wait_rows("SELECT 1 FROM vigil.alarm WHERE ward = 'W2'")
    recorded.record.wait_rows("SELECT 1 FROM vigil.alarm WHERE rule = 'high_sedation'")
    return recorded


def test_the_numbers_are_those_of_plain_sql(busy):
    found = burden(busy)
    of_ward = "FROM vigil.alarm WHERE ward = 'W1'"
    assert found['all']['alarms'] == value(busy, f'SELECT count(*) {of_ward}') == 7
    assert found['by_rule'][0]['alarms'] == 3 and found['top_rules'][-1] == 'high_sedation'
    for rule in found['by_rule']:
        assert rule['alarms'] == value(busy, f'SELECT count(*) {of_ward} AND rule = %s', rule['rule']), rule
    for priority, counts in found['by_priority'].items():
        assert counts['alarms'] == value(
            busy, "SELECT count(*) FROM vigil.alarm_event WHERE ward = 'W1' AND change = 'onset' AND priority = %s",
            priority)
    for hour, count in enumerate(found['by_hour']):
        assert count == value(
            busy, f"SELECT count(*) {of_ward} AND date_part('hour', since AT TIME ZONE 'UTC') = %s", hour)
    assert found['all']['acknowledged'] == value(
        busy, "SELECT count(DISTINCT id) FROM vigil.alarm_event WHERE ward = 'W1' AND acknowledged_at IS NOT NULL") == 2
    first = "SELECT min(acknowledged_at - since) AS t FROM vigil.alarm_event WHERE ward = 'W1' GROUP BY id"
    for share, name in ((0.5, 'acknowledged_median_s'), (0.9, 'acknowledged_p90_s')):
        plain = value(busy, f'SELECT extract(epoch FROM percentile_cont({share}) WITHIN GROUP (ORDER BY t)) '
                            f'FROM ({first}) AS a')
        assert found['all'][name] == pytest.approx(float(plain), abs=1e-3)
    ended = value(busy, "SELECT count(*) FROM vigil.alarm WHERE ward = 'W1' AND phase = 'cleared' "
                        "AND acknowledged_by IS NULL AND at - since <= interval '30 s'")
    assert found['all']['over_in_30_s_share'] == pytest.approx(ended / 7) and ended == 4
    assert found['technical_share'] == 0


def test_alarms_are_reckoned_by_monitored_time_and_not_by_the_calendar(busy):
    found = burden(busy)
    plain = value(busy, "SELECT extract(epoch FROM sum(%s::timestamptz - at)) / 86400 FROM vigil.bed_event "
                        "WHERE ward = 'W1' AND monitored", found['to'])
    assert value(busy, "SELECT count(*) FROM vigil.bed_event WHERE ward = 'W1'") == 3, 'each bed is heard from then on'
    assert found['monitored_bed_days'] == pytest.approx(float(plain), abs=1e-9)
    assert found['alarms_per_bed_day'] == pytest.approx(7 / found['monitored_bed_days'])


def test_only_alarms_of_the_span_count_and_a_span_that_is_too_long_is_refused(busy):
    (second,) = [since for (since,) in busy.record.rows(
        "SELECT since FROM vigil.alarm WHERE ward = 'W1' ORDER BY since OFFSET 1 LIMIT 1")]
    stamp = quote(second.isoformat())
    assert burden(busy, f'ward=W1&to={stamp}')['all']['alarms'] == 1
    assert burden(busy, f'ward=W1&from={stamp}')['all']['alarms'] == 6
    assert burden(busy, 'ward=W9')['all']['alarms'] == 0
    long_ago = quote((datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=32)).isoformat())
    for query, complaint in (('', 'ward is missing'), ('ward=W1&bed=3', 'is not known'),
                             (f'ward=W1&from={long_ago}', 'from may be 31 days before to')):
        answer = busy.get(f'/v1/burden?{query}')
        assert answer.status == 400 and complaint in answer.json['detail'], answer


def test_without_a_record_there_is_no_burden_to_tell(vigil):
    answer = vigil.get('/v1/burden?ward=W1')
    assert answer.status == 503 and answer.json['detail'] == 'no record is kept here'


def test_another_server_on_the_same_record_is_asked_the_same(busy, new_server):
    before = burden(busy, f'ward=W1&to={quote(burden(busy)["to"])}')
    other = new_server(database=busy.database).start()
    after = burden(other, f'ward=W1&from={quote(before["from"])}&to={quote(before["to"])}')
    assert after == before
    oracle.consistent(busy.record)
