import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvName, csvOf, localTime } from '../src/patient/csv';
import { Cursor } from '../src/patient/cursor';
import { lanes } from '../src/patient/layout';
import { cellText, intervalAt, moved, newestAt, rowAt, rowsOf, saidAt, tracesShown } from '../src/patient/table';
import { at } from './samples';
import { minute, minuteMs, series } from './trends';

const held = series({ heart_rate: [70, null, 72], nibp_systolic: [128, null, null], nibp_diastolic: [76, null, null] });
const heart = lanes[0]!.traces[0]!;
const cuff = lanes.find((lane) => lane.name === 'pressure')!.traces[0]!;
const hold = (metric: string) => (metric === 'heart_rate' ? 15_000 : 40 * minuteMs);

test('the table has a row for each interval in which something came', () => {
    assert.deepEqual(rowsOf(held).map((row) => row.index), [0, 2]);
    assert.deepEqual(tracesShown(held).map((trace) => trace.label), ['HR', 'NIBP']);
});

test('a cell says the mean and how far it went, a pressure both halves, half a pressure nothing', () => {
    assert.equal(cellText(rowAt(held, 0), heart), '70');
    assert.equal(cellText(rowAt(held, 1), heart), '');
    assert.equal(cellText(rowAt(held, 0), cuff), '128/76');
    assert.equal(cellText(rowAt(series({ nibp_systolic: [128] }), 0), cuff), '');
    const wide = series({ heart_rate: [70] });
    const range = { ...wide.metrics.get('heart_rate')!, min: [64], max: [91.4] };
    assert.equal(cellText(rowAt({ ...wide, metrics: new Map([['heart_rate', range]]) }, 0), heart), '70 (64–91)');
});

test('the cursor reads what held: a cuff of some minutes ago with its time, a heart rate of then or nothing', () => {
    const said = (index: number) => saidAt(held, index, hold).map(({ text, atMs }) => [text, atMs]);
    assert.deepEqual(said(0), [['70', null], ['128/76', null]]);
    assert.deepEqual(said(1), [['', null], ['128/76', minute(0)]]);
    assert.deepEqual(said(2), [['72', null], ['128/76', minute(0)]]);
});

test('nothing of the patient before is read to the next one', () => {
    const two = series({ nibp_systolic: [128, null], nibp_diastolic: [76, null], heart_rate: [70, 90] }, {
        stays: [{ from: at(0), stay: 's1', patient: 'P-1' }, { from: at(minuteMs), stay: 's2', patient: 'P-2' }],
    });
    assert.deepEqual(saidAt(two, 1, hold).map((each) => each.text), ['90', '']);
});

test('arrow keys move by one interval, with shift or by page by ten, Home and End to the ends', () => {
    const long = series({ heart_rate: Array.from({ length: 30 }, () => 70) });
    const after = (from: number | null, key: string, shift = false) => {
        const to = moved(long, from === null ? null : minute(from), key, shift);
        return to === null ? null : (to - minute(0)) / minuteMs;
    };
    assert.equal(after(null, 'ArrowLeft'), 29);
    assert.equal(after(29, 'ArrowLeft'), 28);
    assert.equal(after(28, 'ArrowRight'), 29);
    assert.equal(after(29, 'ArrowRight'), 29);
    assert.equal(after(0, 'ArrowLeft'), 0);
    assert.equal(after(15, 'ArrowLeft', true), 5);
    assert.equal(after(15, 'PageDown'), 25);
    assert.equal(after(15, 'Home'), 0);
    assert.equal(after(15, 'End'), 29);
    assert.equal(after(15, 'a'), null);
    assert.equal(moved(series({}, { times: [] }), null, 'ArrowLeft', false), null);
});

