import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bars, mgPerHour, numberOf, numberText } from '../src/infusion/amounts';
import { bolusOrder, rateOrder, type RateFields } from '../src/infusion/doseForm';
import { dropDraft, keepDraft, keptMs, recallDraft, type Shelf } from '../src/infusion/draft';
import { objectionsOf, wayOn } from '../src/infusion/objections';
import { attemptOf, busy, outcome, settled } from '../src/infusion/sending';

const rate: RateFields = { amount: '10', unit: 'mg/h', concentration: '', weight: '', route: 'intravenous', prescriber: 'doctor-1' };

test('a number is read with a point or a comma, and what could be two numbers is none', () => {
    assert.deepEqual(['12', '12.5', '12,5', ' 0,125 ', '-2', '−2'].map((text) => numberOf(text)), [12, 12.5, 12.5, 0.125, -2, -2]);
    assert.deepEqual(['', 'ten', '1,000', '12,345', '1.2.3', '5 mg', '1e3', '.5'].map((text) => numberOf(text)), [null, null, null, null, null, null, null, null]);
    assert.deepEqual(['0,125', '1.000', '1234,567'].map((text) => numberOf(text, 'en')), [0.125, 1, 1234.567]);
    assert.deepEqual(['1.000', '1,125', '0.125'].map((text) => numberOf(text, 'de')), [null, null, 0.125]);
});

test('amounts are written with the mark of the language and without idle zeros', () => {
    assert.equal(numberText(12.5, 'de-DE'), '12,5');
    assert.equal(numberText(0.3335, 'en-GB', 3), '0.334');
    assert.equal(numberText(10, 'en-GB', 3), '10');
});

test('a rate in any unit comes to what its definition says', () => {
    const of = (amount: number, unit: string, concentration: number | null = null, weight: number | null = null) =>
        mgPerHour({ amount, unit, concentration_mg_per_ml: concentration, weight_kg: weight });
    assert.equal(of(5, 'mL/h', 2), 10);
    assert.equal(of(0.2, 'mg/kg/h', null, 70), 14);
    assert.equal(of(5, 'ug/kg/min', null, 70), 21);
    assert.equal(of(240, 'mg/(24.h)'), 10);
    assert.deepEqual([of(5, 'mL/h'), of(1, 'mg/kg/h'), of(1, 'ug/kg/min'), of(1, 'g/h')], [null, null, null, null]);
});

test('a rate that is filled in becomes an order, and one that is not says what lacks', () => {
    const order = rateOrder({ ...rate, amount: '2,5', unit: 'mL/h', concentration: '2' }, 70);
    assert.deepEqual(order.fields, { amount: 2.5, unit: 'mL/h', route: 'intravenous', prescriber: 'doctor-1', concentration_mg_per_ml: 2 });
    assert.deepEqual([order.lacking, order.mgPerHour], [null, 5]);
    const lacking = (changes: Partial<RateFields>, kg: number | null = 70) => rateOrder({ ...rate, ...changes }, kg).lacking;
    assert.equal(lacking({ amount: '1,000' }), 'amount');
    assert.equal(lacking({ unit: 'mL/h' }), 'concentration');
    assert.equal(lacking({ concentration: 'two' }), 'concentration');
    assert.equal(lacking({ unit: 'mg/kg/h' }, null), 'weight');
    assert.equal(lacking({ unit: 'mg/kg/h', weight: '71' }, null), null);
    assert.equal(lacking({ prescriber: ' ' }), 'prescriber');
});

test('a weight that is not given is left to the session', () => {
    const order = rateOrder({ ...rate, amount: '0.1', unit: 'mg/kg/h' }, 70);
    assert.ok(!('weight_kg' in order.fields));
    assert.equal(order.mgPerHour, 7);
});

test('a bolus that is filled in becomes an order', () => {
    assert.deepEqual(bolusOrder({ mg: '5', route: 'oral', prescriber: 'doctor-1 ' }), {
        fields: { mg: 5, route: 'oral', prescriber: 'doctor-1' },
        lacking: null,
    });
    assert.equal(bolusOrder({ mg: '', route: 'oral', prescriber: 'doctor-1' }).lacking, 'amount');
});

test('bars show only what is told and limited, and a rate only while it runs', () => {
    const told = { rate_mg_per_h: 14, weight_kg: 70, total_mg: 40, total_24h_mg: 60 };
    const most = { mg_per_h: null, mg_per_kg_per_h: 0.35, mg_per_24h: 500, mg_total: null };
    assert.deepEqual(bars(told, most).map((bar) => [bar.name, bar.value, bar.most]), [
        ['mg_per_kg_per_h', 0.2, 0.35],
        ['mg_per_24h', 60, 500],
    ]);
    assert.deepEqual(bars({ ...told, weight_kg: null }, most).map((bar) => bar.name), ['mg_per_24h']);
    assert.deepEqual(bars({ ...told, rate_mg_per_h: 0 }, most).map((bar) => bar.name), ['mg_per_24h']);
});

