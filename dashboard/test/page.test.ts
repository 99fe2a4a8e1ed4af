import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bursts, lengthMs } from '../src/bursts';
import { columnsFor } from '../src/grid';
import { bedMarks, scoreMark } from '../src/marks';
import { byAttention, byBed, byUrgency, mostUrgentSound, placeLabel, withoutMembers } from '../src/order';
import { answerMsMax, answered, begin, settle } from '../src/requests';
import { ageText, ServerClock } from '../src/time';
import { alarm, at, bed } from './samples';

const acknowledged = { by: 'nurse station 1', at: at(0) };

test('beds keep the order in which people count', () => {
    assert.deepEqual(['W1/10', 'W1/2', 'W1/1'].sort(byBed), ['W1/1', 'W1/2', 'W1/10']);
});

test('alarms come by priority, then unseen, then holding, then the one waiting longest', () => {
    const list = [
        alarm('newer', { since: at(2000) }),
        alarm('seen', { acknowledged }),
        alarm('high latched', { priority: 'high', phase: 'latched' }),
        alarm('older', { since: at(1000) }),
        alarm('high', { priority: 'high', since: at(3000) }),
    ];
    const expected = ['high', 'high latched', 'older', 'newer', 'seen'];
    assert.deepEqual(list.sort(byUrgency).map((a) => a.id), expected);
});

test('on a tile an acknowledged high alarm does not hide a low one that nobody has seen', () => {
    const list = [alarm('seen', { priority: 'high', acknowledged }), alarm('unseen', { priority: 'low' })];
    assert.equal(list.sort(byAttention)[0]?.id, 'unseen');
});

test('the sound is that of the highest priority that nobody has acknowledged', () => {
    const seen = alarm('a', { priority: 'high', acknowledged });
    assert.equal(mostUrgentSound([seen, alarm('b', { priority: 'low' }), alarm('c')]), 'medium');
    assert.equal(mostUrgentSound([seen]), null);
});

test('an acknowledgement waits until the alarm itself says that it is done', () => {
    const waiting = begin(new Map(), 'a', { id: 'r1', sentAtMs: 0, error: null });
    assert.equal(answered(waiting, { type: 'result', request: 'r1', ok: true }), waiting);
    assert.equal(settle(waiting, new Map([['a', alarm('a')]]), 1000), waiting);
    assert.equal(settle(waiting, new Map([['a', alarm('a', { acknowledged })]]), 1000).size, 0);
    assert.equal(settle(waiting, new Map(), 1000).size, 0);
});

test('a refusal and a silence of three seconds are both said', () => {
    const waiting = begin(new Map(), 'a', { id: 'r1', sentAtMs: 0, error: null });
    const refused = answered(waiting, { type: 'result', request: 'r1', ok: false, reason: 'no such alarm' });
    assert.equal(refused.get('a')?.error, 'no such alarm');
    const silent = settle(waiting, new Map([['a', alarm('a')]]), answerMsMax);
    assert.deepEqual([silent.get('a')?.error, silent.get('a')?.id], ['no answer', 'r1']);
});

test('bursts have the pulses and gaps of their priority', () => {
    const gaps = (['high', 'medium', 'low'] as const).map((priority) => {
        const { starts_ms, pulse_ms } = bursts[priority];
        return starts_ms.slice(1).map((start, i) => start - starts_ms[i]! - pulse_ms);
    });
    assert.deepEqual(gaps, [[80, 80, 280, 80, 700, 80, 80, 280, 80], [200, 200], []]);
    assert.ok(bursts.high.pause_ms >= 2500 && bursts.high.pause_ms <= 15000);
    assert.ok(bursts.medium.pause_ms >= 2500 && bursts.medium.pause_ms <= 30000);
    assert.equal(lengthMs(bursts.medium), 1000);
});

test('server time comes from the least delayed heartbeat', () => {
    const clock = new ServerClock();
    assert.ok(Number.isNaN(clock.at(0)));
    clock.heard(100_000, 400);
    clock.heard(101_000, 1050);
    clock.heard(102_000, 2600);
    assert.equal(clock.at(3050), 103_000);
});

