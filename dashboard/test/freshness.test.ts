import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshness, read, watchedWord } from '../src/freshness';
import { fill, slots } from '../src/slots';
import { at, bed, cuff, heartRate, noon, value } from './samples';

test('a value goes from fresh to aging to stale to absent at half, once and twice its limit', () => {
    const states = [0, 7499, 7500, 14999, 15000, 29999, 30000].map((ageMs) => freshness(ageMs, 15000));
    assert.deepEqual(states, ['fresh', 'fresh', 'aging', 'aging', 'stale', 'stale', 'absent']);
});

test('a bed of which nothing is live says whether its monitor is still to be heard after a restart', () => {
    assert.equal(watchedWord(bed('W1/3', { monitored: false })), 'NOT MONITORED');
    assert.equal(watchedWord(bed('W1/3', { monitored: false, recovering: true })), 'NO MONITOR YET');
    assert.equal(watchedWord(bed('W1/3', { monitored: false, away: true })), 'ON LEAVE');
});

test('a value whose age is unknown is absent', () => {
    assert.equal(freshness(NaN, 15000), 'absent');
    assert.equal(freshness(1000, NaN), 'absent');
    assert.equal(read(value(80), heartRate, NaN).number, null);
    assert.equal(read(value(80, { received_at: 'yesterday' }), heartRate, noon).freshness, 'absent');
});

test('the age that decides is that of the receipt, not what the sender claims', () => {
    const claimed = value(80, { measured_at: at(-3600000) });
    assert.equal(read(claimed, heartRate, noon).freshness, 'fresh');
    const backdated = value(80, { measured_at: at(3600000) });
    assert.equal(read(backdated, heartRate, noon + 16000).freshness, 'stale');
});

test('an age is shown as soon as a value is not fresh', () => {
    assert.equal(read(value(80), heartRate, noon + 2000).age, '');
    assert.equal(read(value(80), heartRate, noon + 9000).age, '9 s');
});

test('a sign that was charted by hand counts for as long as the server says, and always shows its age', () => {
    const charted = value(80, { charted_counts_for_ms: 1200000 });
    assert.equal(read(charted, heartRate, noon + 540000).freshness, 'fresh');
    assert.equal(read(charted, heartRate, noon + 540000).age, '9 min');
    assert.equal(read(charted, heartRate, noon + 1200000).freshness, 'stale');
});

test('an absent value shows no number, however good it was', () => {
    const gone = read(value(80), heartRate, noon + 30000);
    assert.deepEqual([gone.number, gone.word, gone.freshness], [null, null, 'absent']);
});

test('sensor off, implausible and test are words, never numbers', () => {
    assert.equal(read(value(null, { status: 'sensor_off' }), heartRate, noon).word, 'sensor off');
    for (const status of ['implausible', 'test'] as const) {
        const shown = read(value(400, { status }), heartRate, noon);
        assert.deepEqual([shown.word, shown.number], [status, null]);
    }
});

test('an unavailable value, a missing number and an unknown status show nothing', () => {
    assert.equal(read(value(80, { status: 'unavailable' }), heartRate, noon).freshness, 'absent');
    assert.equal(read(value(null), heartRate, noon).freshness, 'absent');
    assert.equal(read(value(80, { status: 'guessed' as never }), heartRate, noon).number, null);
    assert.equal(read(undefined, heartRate, noon).freshness, 'absent');
    assert.equal(read(value(80), undefined, noon).freshness, 'absent');
});

test('a questionable value is shown as such', () => {
    const doubted = read(value(80, { status: 'questionable' }), heartRate, noon);
    assert.deepEqual([doubted.number, doubted.questionable], ['80', true]);
});

const metrics = new Map(['systolic', 'diastolic', 'mean'].map((part) => [`nibp_${part}`, cuff(part)]));
const pressure = slots.find((slot) => slot.name === 'nibp')!;

test('a cuff shows its three numbers and the age of the measurement, though it was resent just now', () => {
    const measured_at = at(-12 * 60000);
    const values = {
        nibp_systolic: value(128, { measured_at }),
        nibp_diastolic: value(76, { measured_at }),
        nibp_mean: value(93, { measured_at }),
    };
    const shown = fill(pressure, bed('W1/3', { values }), metrics, noon);
    assert.deepEqual([shown.number, shown.age, shown.unit], ['128/76 (93)', '12 min', 'mmHg']);
});

test('a pressure is as old as its older half, and half a pressure is none', () => {
    const old = value(76, { received_at: at(-2400000) });
    const uneven = bed('b', { values: { nibp_systolic: value(128), nibp_diastolic: old } });
    const stale = fill(pressure, uneven, metrics, noon);
    assert.equal(stale.freshness, 'stale');
    const half = fill(pressure, bed('b', { values: { nibp_systolic: value(128) } }), metrics, noon);
    assert.deepEqual([half.freshness, half.number], ['absent', null]);
});

test('without a heart rate the pulse rate takes its place under its own name', () => {
    const both = new Map([heartRate, { ...heartRate, name: 'pulse_rate' }].map((m) => [m.name, m]));
    const shown = fill(slots[0]!, bed('b', { values: { pulse_rate: value(71) } }), both, noon);
    assert.deepEqual([shown.label, shown.number], ['PR', '71']);
});

test('a charted level is shown with its scale: a bare number would mean another level on another scale', () => {
    const sedation = { ...heartRate, name: 'sedation', unit: '{score}', sampling: 'charted' as const };
    const shown = (text: string) => {
        const { scale, number } = read(value(1, { text }), sedation, noon);
        return [scale, number];
    };
    assert.deepEqual(shown('POSS 2'), ['POSS', '2']);
    assert.deepEqual(shown('UK 0-3 1'), ['UK 0-3', '1']);
    assert.deepEqual(shown('RASS -5'), ['RASS', '-5']);
    const off = read(value(null, { status: 'sensor_off', text: 'POSS 2' }), sedation, noon);
    assert.deepEqual([off.scale, off.number], ['', null]);
});
