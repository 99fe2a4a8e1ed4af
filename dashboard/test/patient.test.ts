import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lanes, laneMetrics, scaleOf } from '../src/patient/layout';
import { adjustable, limitLines } from '../src/patient/limits';
import { alarmMarks, doseMarks, grouped, rateSteps, worst } from '../src/patient/markers';
import { timeline } from '../src/patient/happenings';
import type { RecordedAlarm } from '../src/patient/record';
import { beginSubmission, withAnswer } from '../src/patient/submission';
import { patient } from '../src/catalogue/patient';
import type { Rule } from '../src/wire';
import { alarm, at, bed } from './samples';
import { act, doseHistory, minute, minuteMs, series } from './trends';

const compares = { metrics: ['heart_rate'], above: true };
const tachycardia: Rule = {
    name: 'tachycardia',
    kind: 'physiological',
    levels: [
        { priority: 'medium', limit: 120, unit: '/min', compares, adjustable: [100, 150] },
        { priority: 'high', limit: 150, unit: '/min', compares, adjustable: null },
    ],
};
const joined: Rule = {
    ...tachycardia,
    name: 'joined',
    levels: [{ priority: 'high', limit: 10, unit: '/min', compares: null, adjustable: [8, 12] }],
};
const own = { rule: 'tachycardia', priority: 'medium' as const, limit: 135, by: 'nurse-1', reason: 'athlete', until: at(minuteMs) };

test('a limit of the rules stands in the lane of its sign, on its side, and gives way to the own one', () => {
    const wards = limitLines([tachycardia, joined], bed('W1/3'), ['heart_rate', 'pulse_rate']);
    assert.deepEqual(wards.map((l) => [l.priority, l.limit, l.above, l.own]), [['medium', 120, true, false], ['high', 150, true, false]]);
    const patients = limitLines([tachycardia], bed('W1/3', { limits: [own] }), ['heart_rate']);
    assert.deepEqual(patients.map((l) => [l.limit, l.own]), [[135, true], [150, false]]);
    assert.deepEqual(limitLines([tachycardia], bed('W1/3'), ['spo2']), []);
});

test('a limit that raises nothing alone, and one of the monitoring itself, is no line', () => {
    assert.deepEqual(limitLines([joined], bed('W1/3'), ['heart_rate']), []);
    assert.deepEqual(limitLines([{ ...tachycardia, kind: 'technical' }], bed('W1/3'), ['heart_rate']), []);
});

test('only a limit that the rules let be moved is offered, with the one that is in force', () => {
    const offered = adjustable([tachycardia, joined], bed('W1/3', { limits: [own] }));
    assert.deepEqual(offered.map(({ rule, levels }) => [rule.name, levels.map((l) => [l.level.priority, l.own?.limit ?? null])]), [
        ['tachycardia', [['medium', 135]]],
        ['joined', [['high', null]]],
    ]);
});

test('a lane shows everything that came, and its limits, and at least its usual range', () => {
    const heart = lanes[0]!;
    const calm = series({ heart_rate: [70, 75] }).metrics;
    const [low, high] = scaleOf(heart, calm, []);
    assert.ok(low < 50 && low > 40 && high > 120 && high < 130);
    assert.ok(scaleOf(heart, series({ heart_rate: [210] }).metrics, [])[1] > 210);
    assert.ok(scaleOf(heart, calm, [30])[0] < 30);
});

test('the record is asked for no more signs than it answers at once', () => {
    assert.ok(laneMetrics.length <= 16);
    assert.equal(new Set(laneMetrics).size, laneMetrics.length);
});

const recorded = (id: string, changes: Partial<RecordedAlarm> = {}): RecordedAlarm => {
    const { signalled_at: _, evidence: __, ...rest } = alarm(id);
    return { ...rest, evidence: { metric: 'heart_rate', value: 128, limit: 120 }, changed_at: at(5 * minuteMs), ...changes };
};

test('an alarm is marked once, as the stream says; what the stream knows no more is over', () => {
    const marks = alarmMarks([recorded('a', { phase: 'cleared' }), recorded('b'), recorded('c')], [alarm('b', { priority: 'high' })]);
    const told = Object.fromEntries(marks.map((m) => [m.id, [m.untilMs, m.priority]]));
    const over = minute(5);
    assert.deepEqual(told, { a: [over, recorded('a').priority], b: [null, 'high'], c: [over, recorded('c').priority] });
    assert.equal(marks.find((m) => m.id === 'a')?.metric, 'heart_rate');
});