test('server time follows at once when a clock was set, and ignores what is no time', () => {
    const clock = new ServerClock();
    clock.heard(100_000, 0);
    clock.heard(NaN, 500);
    clock.heard(50_000, 1000);
    assert.equal(clock.at(2000), 51_000);
});

test('ages are short and never negative', () => {
    const texts = [-5000, 0, 89_000, 90_000, 89 * 60_000, 90 * 60_000, 49 * 3_600_000, NaN].map(ageText);
    assert.deepEqual(texts, ['0 s', '0 s', '89 s', '1 min', '89 min', '1 h', '2 d', '']);
});

test('four to sixty beds fill a wall without scrolling', () => {
    const [width, height, gap, rowMin] = [1632, 900, 5, 124];
    for (let count = 4; count <= 60; ++count) {
        const rows = Math.ceil(count / columnsFor(count, width, height));
        assert.ok(rows * (rowMin + gap) <= height, `${count} beds need ${rows} rows`);
    }
});

test('twelve beds stand in four columns on a wall and on a tablet, in one on a telephone', () => {
    assert.equal(columnsFor(12, 1520, 1000), 4);
    assert.equal(columnsFor(12, 990, 735), 4);
    assert.equal(columnsFor(12, 374, 3000), 1);
    assert.equal(columnsFor(0, 1520, 1000), 1);
});

test('a paused alarm does not sound, and is still listed', () => {
    const paused = alarm('a', { priority: 'high', paused: { by: 'nurse-1', reason: 'suction', until: at(60000) } });
    assert.equal(mostUrgentSound([paused]), null);
    assert.equal(mostUrgentSound([paused, alarm('b', { priority: 'low' })]), 'low');
    assert.equal(withoutMembers([paused]).length, 1);
});

test('an alarm of the ward stands for those of its beds, and for no others', () => {
    const silent = { rule: 'monitor_silent', kind: 'technical' } as const;
    const group = alarm('g', { ...silent, bed: null, stay: null, beds: ['W1/1', 'W1/2'], priority: 'low' });
    const member = alarm('a', { ...silent, bed: 'W1/1', priority: 'high' });
    const others = [
        alarm('b', { ...silent, bed: 'W1/9' }),
        alarm('c', { bed: 'W1/1' }),
        alarm('d', { rule: 'sensor_off', kind: 'technical', bed: 'W1/2' }),
    ];
    assert.deepEqual(withoutMembers([group, member, ...others]), [group, ...others]);
    assert.equal(mostUrgentSound([group, member]), 'low');
    assert.equal(placeLabel(group), 'Ward');
    assert.equal(placeLabel(member), 'Bed 1');
});

test('a tile says what was decided for its patient, by whom, why and until when', () => {
    assert.deepEqual(bedMarks(bed('W1/3')), []);
    const decided = { by: 'nurse-1', reason: 'known', until: at(3600_000) };
    const marks = bedMarks(
        bed('W1/3', {
            limits: [{ ...decided, rule: 'tachycardia', priority: 'medium', limit: 140 }],
            paused: [{ ...decided, rule: 'low_spo2' }],
        }),
    );
    assert.deepEqual(
        marks.map((m) => m.text),
        ['own limit 140', 'alarm paused'],
    );
    assert.match(marks[0]!.detail, /^tachycardia, medium: until \d\d:\d\d:\d\d, nurse-1: known$/);
    assert.match(marks[1]!.detail, /^low_spo2: until .*, nurse-1: known$/);
});

test('a score that lacks something is a range, and says what it lacks', () => {
    const known = { low: 5, high: 5, complete: true, missing: [], stale: [], undecided: [] };
    const text = (changes: object) => scoreMark({ ...known, ...changes }, 1);
    assert.equal(text({}).text, 'NEWS2 5');
    const partial = text({ high: 11, complete: false, missing: ['temperature'], undecided: ['consciousness'] });
    assert.equal(partial.text, 'NEWS2 5–11, incomplete');
    assert.equal(partial.detail, 'SpO2 scale 1; missing: temperature; undecided: consciousness');
});
