import assert from 'node:assert/strict';
import { test } from 'node:test';
import { momentsOf, stripOf } from '../src/infusion/course';
import { knownOf } from '../src/infusion/known';
import { gapMs, Reader, type ReaderPorts, restMs, retryMs, type Told } from '../src/infusion/reader';
import { standingOf } from '../src/infusion/standing';
import { countdown, daysBetween, lastAt, spanText } from '../src/infusion/when';
import type { InfusionSession } from '../src/infusion/wire';
import type { Metric } from '../src/wire';
import { alarm, at, bed, noon, value } from './samples';
import { act, check, session, set } from './sessions';

const minute = 60_000;

test('a countdown counts down, then up, and says nothing of a time that is not known', () => {
    assert.deepEqual(countdown(noon + 245_000, noon), { overdue: false, text: '4:05 min' });
    assert.deepEqual(countdown(noon, noon), { overdue: true, text: '0:00 min' });
    assert.deepEqual(countdown(noon - 190_000, noon), { overdue: true, text: '3:10 min' });
    assert.equal(countdown(noon, NaN), null);
    assert.deepEqual([125 * minute, 50 * 60 * minute].map(spanText), ['2 h 05 min', '2 d 2 h']);
});

test('a time of day is the last moment at which the clock showed it', () => {
    const morning = new Date(2026, 10, 22, 0, 10).getTime();
    assert.equal(lastAt('0:05', morning), new Date(2026, 10, 22, 0, 5).getTime());
    assert.equal(lastAt('2355', morning), new Date(2026, 10, 21, 23, 55).getTime());
    assert.deepEqual(['24:00', '12:60', 'noon', '', '5'].map((text) => lastAt(text, morning)), [null, null, null, null, null]);
    assert.equal(daysBetween('2026-11-20T12:00:00.000Z', noon), 2);
});

test('what stands against a rise is what the server tells: high alarms, open warnings, checks that are overdue', () => {
    const warning = { rule: 'stop_unrousable', message: 'Hard to rouse', priority: 'high', since: at(0), until: null, missed: false } as const;
    const told = session({
        warnings: [warning, { ...warning, rule: 'pump_lost', until: at(5) }, { ...warning, rule: 'overdue_vitals' }],
        checks: [check('vitals', { overdue: true }), check('pain')],
    });
    const alarms = [
        alarm('1', { rule: 'stop_unrousable', priority: 'high' }),
        alarm('2', { rule: 'low_spo2', priority: 'high', message: 'SpO2 84 below 90' }),
        alarm('3', { rule: 'tachycardia', priority: 'medium' }),
        alarm('4', { rule: 'apnoea', priority: 'high', phase: 'latched' }),
    ];
    assert.deepEqual(standingOf(told, alarms).map((each) => [each.kind, each.text]), [
        ['alarm', 'SpO2 84 below 90'],
        ['warning', 'Hard to rouse'],
        ['check', 'Title of vitals'],
    ]);
});

const ordered = { amount: 10, unit: 'mg/h', concentration_mg_per_ml: null, weight_kg: null, route: 'intravenous', prescriber: 'doctor-1', second_prescriber: null };
const step = (offsetMs: number, rate: number) => ({ ...act(offsetMs), ordered: { ...ordered, amount: rate }, rate_mg_per_h: rate, against: [] });
const turn = (offsetMs: number) => ({ ...act(offsetMs), second_prescriber: null, against: [] });
const bolus = { ...act(5 * minute), mg: 5, route: 'intravenous' as const, prescriber: 'doctor-1', second_prescriber: null, against: [] };

function course(): InfusionSession {
    return session({
        steps: [step(0, 10), step(30 * minute, 20)],
        boluses: [bolus],
        pauses: [turn(10 * minute), turn(20 * minute), turn(25 * minute), turn(30 * minute)],
        rates: [
            { mg_per_h: 10, at: at(0) },
            { mg_per_h: 0, at: at(10 * minute) },
            { mg_per_h: 10, at: at(20 * minute) },
            { mg_per_h: 0, at: at(25 * minute) },
            { mg_per_h: 20, at: at(30 * minute) },
        ],
        ended: act(60 * minute),
    });
}

test('the course has each moment once, newest first; a rate that ends a pause says so itself', () => {
    assert.deepEqual(momentsOf(course()).map((moment) => moment.kind), [
        'ended', 'rate', 'pause', 'resume', 'pause', 'bolus', 'began', 'rate',
    ]);
});