test('marks that would cover each other stand together, under the most urgent of them', () => {
    const marks = alarmMarks(
        [
            recorded('a', { since: at(0), priority: 'low' }),
            recorded('b', { since: at(4 * minuteMs), priority: 'high' }),
            recorded('c', { since: at(10 * minuteMs) }),
        ],
        [],
    );
    const groups = grouped(marks, 5 * minuteMs);
    assert.deepEqual(groups.map((group) => [group.atMs, group.marks.length]), [[minute(0), 2], [minute(10), 1]]);
    assert.equal(worst(groups[0]!.marks)?.id, 'b');
    assert.deepEqual(grouped([], 1), []);
});

const ordered = { amount: 10, unit: 'mg/h', concentration_mg_per_ml: null, weight_kg: null, route: 'intravenous', prescriber: 'doctor-1', second_prescriber: null };
const dose = doseHistory({
    steps: [{ ...act(10), ordered, rate_mg_per_h: 10 }],
    boluses: [{ ...act(12), mg: 5, route: 'intravenous' }],
    pauses: [act(20), act(25), act(40)],
    rates: [{ mg_per_h: 10, at: at(10 * minuteMs) }, { mg_per_h: 0, at: at(20 * minuteMs) }, { mg_per_h: 10, at: at(25 * minuteMs) }],
    ended: act(50),
});

test('steps, boluses, pauses and what ends them are marked in order of time', () => {
    assert.deepEqual(doseMarks(dose).map((m) => [m.what, (m.atMs - minute(0)) / minuteMs]), [
        ['step', 10],
        ['bolus', 12],
        ['pause', 20],
        ['resume', 25],
        ['pause', 40],
        ['stop', 50],
    ]);
    assert.deepEqual(doseMarks(null), []);
});

test('the rate that ran before the span began runs on in it', () => {
    const steps = rateSteps(dose, minute(15), minute(22));
    assert.deepEqual(steps.map((s) => [(s.atMs - minute(0)) / minuteMs, s.rate]), [[15, 10], [20, 0]]);
    assert.deepEqual(rateSteps(dose, minute(0), minute(5)), []);
});

test('the timeline is in order of time, with what is to come before everything', () => {
    const until = at(120 * minuteMs);
    const held = bed('W1/3', { limits: [{ ...own, until }], paused: [{ rule: 'low_spo2', by: 'nurse-1', reason: 'suction', until: at(90 * minuteMs) }] });
    const acknowledged = { by: 'nurse-1', at: at(2 * minuteMs) };
    const alarms = alarmMarks([recorded('a', { phase: 'cleared', since: at(minuteMs), acknowledged })], []);
    const set = { ...act(30), entered_at: at(45 * minuteMs), id: 'q1', corrects: null, corrected_by: null, values: [], note: 'calm' };
    const stays = [
        { fromMs: minute(-90), stay: 's0', patient: 'P-16', began: false },
        { fromMs: minute(-60), stay: 's1', patient: 'P-17', began: true },
    ];
    const entries = timeline({ bed: held, alarms, dose: { ...dose, observations: [set] }, stays });
    assert.deepEqual(entries.map((e) => e.kind), [
        'limit_ends',
        'pause_ends',
        'dose',
        'dose',
        'observation',
        'dose',
        'dose',
        'dose',
        'dose',
        'over',
        'acknowledged',
        'alarm',
        'session',
        'stay',
    ]);
    const keys = entries.map((e) => e.key);
    assert.equal(new Set(keys).size, keys.length);
});

test('an order repeated without an answer keeps its name; one that is refused or changed is another', () => {
    let names = 0;
    const newId = () => `r${++names}`;
    const first = beginSubmission(null, { limit: 130 }, newId);
    const lost = withAnswer(first, { ok: false, reason: 'no answer in time', status: 0 });
    assert.deepEqual([lost.state, lost.answered], ['refused', false]);
    assert.equal(beginSubmission(lost, { limit: 130 }, newId).request, 'r1');
    assert.equal(beginSubmission(lost, { limit: 131 }, newId).request, 'r2');
    const refused = withAnswer(first, { ok: false, reason: 'this limit may be 100 to 150', status: 422 });
    assert.equal(refused.reason, 'this limit may be 100 to 150');
    assert.equal(beginSubmission(refused, { limit: 130 }, newId).request, 'r3');
});

test('what the server has taken is not done yet: it is done when the bed shows it', () => {
    const taken = withAnswer(beginSubmission(null, {}, () => 'r'), { ok: true, value: null });
    assert.equal(taken.state, 'sent');
});

test('every text has its places filled alike in both languages', () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    for (const [key, text] of Object.entries(patient.en))
        assert.deepEqual(places(patient.de[key as keyof typeof patient.de]), places(text), key);
});
