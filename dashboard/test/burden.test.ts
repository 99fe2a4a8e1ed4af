import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byHourOf } from '../src/burden';

test('the hours of the day are those of the reader, not of UTC', () => {
    const utc = Array.from({ length: 24 }, (_, hour) => hour);
    assert.equal(byHourOf(utc, 60)[9], 8, 'what was raised at 8 in UTC was raised at 9 in Berlin in winter');
    assert.equal(byHourOf(utc, 60)[0], 23);
    assert.equal(byHourOf(utc, -300)[22], 3, 'and at 22 in New York what was raised at 3');
    assert.deepEqual(byHourOf(utc, 0), utc);
});
