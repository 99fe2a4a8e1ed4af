import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsAttention } from '../src/attention';
import { infusionBadge, nextCheck } from '../src/care';
import { patientLabel } from '../src/privacy';
import { watched } from '../src/watched';
import { alarm, at, bed, infusion, noon } from './samples';

const minute = 60_000;
const ordered = {
    amount: 10,
    unit: 'mg/h',
    concentration_mg_per_ml: null,
    weight_kg: null,
    route: 'intravenous',
    prescriber: 'doctor-1',
    second_prescriber: null,
};

test('a running infusion says its drug, rate as ordered, step, and how long ago that was changed', () => {
    const running = bed('W1/3', { infusion: infusion({ ordered, steps: 2, step_at: at(0), phase_since: at(-60 * minute) }) });
    const badge = infusionBadge(running, noon + 12 * minute)!;
    assert.deepEqual([badge.drug, badge.state, badge.step, badge.since], ['ketamine', '10 mg/h', 'step 2', '12 min']);
});

test('an infusion that does not run never shows a rate', () => {
    for (const phase of ['paused', 'recovery', 'ready', 'baseline']) {
        const held = bed('W1/3', { infusion: infusion({ ordered, phase, phase_since: at(0) }) });
        const badge = infusionBadge(held, noon + 3 * minute)!;
        assert.equal(badge.running, false);
        assert.ok(!badge.state.includes('mg'), badge.state);
        assert.deepEqual([badge.step, badge.since], ['', '3 min']);
    }
});

test('a phase without a session is said, and no infusion says nothing', () => {
    assert.equal(infusionBadge(bed('W1/3'), noon), null);
    assert.equal(infusionBadge(bed('W1/3', { phase: 'discharged', infusion: infusion({ over: true }) }), noon), null);
    assert.equal(infusionBadge(bed('W1/3', { phase: 'recovery' }), noon)?.state, 'recovery');
});

test('a check counts down, and one that is overdue says so in words', () => {
    const check = (dueMs: number) =>
        nextCheck(bed('W1/3', { infusion: infusion({ next_check: { name: 'c', title: 'Checks', due_at: at(dueMs), missing: ['mood'] } }) }), noon)!;
    assert.deepEqual([check(4 * minute).text, check(4 * minute).overdue], ['in 4 min', false]);
    assert.deepEqual([check(-3 * minute).text, check(-3 * minute).overdue], ['overdue 3 min', true]);
    assert.equal(check(0).overdue, false);
    assert.equal(check(-1).overdue, true);
    assert.equal(check(0).detail, 'Checks, mood');
});

test('empty, silent and not yet heard are three things', () => {
    const unheard = { monitored: false, last_heard: null };
    assert.equal(watched(bed('W1/3')), 'monitored');
    assert.equal(watched(bed('W1/3', unheard)), 'empty');
    assert.equal(watched(bed('W1/3', { ...unheard, patient: 'P-17' })), 'silent');
    assert.equal(watched(bed('W1/3', { ...unheard, last_heard: at(0) })), 'silent');
    assert.equal(watched(bed('W1/3', { ...unheard, recovering: true })), 'recovering');
});

test('what needs attention: an alarm, an overdue check, a monitor that is not heard', () => {
    const calm = bed('W1/3');
    assert.equal(needsAttention(calm, [], noon), false);
    assert.equal(needsAttention(calm, [alarm('a', { bed: 'W1/4' })], noon), false);
    assert.equal(needsAttention(calm, [alarm('a', { acknowledged: { by: 's', at: at(0) } })], noon), true);
    assert.equal(needsAttention(bed('W1/3', { monitored: false }), [], noon), true);
    assert.equal(needsAttention(bed('W1/3', { monitored: false, last_heard: null }), [], noon), false);
    const late = infusion({ next_check: { name: 'c', title: 'C', due_at: at(-1), missing: [] } });
    assert.equal(needsAttention(bed('W1/3', { infusion: late }), [], noon), true);
});

test('with privacy there are initials or nothing, and never a number', () => {
    const who = { patient: 'P-17', patient_name: 'Doe, John' };
    assert.equal(patientLabel(who, 'open'), 'Doe, John');
    assert.equal(patientLabel({ ...who, patient_name: null }, 'open'), 'P-17');
    assert.equal(patientLabel(who, 'initials'), 'D. J.');
    assert.equal(patientLabel({ ...who, patient_name: null }, 'initials'), '');
    assert.equal(patientLabel(who, 'none'), '');
});