test('the strip has the rate as steps between its beginning and its end, with pauses and boluses', () => {
    const strip = stripOf(course(), noon + 60 * minute)!;
    assert.equal(strip.mostMgPerHour, 20);
    assert.deepEqual(strip.corners.slice(0, 4), [[0, 0], [0, 0.5], [1 / 6, 0.5], [1 / 6, 0]]);
    assert.deepEqual(strip.corners.at(-1), [1, 1]);
    assert.equal(strip.pauses.length, 2);
    assert.ok(Math.abs(strip.pauses[0]!.width - 1 / 6) < 1e-9);
    assert.deepEqual(strip.boluses, [{ x: 5 / 60, mg: 5 }]);
    assert.equal(stripOf(session(), noon), null);
    assert.equal(stripOf(course(), NaN), null);
});

test('a session that is paused now is hatched up to now', () => {
    const rates = [{ mg_per_h: 10, at: at(0) }, { mg_per_h: 0, at: at(30 * minute) }];
    const paused = session({ rates });
    paused.infusion.phase = 'paused';
    assert.deepEqual(stripOf(paused, noon + 60 * minute)!.pauses, [{ x: 0.5, width: 0.5 }]);
    paused.infusion.phase = 'recovery';
    assert.deepEqual(stripOf(paused, noon + 60 * minute)!.pauses, []);
});

const cuff: Metric = { name: 'nibp_systolic', label: 'NIBP', unit: 'mm[Hg]', stale_after_ms: 2_400_000, sampling: 'episodic' };
const metrics = new Map([[cuff.name, cuff]]);

test('of a baseline it is shown what the monitor has, else what was charted, else that nothing is known', () => {
    const pain = set('a', 0, [{ item: 'pain', number: 6 }]);
    const level = set('b', 0, [{ item: 'poss', number: 1, text: '1' }]);
    const replaced = set('c', 1000, [{ item: 'pain', number: 9 }], { corrected_by: 'd' });
    const here = bed('W1/3', { values: { nibp_systolic: value(120, { unit: 'mm[Hg]' }) } });
    const known = (item: string) => knownOf(item, here, metrics, [pain, level, replaced], noon);
    assert.deepEqual(known('systolic'), { from: 'monitor', number: 120, ageMs: 0 });
    assert.equal((known('pain') as { value: { number: number } }).value.number, 6);
    assert.equal(known('sedation').from, 'charted');
    assert.equal(known('mood_change').from, 'nowhere');
});

function played(answers: (InfusionSession | null | string)[]) {
    let nowMs = 0;
    let due: { atMs: number; call: () => void } | null = null;
    const asked: number[] = [];
    const told: Told[] = [];
    const ports: ReaderPorts = {
        ask() {
            asked.push(nowMs);
            const next = answers.length > 1 ? answers.shift()! : answers[0]!;
            if (typeof next === 'string') return Promise.resolve({ ok: false, reason: next, status: 0 } as const);
            return Promise.resolve({ ok: true, value: next ?? {} } as const);
        },
        tell: (each) => told.push(each),
        now: () => nowMs,
        later(ms, call) {
            due = { atMs: nowMs + ms, call };
            return () => (due = null);
        },
    };
    const pass = async (ms: number) => {
        const end = nowMs + ms;
        for (await null, await null; due && due.atMs <= end; await null, await null) {
            const { atMs, call } = due;
            [nowMs, due] = [atMs, null];
            call();
        }
        nowMs = end;
    };
    return { reader: new Reader('s1', ports), asked, told, pass };
}

test('however often something changes, the session is asked for at most once a second', async () => {
    const { reader, asked, pass } = played([session()]);
    await pass(100);
    for (let i = 0; i < 20; ++i) {
        reader.read();
        await pass(100);
    }
    assert.deepEqual(asked, [0, gapMs, 2 * gapMs]);
});

test('while nothing changes it is asked for once a minute, and no more once it is closed', async () => {
    const { reader, asked, pass } = played([session()]);
    await pass(restMs + 1);
    assert.deepEqual(asked, [0, restMs]);
    reader.close();
    await pass(10 * restMs);
    assert.equal(asked.length, 2);
});

test('a question that was under way when something changed does not answer for it', async () => {
    const { reader, told, pass } = played([session()]);
    const question = reader.read();
    assert.equal(question, 2);
    await pass(10);
    assert.equal(told.at(-1)!.answered, 1);
    await pass(gapMs);
    assert.equal(told.at(-1)!.answered, 2);
});

test('without an answer the old one stands, it is said, and it is asked again soon', async () => {
    const { asked, told, pass } = played([session(), 'no answer', session()]);
    await pass(restMs + 1);
    assert.equal(told.at(-1)!.failed, 'no answer');
    assert.ok(told.at(-1)!.session);
    await pass(retryMs);
    assert.equal(told.at(-1)!.failed, null);
    assert.equal(asked.length, 3);
});

test("another patient's session is none of this stay's", async () => {
    const { told, pass } = played([session({ stay: 's2' })]);
    await pass(1);
    assert.equal(told.at(-1)!.session, null);
});
