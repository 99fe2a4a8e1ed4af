import assert from 'node:assert/strict';
import { test } from 'node:test';
import { append, beginStay, emptySeries, indexAt, pointsWanted, runs, seriesOf, slide, stayAt, stayOf } from '../src/patient/series';
import { at } from './samples';
import { minute, minuteMs, series, trend } from './trends';

const heart = (values: (number | null)[]) => series({ heart_rate: values });
const runsOf = (values: (number | null)[], joinMs = 15_000) => runs(heart(values), values, joinMs);

test('a gap is drawn as a gap: minutes without a value end a curve', () => {
    assert.deepEqual(runsOf([70, 71, 72]), [[0, 2]]);
    assert.deepEqual(runsOf([70, null, 72]), [[0, 0], [2, 2]]);
    assert.deepEqual(runsOf([null, 70, 71, null, null, 72, null]), [[1, 2], [5, 5]]);
    assert.deepEqual(runsOf([null, null]), []);
});

test('values that follow each other while the one before still counts are one curve', () => {
    assert.deepEqual(runsOf([70, null, 72], minuteMs), [[0, 2]]);
    assert.deepEqual(runsOf([70, null, 72], minuteMs - 1), [[0, 0], [2, 2]]);
});

test('a curve never goes on into the stay of another patient', () => {
    const two = series({ heart_rate: [70, 71, 90] }, {
        stays: [{ from: at(0), stay: 's1', patient: 'P-1' }, { from: at(2 * minuteMs), stay: 's2', patient: 'P-2' }],
    });
    assert.deepEqual(runs(two, [70, 71, 90], minuteMs), [[0, 1], [2, 2]]);
    assert.equal(stayAt(two, minute(1.9))?.patient, 'P-1');
    assert.equal(stayAt(two, minute(2))?.patient, 'P-2');
    assert.equal(stayAt(two, minute(-1)), undefined);
});

test('a stay that was there when the span began holds its first interval, wherever that begins', () => {
    const stays = [{ from: at(20_000), stay: 's1', patient: 'P-1' }];
    const held = seriesOf(trend({ heart_rate: [70, 71] }, { stays }), minute(0) + 20_000, 3_600_000);
    assert.deepEqual([held.stays[0]?.began, stayAt(held, minute(0))?.patient], [false, 'P-1']);
    assert.deepEqual(runs(held, [70, 71], 0), [[0, 1]]);
    const later = seriesOf(trend({ heart_rate: [70, 71] }, { stays }), minute(0), 3_600_000);
    assert.deepEqual([later.stays[0]?.began, stayOf(later, 0)?.patient], [true, 'P-1']);
    assert.deepEqual(runs(later, [70, 71], 0), [[0, 1]]);
});

test('what the stream tells goes into intervals of its own, after those of the record', () => {
    const held = append(heart([70, 71]), [
        { metric: 'heart_rate', atMs: minute(2.1), value: 80 },
        { metric: 'heart_rate', atMs: minute(2.5), value: 90 },
        { metric: 'heart_rate', atMs: minute(3.2), value: 60 },
    ]);
    assert.deepEqual(held.starts, [0, 1, 2, 3].map(minute));
    const { min, mean, max } = held.metrics.get('heart_rate')!;
    assert.deepEqual([min, mean, max], [[70, 71, 80, 60], [70, 71, 85, 60], [70, 71, 90, 60]]);
});

test('what the record has counted is not counted again, and what is unknown or late changes nothing', () => {
    const held = heart([70, 71]);
    assert.equal(append(held, [{ metric: 'heart_rate', atMs: minute(1.9), value: 180 }]), held);
    assert.equal(append(held, [{ metric: 'cvp_mean', atMs: minute(5), value: 8 }]), held);
    assert.equal(append(held, [{ metric: 'heart_rate', atMs: NaN, value: 180 }]), held);
    const later = append(held, [{ metric: 'heart_rate', atMs: minute(5), value: 80 }]);
    assert.equal(append(later, [{ metric: 'heart_rate', atMs: minute(3), value: 180 }]), later);
});

test('a silence of the stream is a gap as well, though no interval stands for it', () => {
    const held = append(heart([70, 71]), [{ metric: 'heart_rate', atMs: minute(30), value: 80 }]);
    assert.deepEqual(held.starts, [0, 1, 30].map(minute));
    assert.deepEqual(runs(held, held.metrics.get('heart_rate')!.mean, 15_000), [[0, 1], [2, 2]]);
});

test('intervals of several signs stay side by side', () => {
    const both = append(series({ heart_rate: [70], spo2: [97] }), [
        { metric: 'spo2', atMs: minute(1.1), value: 96 },
        { metric: 'heart_rate', atMs: minute(2.1), value: 80 },
    ]);
    assert.deepEqual(both.metrics.get('heart_rate')!.mean, [70, null, 80]);
    assert.deepEqual(both.metrics.get('spo2')!.mean, [97, 96, null]);
});

test('another patient begins an interval of their own, in the middle of one', () => {
    const before = append(heart([70]), [{ metric: 'heart_rate', atMs: minute(1.2), value: 80 }]);
    const held = append(beginStay(before, { fromMs: minute(1.5), stay: 's2', patient: 'P-18', began: true }), [
        { metric: 'heart_rate', atMs: minute(1.6), value: 120 },
    ]);
    assert.deepEqual(held.starts, [minute(0), minute(1), minute(1.5)]);
    assert.deepEqual(held.ends, [minute(1), minute(1.5), minute(2.5)]);
    assert.deepEqual(held.metrics.get('heart_rate')!.max, [70, 80, 120]);
    assert.deepEqual(runs(held, [70, 80, 120], minuteMs), [[0, 1], [2, 2]]);
});

test('what has left the span is dropped, and nothing grows for as long as the page is open', () => {
    const spanMs = 3_600_000;
    let held = emptySeries(['heart_rate'], spanMs, minute(0));
    for (let s = 0; s < 3 * 3600; s++) {
        const now = minute(0) + s * 1000;
        held = slide(append(held, [{ metric: 'heart_rate', atMs: now, value: 70 }]), now);
    }
    assert.ok(held.starts.length <= pointsWanted + 1, `${held.starts.length} intervals`);
    assert.equal(held.metrics.get('heart_rate')!.mean.length, held.starts.length);
    assert.equal(held.ends.length, held.starts.length);
    assert.ok(held.ends[0]! > minute(180) - 1000 - spanMs);
});

test('of stays that are over only the one that reaches into the span is kept', () => {
    const stays = [0, 1, 2].map((i) => ({ from: at(i * minuteMs), stay: `s${i}`, patient: null }));
    const held = slide(series({ heart_rate: [1, 2, 3] }, { stays }), minute(1.5) + 4 * 3_600_000);
    assert.deepEqual(held.stays.map((s) => s.stay), ['s1', 's2']);
    assert.deepEqual(held.starts, [minute(1), minute(2)]);
});

test('the interval at a time is found at both ends as well', () => {
    const held = heart([1, 2, 3]);
    assert.deepEqual([-5, 0, 0.5, 1, 2.9, 99].map((m) => indexAt(held, minute(m))), [0, 0, 0, 1, 2, 2]);
    assert.equal(indexAt({ starts: [] }, minute(0)), -1);
});