test('what keys move to is said, what a pointer points at is not, and Escape ends it', () => {
    const cursor = new Cursor();
    assert.equal(cursor.indexIn(held), 2);
    assert.equal(cursor.key(held, { key: 'Home', shiftKey: false }), true);
    assert.deepEqual([cursor.atMs.value, cursor.byKey.value, cursor.indexIn(held)], [minute(0), true, 0]);
    assert.equal(cursor.key(held, { key: 'x', shiftKey: false }), false);
    cursor.point(minute(1.5));
    assert.deepEqual([cursor.byKey.value, cursor.indexIn(held)], [false, 1]);
    cursor.key(held, { key: 'Escape', shiftKey: false });
    assert.equal(cursor.atMs.value, null);
});

test('a time between intervals is in none, and the newest values are shown only while they count', () => {
    assert.equal(intervalAt(held, minute(2.99)), 2);
    assert.equal(intervalAt(held, minute(3)), -1);
    assert.equal(intervalAt(held, minute(-0.1)), -1);
    assert.equal(newestAt(held, minute(3) + 15_000, 15_000), 2);
    assert.equal(newestAt(held, minute(3) + 15_001, 15_000), -1);
});

const head = {
    bed: 'W1/3',
    zone: 'Europe/Berlin',
    label: (metric: string) => (metric === 'heart_rate' ? 'HR' : metric),
    unit: (metric: string) => (metric === 'heart_rate' ? '/min' : 'mm[Hg]'),
    offsetMinutes: () => 60,
};

test('an export says when by which clock, whose, of which bed, and in which unit', () => {
    const lines = csvOf(held, head).split('\r\n');
    assert.match(lines[0]!, /^time,zone,bed,stay,patient id,interval s,HR mean \[\/min\],HR min \[\/min\],HR max \[\/min\],nibp_systolic mean \[mmHg\]/);
    assert.equal(lines[1], '2026-11-22T13:00:00+01:00,Europe/Berlin,W1/3,s1,P-17,60,70,70,70,128,128,128,76,76,76');
    assert.equal(lines[2], '2026-11-22T13:02:00+01:00,Europe/Berlin,W1/3,s1,P-17,60,72,72,72,,,,,,');
    assert.equal(lines.length, 4);
});

test('a line of an export names the patient of its own time', () => {
    const two = series({ heart_rate: [70, 90] }, {
        stays: [{ from: at(0), stay: 's1', patient: 'P-1' }, { from: at(minuteMs), stay: 's2', patient: null }],
    });
    const whose = csvOf(two, head).split('\r\n').slice(1, 3).map((line) => line.split(',').slice(3, 5));
    assert.deepEqual(whose, [['s1', 'P-1'], ['s2', '']]);
});

test('an identifier is never taken for a formula, nor does it break a line', () => {
    const patient = (name: string) => series({ heart_rate: [70] }, { stays: [{ from: at(0), stay: 's1', patient: name }] });
    const written = (name: string) => csvOf(patient(name), head).split('\r\n').slice(1).join('\r\n').split(',s1,')[1]!;
    assert.ok(written('=HYPERLINK("x")').startsWith(`"'=HYPERLINK(""x"")",60`));
    assert.ok(written('@sum').startsWith("'@sum,60"));
    assert.ok(written('-17').startsWith('-17,60'));
    assert.ok(written('a,"b"\r\nc').startsWith('"a,""b""\r\nc",60'));
});

test('times carry their offset, west of Greenwich and of half an hour as well', () => {
    assert.equal(localTime(minute(0), 0), '2026-11-22T12:00:00+00:00');
    assert.equal(localTime(minute(0), -210), '2026-11-22T08:30:00-03:30');
    assert.equal(localTime(minute(0), 345), '2026-11-22T17:45:00+05:45');
});

test('a file is named by bed, patient and time, whatever stands in them', () => {
    assert.equal(csvName('W1/3', 'P-17', minute(5), 60), 'vigil_W1-3_P-17_20261122-1305.csv');
    assert.equal(csvName('W1/../x', '../../"<a>', minute(0), 0), 'vigil_W1-x_-a-_20261122-1200.csv');
    assert.equal(csvName('W1/3', null, minute(0), 0), 'vigil_W1-3_20261122-1200.csv');
});
