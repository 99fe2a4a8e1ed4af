import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOrder, emptyDraft, withEntry, withoutSent } from '../src/infusion/chartDraft';
import { type Item, itemOf, signs } from '../src/infusion/items';
import { offerOf } from '../src/infusion/monitor';
import { itemText, valueText } from '../src/infusion/names';
import { byObserved, entriesOf, stepped, valuesOf } from '../src/infusion/observation';
import { levels, usualScale } from '../src/infusion/scales';
import { askedByChecklist, sectionsOf } from '../src/infusion/sections';
import { observations } from '../src/catalogue/observations';
import type { Value } from '../src/wire';
import { at, bed, cuff, heartRate, noon, value } from './samples';
import { check, protocol, session, set } from './sessions';

const plan = protocol({
    items: [
        { name: 'passed_urine', ask: 'Has the patient passed urine?', answer: 'yes_no' },
        { name: 'vivid_dreams', ask: 'Vivid dreams?', answer: 'grade' },
        { name: 'sedative_given', ask: 'Which sedative?', answer: 'text' },
    ],
    checks: [
        { name: 'vitals', title: 'Title of vitals', items: ['pulse', 'sedation'] },
        { name: 'mind', title: 'Title of mind', items: ['vivid_dreams', 'anxiety'] },
    ],
    baseline: ['pulse', 'pain'],
});
const item = (name: string): Item => itemOf(name, plan, 'rass');

test('what is due first is asked first, and each item once', () => {
    const told = session({ checks: [check('mind', { due_at: at(900_000), missing: ['anxiety'] }), check('vitals', { due_at: at(60_000), missing: ['sedation'] })] });
    const sections = sectionsOf(told, plan);
    assert.deepEqual(sections.slice(0, 3).map((each) => [each.kind, each.items]), [
        ['due', ['sedation']],
        ['rest', ['pulse']],
        ['check', ['vivid_dreams', 'anxiety']],
    ]);
    const all = sections.flatMap((each) => each.items);
    assert.equal(new Set(all).size, all.length);
    assert.ok(Object.keys(signs).filter((name) => name !== 'heart_rate').every((name) => all.includes(name)));
});

test('everything that is overdue is asked first, in its order; what is not due in this phase is not due', () => {
    const told = session({
        checks: [
            check('vitals', { due_at: at(-1000), overdue: true, missing: ['sedation'] }),
            check('mind', { due_at: at(-5000), overdue: true, missing: ['anxiety'] }),
            check('later', { due_at: null, missing: ['pain'] }),
        ],
    });
    const due = sectionsOf(told, plan).filter((each) => each.kind === 'due');
    assert.deepEqual(due.map((each) => each.title), ['Title of mind', 'Title of vitals']);
    const one = session({ checks: [check('later', { due_at: null, missing: ['pain'] }), check('vitals', { missing: ['sedation'] })] });
    assert.deepEqual(sectionsOf(one, plan)[0], { kind: 'due', title: 'Title of vitals', dueAt: at(0), overdue: false, items: ['sedation'] });
});

test('before the first dose the baseline is asked, after the end what the checklist still lacks', () => {
    const before = session();
    before.infusion.phase = 'baseline';
    assert.deepEqual(sectionsOf(before, plan)[0]!.items, ['pulse', 'pain']);
    const line = { name: 'urine', text: 'Has passed urine', state: 'missing' as const, why: 'passed_urine was not charted since the infusion ended' };
    const after = session({ discharge: [line, { ...line, state: 'done', why: 'vivid_dreams' }, { ...line, state: 'blocked', why: 'sedation of depth 2 is more than 1' }] });
    after.infusion.phase = 'recovery';
    assert.deepEqual(askedByChecklist(after, plan), ['passed_urine', 'sedation']);
    assert.equal(sectionsOf(after, plan)[0]!.kind, 'leaving');
});

test('without a session everything that every server knows can be charted', () => {
    assert.deepEqual(sectionsOf(null, null).map((each) => each.kind), ['more']);
});

