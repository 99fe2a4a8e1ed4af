import assert from 'node:assert/strict';
import { test } from 'node:test';
import { burdenOf, quantile } from '../src/burden';
import type { RecordedAlarm } from '../src/recorded';
import { alarm, at, noon } from './samples';

const day = 24 * 3_600_000;

function recorded(id: string, changes: Partial<RecordedAlarm> = {}): RecordedAlarm {
    const { signalled_at: _, evidence: __, ...rest } = alarm(id);
    return { ...rest, evidence: null, phase: 'cleared', changed_at: at(60_000), ...changes };
}

test('alarms are counted for each bed and day, by priority, rule and hour', () => {
    const later = new Date(noon + 3_600_000).toISOString();
    const list = [
        recorded('a', { priority: 'high' }),
        recorded('b', { rule: 'low_spo2', kind: 'technical' }),
        recorded('c', { rule: 'low_spo2', since: later, changed_at: later }),
    ];
    const burden = burdenOf(list, 2, day / 2);
    assert.equal(burden.perBedDay, 3);
    assert.deepEqual(burden.byPriority, { high: 1, medium: 2, low: 0 });
    assert.deepEqual(burden.byRule.map((r) => [r.rule, r.alarms, r.perBedDay]), [['low_spo2', 2, 2], ['tachycardia', 1, 1]]);
    const hour = new Date(noon).getHours();
    assert.deepEqual([burden.byHour[hour], burden.byHour[(hour + 1) % 24]], [2, 1]);
    assert.equal(burden.byHour.reduce((a, b) => a + b), 3);
    assert.equal(burden.technicalShare, 1 / 3);
});

test('an alarm ended by itself if nobody acknowledged it and it is over', () => {
    const seen = { by: 'station-1', at: at(20_000) };
    const list = [
        recorded('soon', { changed_at: at(30_000) }),
        recorded('late', { changed_at: at(30_001) }),
        recorded('seen', { acknowledged: seen }),
        recorded('active', { phase: 'active' }),
    ];
    const burden = burdenOf(list, 1, day);
    assert.deepEqual([burden.selfClearedShare, burden.selfClearedSoonShare, burden.acknowledgedShare], [0.5, 0.25, 0.25]);
    assert.equal(burden.acknowledgedMedianMs, 20_000);
});

test('of nothing there is no share and no median', () => {
    const burden = burdenOf([], 0, day);
    assert.deepEqual([burden.alarms, burden.perBedDay, burden.selfClearedShare, burden.acknowledgedMedianMs], [0, 0, null, null]);
});

test('a quantile is one of the values, by nearest rank', () => {
    assert.deepEqual([quantile([4, 1, 3, 2], 0.5), quantile([4, 1, 3, 2], 0.9), quantile([7], 0.5), quantile([], 0.5)], [2, 4, 7, null]);
});
