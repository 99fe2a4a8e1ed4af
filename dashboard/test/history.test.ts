import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backfill } from '../src/backfill';
import { bucketMs, bucketsMax, curve, History } from '../src/history';
import { direction } from '../src/score';
import { noon } from './samples';

const known = (history: History, lane = 'spo2', nowMs = noon) =>
    history.window('W1/3', lane, nowMs).map((bucket) => (bucket ? [bucket.low, bucket.high] : null));

test('each half minute keeps its least and its most, and the newest is last', () => {
    const history = new History();
    for (const value of [97, 84, 95]) history.add('W1/3', 's1', 'spo2', noon + 1000, value);
    history.add('W1/3', 's1', 'spo2', noon - bucketMs, 98);
    assert.deepEqual(known(history).slice(-3), [null, [98, 98], [84, 97]]);
    assert.equal(known(history).length, bucketsMax);
});

test('half an hour later nothing is left of it, and what was not measured stays a gap', () => {
    const history = new History();
    history.add('W1/3', 's1', 'spo2', noon, 97);
    assert.equal(known(history, 'spo2', noon + (bucketsMax - 1) * bucketMs)[0]?.[0], 97);
    assert.ok(known(history, 'spo2', noon + bucketsMax * bucketMs).every((bucket) => bucket === null));
});

test('a bed that is heard for a month keeps half an hour', () => {
    const history = new History();
    for (let i = 0; i < 86_400; ++i) history.add('W1/3', 's1', 'spo2', noon + i * bucketMs, i);
    const newest = noon + 86_399 * bucketMs;
    assert.equal(known(history, 'spo2', newest).filter(Boolean).length, bucketsMax);
    assert.equal(known(history, 'spo2', newest - bucketsMax * bucketMs).filter(Boolean).length, 0);
});

test('the next patient in the bed has a curve of their own', () => {
    const history = new History();
    history.add('W1/3', 's1', 'spo2', noon - bucketMs, 84);
    history.add('W1/3', 's2', 'spo2', noon, 99);
    assert.deepEqual(known(history).filter(Boolean), [[99, 99]]);
});

test('a bed that the ward no longer has is forgotten', () => {
    const history = new History();
    history.add('W1/3', 's1', 'spo2', noon, 84);
    history.keepOnly(new Map([['W1/4', 1]]));
    assert.ok(known(history).every((bucket) => bucket === null));
});

test('a curve has one outline for each stretch without a gap, and stays in its box', () => {
    const path = curve([{ low: 90, high: 95 }, { low: 91, high: 91 }, null, { low: 20, high: 300 }], [50, 110], 120, 24);
    assert.equal(path.match(/M/g)?.length, 2);
    const numbers = path.match(/[\d.]+/g)!.map(Number);
    assert.ok(numbers.every((n, i) => n >= 0 && n <= (i % 2 ? 24 : 120)), path);
    assert.equal(curve([null, null], [50, 110]), '');
});

test('a score rises or falls only if it did so for certain', () => {
    const score = (low: number, high = low) => ({ low, high, complete: low === high, missing: [], stale: [], undecided: [] });
    const window = (low: number, high = low) => [null, { low, high }, null, { low: 0, high: 20 }];
    assert.equal(direction(score(5), window(3)), 'rising');
    assert.equal(direction(score(1), window(3)), 'falling');
    assert.equal(direction(score(3), window(3)), 'steady');
    assert.equal(direction(score(3, 6), window(3)), null);
    assert.equal(direction(score(4, 6), window(3)), 'rising');
    assert.equal(direction(score(2), window(1, 4)), null);
    assert.equal(direction(score(5), [null, null]), null);
    assert.equal(direction(score(5), [null, { low: 1, high: 1 }]), null, 'the half minute of now is no past');
});

test('what was before is asked one bed after the other, and again a minute after a failure', async () => {
    const asked: string[] = [];
    let works = false;
    const settled = () => new Promise<void>((done) => queueMicrotask(() => queueMicrotask(done)));
    const backfill = new Backfill(async (bed) => {
        asked.push(bed);
        return works;
    });
    backfill.want(['a', 'b']);
    backfill.tick(0);
    backfill.tick(0);
    assert.deepEqual(asked, ['a']);
    await settled();
    backfill.tick(59_999);
    assert.deepEqual(asked, ['a']);
    works = true;
    for (const at of [60_000, 60_001, 60_002]) {
        backfill.tick(at);
        await settled();
    }
    assert.deepEqual(asked, ['a', 'b', 'a']);
});