test('a form becomes a set: numbers, levels, grades, yes and no, and text', () => {
    const entry = (text: string, fromDevice = false) => ({ text, fromDevice });
    const entries = { pulse: entry('72', true), sedation: entry('-2'), vivid_dreams: entry('1'), passed_urine: entry('no'), sedative_given: entry(' 1 mg ') };
    const read = valuesOf(Object.keys(entries).map(item), entries);
    assert.deepEqual(read.values, [
        { item: 'pulse', value: 72, from_device: true },
        { item: 'rass', value: '-2' },
        { item: 'vivid_dreams', value: 1 },
        { item: 'passed_urine', value: false },
        { item: 'sedative_given', value: '1 mg' },
    ]);
    assert.deepEqual(read.unread, []);
});

test('a number that cannot be read is said and not sent; what is empty is not sent', () => {
    const read = valuesOf([item('pulse'), item('spo2')], { pulse: { text: '7o', fromDevice: false }, spo2: { text: ' ', fromDevice: false } });
    assert.deepEqual(read, { values: [], unread: ['pulse'] });
});

test('the order has its real time and the set that it replaces only where there are some', () => {
    const values = [{ item: 'pain', value: 4 }];
    assert.deepEqual(chartOrder(emptyDraft, { values, unread: [] }, 'nurse-1'), { by: 'nurse-1', values });
    const draft = { ...emptyDraft, note: ' a slip ', atMs: noon, corrects: 'q1' };
    assert.deepEqual(chartOrder(draft, { values: [], unread: [] }, 'nurse-1'), { by: 'nurse-1', note: 'a slip', at: at(0), corrects: 'q1' });
});

test('an answer that is cleared is gone, and one that is changed by hand is no longer the monitor\'s', () => {
    const taken = withEntry(emptyDraft, 'pulse', '72', true);
    assert.equal(taken.entries['pulse']!.fromDevice, true);
    assert.equal(withEntry(taken, 'pulse', '73').entries['pulse']!.fromDevice, false);
    assert.deepEqual(withEntry(taken, 'pulse', '').entries, {});
});

test('once a set is stored, what was entered or changed since it was sent stays', () => {
    const sent = withEntry(withEntry({ ...emptyDraft, note: 'a', atMs: noon, corrects: 'q1' }, 'pain', '4'), 'pulse', '72', true);
    assert.deepEqual(withoutSent(sent, sent), emptyDraft);
    const since = { ...withEntry(withEntry(sent, 'pulse', '73'), 'spo2', '97'), note: 'b' };
    const left = withoutSent(since, sent);
    assert.deepEqual(Object.keys(left.entries), ['pulse', 'spo2']);
    assert.deepEqual([left.note, left.atMs, left.corrects], ['b', null, null]);
    assert.equal(withoutSent(withEntry(sent, 'pulse', '72'), sent).entries['pulse']!.fromDevice, false);
});

test('a set that is corrected comes back into the form as it was entered', () => {
    const old = set('q1', 0, [{ item: 'rass', number: -2, text: '-2' }, { item: 'passed_urine', number: 1 }, { item: 'pulse', number: 82, from_device: true }]);
    const loaded = entriesOf(old, item);
    assert.equal(loaded.sedation, 'rass');
    assert.deepEqual(loaded.entries, {
        sedation: { text: '-2', fromDevice: false },
        passed_urine: { text: 'yes', fromDevice: false },
        pulse: { text: '82', fromDevice: true },
    });
});

test('of a set with two scales of sedation neither is lost when it is corrected', () => {
    const old = set('q1', 0, [{ item: 'poss', number: 2, text: '2' }, { item: 'rass', number: -1, text: '-1' }]);
    const loaded = entriesOf(old, (name) => itemOf(name, plan, 'poss'));
    const items = Object.keys(loaded.entries).map((name) => itemOf(name, plan, loaded.sedation!));
    assert.deepEqual(valuesOf(items, loaded.entries).values, [{ item: 'poss', value: '2' }, { item: 'rass', value: '-1' }]);
});

test('sets stand by when they were observed, and say when they were entered much later', () => {
    const late = set('late', -1_800_000, [{}], { entered_at: at(5000) });
    const rows = byObserved([set('first', 0, [{}]), late, set('second', 1000, [{}])]);
    assert.deepEqual(rows.map((row) => [row.set.id, row.late]), [['second', false], ['first', false], ['late', true]]);
});

