import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathOf, viewOf } from '../src/address';
import { buildOf } from '../src/build';
import { catalogues } from '../src/catalogue';
import { readOptions } from '../src/options';
import { mayReload } from '../src/reload';
import { soundWanted } from '../src/signals';
import { apply } from '../src/store';
import { texts } from '../src/text';
import { alarm, noon, snapshot } from './samples';

test('the address says what a screen is for', () => {
    assert.deepEqual(readOptions(''), { display: false, privacy: 'open', theme: 'auto' });
    assert.deepEqual(readOptions('?display&privacy&theme=light'), { display: true, privacy: 'initials', theme: 'light' });
    assert.deepEqual(readOptions('?privacy=none&theme=pink&display=false'), { display: false, privacy: 'none', theme: 'auto' });
});

test('an address names its view, and a view its address', () => {
    for (const path of ['/', '/ward/W1', '/ward/W1/alarms', '/ward/W%2F1/bed/W%2F1%2F3', '/ward/W1/bed/W1%2F3/chart'])
        assert.equal(pathOf(viewOf(path)), path);
    assert.equal(viewOf('/ward/W1/nowhere').name, 'grid');
});

test('a pause silences this station until it ends, and never a lost connection', () => {
    const list = [alarm('a', { priority: 'high' })];
    assert.equal(soundWanted(list, 'live', null, noon), 'high');
    assert.equal(soundWanted(list, 'live', noon + 1, noon), null);
    assert.equal(soundWanted(list, 'live', noon, noon), 'high');
    assert.equal(soundWanted(list, 'lost', noon + 1, noon), 'high');
    assert.equal(soundWanted([], 'lost', null, noon), 'medium');
    assert.equal(soundWanted([], 'live', null, noon), null);
});

test('a page does not reload itself in a circle', () => {
    assert.equal(mayReload([noon - 1, noon - 2], noon), true);
    assert.equal(mayReload([noon - 1, noon - 2, noon - 3], noon), false);
    assert.equal(mayReload([noon - 1, noon - 2, noon - 600_001], noon), true);
    assert.equal(mayReload([noon + 1, noon + 2, noon + 3], noon), true, 'a clock that was set back locks nothing');
});

test('a page names its build by its script and its style sheet', () => {
    const page = '<link rel="stylesheet" href="/app-B.css" /><script type="module" src="/app-A.js"></script>';
    assert.equal(buildOf(page), '/app-A.js /app-B.css');
    assert.equal(buildOf('<link rel="icon" href="data:," />'), null);
    assert.equal(buildOf('<head></head>'), null);
});

test('the rules in force follow the snapshot, a resumption and a change', () => {
    const rule = (name: string) => ({ name, kind: 'physiological' as const, levels: [] });
    const first = apply(null, { ...snapshot(4), rules: [rule('a')] }).ward;
    assert.deepEqual([...first!.rules.keys()], ['a']);
    const resumed = apply(first, { type: 'resumed', epoch: 7, seq: 4, time: '', rules: [rule('b')] }).ward;
    assert.deepEqual([...resumed!.rules.keys()], ['b']);
    assert.deepEqual([...apply(resumed, { type: 'rules', rules: [] }).ward!.rules.keys()], []);
    assert.equal(apply(null, { type: 'rules', rules: [] }).ward, null);
});

test('every text has the same places to fill in both languages', () => {
    const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
    for (const catalogue of Object.values(catalogues))
        for (const [key, english] of Object.entries(catalogue.en))
            assert.deepEqual(places(catalogue.de[key as never]), places(english), key);
});

test('a text is filled in, told in the singular of one, and made longer to see what overflows', () => {
    assert.equal(texts('ward', 'en')('bedCount', { count: 2 }), '2 beds');
    assert.equal(texts('ward', 'de')('bedCount', { count: 1 }), '1 Bett');
    assert.ok(texts('ward', 'pseudo')('bedCount', { count: 2 }).length >= 6 * 1.4);
});
