import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, type Ward } from '../src/store';
import { bed, bedEvent, heartbeat, infusion, infusionEvent, snapshot } from './samples';

function ward(): Ward {
    const held = apply(apply(null, snapshot(5)).ward, bedEvent(6, bed('W1/3'))).ward;
    assert.ok(held);
    return held;
}

const of = (held: Ward) => held.beds.get('W1/3')?.infusion;

test("a bed's infusion session is held as it was told last, in sequence with every other event", () => {
    assert.equal(of(ward()), null);
    const begun = apply(ward(), infusionEvent(7, infusion())).ward!;
    assert.equal(of(begun)?.rate_mg_per_h, 10);
    const paused = apply(begun, infusionEvent(8, infusion({ phase: 'paused', rate_mg_per_h: 0 }))).ward!;
    assert.equal(of(paused)?.phase, 'paused');
    assert.equal(apply(paused, heartbeat(8, [])).broken, undefined);
    assert.match(apply(paused, infusionEvent(10, infusion())).broken ?? '', /gap/);
});

test("what is told last of a stay that is over is not the next patient's", () => {
    const next = apply(ward(), bedEvent(7, bed('W1/3', { stay: 's2' }))).ward!;
    const told = apply(next, infusionEvent(8, infusion({ over: true }), 's1')).ward!;
    assert.equal(of(told), null);
    assert.equal(told.seq, 8);
});

test('a session at an unknown bed changes nothing but the sequence', () => {
    const held = ward();
    const told = apply(held, infusionEvent(7, infusion(), 's1', 'W1/9')).ward!;
    assert.equal(told.seq, 7);
    assert.deepEqual(told.beds, held.beds);
});