test("a refusal is taken apart into the server's sentences, each with what would let it pass", () => {
    const text =
        'a rise by 72 mg/h is more than 10 mg/h at once (needs a reason and a second prescriber who is another person); ' +
        'an alarm of high priority is active (needs a reason)';
    const said = objectionsOf(text);
    assert.deepEqual(said.map((each) => each.why), ['a rise by 72 mg/h is more than 10 mg/h at once', 'an alarm of high priority is active']);
    assert.deepEqual(said.map((each) => each.passes), ['second_prescriber', 'reason']);
    assert.equal(wayOn(said), 'second_prescriber');
    assert.equal(wayOn(said.slice(1)), 'reason');
});

test('one sentence that nothing lets pass closes the way on for all', () => {
    assert.equal(wayOn(objectionsOf('it needs a prescriber; an alarm of high priority is active (needs a reason)')), 'never');
    assert.equal(wayOn([]), 'never');
});

test('a text of the protocol that holds the mark between sentences does not break one', () => {
    const line = 'Oriented, or almost; not more than a little light-headed';
    const said = objectionsOf(`${line}: disorientation was charted 2 (needs a reason)`, [line]);
    assert.deepEqual(said, [{ why: `${line}: disorientation was charted 2`, passes: 'reason', item: null }]);
});

test('what is said of a charted value is known by its item; only unlikely values may be confirmed', () => {
    const unlikely = "values[1] 'temperature': 30 Cel is unlikely (it mostly is 33 to 42): confirm it if it is so";
    const said = objectionsOf(`values[0] 'spo2': 120 cannot be: it is 1 to 100 %; ${unlikely}`);
    assert.deepEqual(said.map((each) => [each.item, each.passes]), [['spo2', 'never'], ['temperature', 'confirmed']]);
    assert.equal(said[0]!.why, '120 cannot be: it is 1 to 100 %');
    assert.equal(wayOn(said), 'never');
    assert.equal(wayOn(objectionsOf(unlikely)), 'confirmed');
});

test('the same content goes with the same request, other content with another', () => {
    let made = 0;
    const fresh = () => `r${++made}`;
    const first = attemptOf('a', null, fresh);
    assert.equal(attemptOf('a', first, fresh).request, 'r1');
    assert.equal(attemptOf('b', first, fresh).request, 'r2');
});

test('an order is done when the session was read after it, and not before', () => {
    const taken = outcome('r1', { ok: true, value: null }, () => 4);
    assert.ok(busy(taken));
    assert.equal(settled(taken, 3), false);
    assert.equal(settled(taken, 4), true);
});

test('what the server refused and what it did not answer are two things', () => {
    const of = (status: number) => outcome('r1', { ok: false, status, reason: 'why' }, () => 1).state;
    assert.deepEqual([409, 422, 404, 503, 0].map(of), ['refused', 'refused', 'refused', 'unanswered', 'unanswered']);
});

function shelf(): Shelf {
    const held = new Map<string, string>();
    return {
        get length() {
            return held.size;
        },
        key: (i) => [...held.keys()][i] ?? null,
        getItem: (key) => held.get(key) ?? null,
        setItem: (key, value) => void held.set(key, value),
        removeItem: (key) => void held.delete(key),
    };
}

test('a draft is there for ten minutes, and only at its own stay', () => {
    const place = shelf();
    keepDraft(place, 'chart', 's1', { note: 'mine' }, 1000);
    assert.deepEqual(recallDraft(place, 'chart', 's1', 1000 + keptMs), { note: 'mine' });
    assert.equal(recallDraft(place, 'chart', 's2', 1000), null);
    assert.equal(recallDraft(place, 'chart', 's1', 1001 + keptMs), null);
    assert.equal(place.length, 0);
});

test('an old draft goes whoever asks, and a place that is forbidden keeps nothing', () => {
    const place = shelf();
    keepDraft(place, 'chart', 's1', {}, 0);
    recallDraft(place, 'chart', 's2', keptMs + 1);
    assert.equal(place.length, 0);
    keepDraft(place, 'chart', 's1', {}, 0);
    dropDraft(place, 'chart', 's1');
    assert.equal(place.length, 0);
    keepDraft(null, 'chart', 's1', {}, 0);
    assert.equal(recallDraft(null, 'chart', 's1', 0), null);
});