test('a stepper changes the number that is there, never below zero, and makes none up', () => {
    assert.deepEqual([stepped('72', 5), stepped('36,6', 0.1), stepped('2', -5), stepped('1.5', 0.5)], ['77', '36.7', '0', '2.0']);
    assert.deepEqual([stepped('', 1), stepped('x', 1)], ['', 'x']);
});

const metrics = new Map([heartRate, cuff('systolic')].map((metric) => [metric.name, metric]));
const cuffed = (number: number, changes = {}) => bed('W1/3', { values: { nibp_systolic: value(number, { unit: 'mm[Hg]', ...changes }) } });

test('a fresh value of the monitor is offered with its age', () => {
    const here = bed('W1/3', { values: { heart_rate: value(72, { received_at: at(-4000) }) } });
    assert.deepEqual(offerOf('pulse', here, metrics, [], noon), { number: 72, ageMs: 4000 });
    assert.deepEqual(offerOf('systolic', cuffed(120, { measured_at: at(-300_000) }), metrics, [], noon), { number: 120, ageMs: 300_000 });
});

test('what is old, doubtful, missing or of a silent monitor is not offered', () => {
    const of = (changes: object) => bed('W1/3', { values: { heart_rate: value(72, changes) } });
    const offers = [of({ received_at: at(-16_000) }), of({ status: 'questionable' }), of({ value: null, status: 'sensor_off' }), bed('W1/3')];
    assert.deepEqual(offers.map((here) => offerOf('pulse', here, metrics, [], noon)), [null, null, null, null]);
    assert.equal(offerOf('pulse', { ...of({}), monitored: false }, metrics, [], noon), null);
});

test('what was charted by hand is never offered as the monitor\'s', () => {
    const charted = [set('q1', -60_000, [{ item: 'systolic', number: 120 }])];
    const here = cuffed(120, { measured_at: at(-60_000) });
    assert.equal(offerOf('systolic', here, metrics, charted, noon), null);
    assert.ok(offerOf('systolic', here, metrics, [], noon));
    assert.ok(offerOf('systolic', cuffed(121, { measured_at: at(-30_000) }), metrics, charted, noon));
    assert.equal(offerOf('systolic', here, metrics, null, noon), null);
    const marked = bed('W1/3', { values: { heart_rate: { ...value(72), charted_counts_for_ms: 1_200_000 } as Value } });
    assert.equal(offerOf('pulse', marked, metrics, null, noon), null);
});

test('the scale is the one on which the patient was charted last', () => {
    assert.deepEqual(['RASS -2', 'MOAA/S 5', 'UK 0-3 1', undefined, 'Other 1'].map(usualScale), ['rass', 'moaas', 'uk_sedation', 'poss', 'poss']);
});

test('each level has its words in each language, and no word is without a level', () => {
    const keys = Object.entries(levels).flatMap(([scale, all]) => all.map((level) => `${scale}_${level}`));
    for (const texts of [observations.en, observations.de]) {
        const held = Object.keys(texts).filter((key) => Object.keys(levels).some((scale) => key.startsWith(`${scale}_`)));
        assert.deepEqual(held.sort(), [...keys].sort());
    }
});

test('values are written as they are said at the bedside', () => {
    const written = (name: string, number: number | null, text: string | null = null) => valueText({ item: name, number, text, from_device: false }, plan);
    assert.equal(written('pulse', 82), '82 /min');
    assert.equal(written('temperature', 36.6), '36.6 °C');
    assert.equal(written('poss', 1.5, 'S'), 'POSS S, asleep, easy to rouse');
    assert.equal(written('rass', -2), 'RASS −2, eye contact to voice, under 10 s');
    assert.equal(written('vivid_dreams', 2), 'moderate');
    assert.equal(written('passed_urine', 1), 'yes');
    assert.equal(written('sedative_given', null, '1 mg'), '1 mg');
    assert.equal(itemText('passed_urine', plan), 'Has the patient passed urine?');
    assert.equal(itemText('pump_checked', null), 'pump checked');
});
