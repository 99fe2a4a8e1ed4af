import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digest, fnv1a64 } from '../src/digest';

test('FNV-1a gives the published values of its authors', () => {
    assert.equal(fnv1a64(''), 0xcbf29ce484222325n);
    assert.equal(fnv1a64('a'), 0xaf63dc4c8601ec8cn);
    assert.equal(fnv1a64('foobar'), 0x85944171f73967e8n);
});

test('a ward without alarms has a digest of zeros', () => {
    assert.equal(digest([]), '0000000000000000');
});

test('the digest of one alarm is the hash of its id and revision', () => {
    const expected = fnv1a64('9f3c000000000001:12').toString(16).padStart(16, '0');
    assert.equal(digest([{ id: '9f3c000000000001', revision: 12 }]), expected);
});

test('order does not matter, a revision does', () => {
    const a = { id: '9f3c000000000001', revision: 1 };
    const b = { id: '9f3c000000000002', revision: 4 };
    assert.equal(digest([a, b]), digest([b, a]));
    assert.notEqual(digest([a, b]), digest([a, { ...b, revision: 5 }]));
    assert.equal(digest([a, b]).length, 16);
});
