import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, type Ward } from '../src/store';
import type { Message } from '../src/wire';
import { alarm, alarmEvent, at, bed, bedEvent, heartbeat, snapshot, stationEvent, value } from './samples';

/** Applies messages that must all be trusted. */
function fold(...messages: Message[]): Ward {
    let ward: Ward | null = null;
    for (const message of messages) {
        const applied = apply(ward, message);
        assert.equal(applied.broken, undefined);
        ward = applied.ward;
    }
    assert.ok(ward);
    return ward;
}

test('a snapshot replaces everything that was held', () => {
    const ward = fold(snapshot(5, [alarm('a')]), snapshot(9, [alarm('b')], [bed('W1/1'), bed('W1/2')]));
    assert.deepEqual([...ward.alarms.keys()], ['b']);
    assert.deepEqual([...ward.beds.keys()], ['W1/1', 'W1/2']);
    assert.equal(ward.seq, 9);
});

test('an alarm appears, is acknowledged, and goes when it is cleared', () => {
    const acknowledged = { by: 'nurse station 1', at: at(1000) };
    const raised = fold(snapshot(5), alarmEvent(6, alarm('a')));
    assert.equal(raised.alarms.get('a')?.acknowledged, null);
    const seen = apply(raised, alarmEvent(7, alarm('a', { revision: 2, acknowledged }))).ward;
    assert.deepEqual(seen?.alarms.get('a')?.acknowledged, acknowledged);
    const over = apply(seen, alarmEvent(8, alarm('a', { revision: 3, phase: 'cleared' }))).ward;
    assert.equal(over?.alarms.size, 0);
});

test('a latched alarm stays', () => {
    const ward = fold(snapshot(5, [alarm('a')]), alarmEvent(6, alarm('a', { revision: 2, phase: 'latched' })));
    assert.equal(ward.alarms.get('a')?.phase, 'latched');
});

test('only a higher revision of an alarm is applied, and the sequence still goes on', () => {
    const held = alarm('a', { revision: 3, priority: 'high' });
    const ward = fold(snapshot(5, [held]), alarmEvent(6, alarm('a', { revision: 3, priority: 'low' })));
    assert.equal(ward.alarms.get('a')?.priority, 'high');
    assert.equal(ward.seq, 6);
});

test('an event seen before changes nothing', () => {
    const ward = fold(snapshot(5));
    const again = apply(ward, alarmEvent(5, alarm('a')));
    assert.equal(again.broken, undefined);
    assert.equal(again.ward, ward);
});

test('a gap breaks trust and applies nothing', () => {
    const ward = fold(snapshot(5));
    const applied = apply(ward, alarmEvent(7, alarm('a')));
    assert.match(applied.broken ?? '', /expected 6, got 7/);
    assert.equal(applied.ward, ward);
});

test('an event of another epoch breaks trust, even with the next number', () => {
    assert.match(apply(fold(snapshot(5)), alarmEvent(6, alarm('a'), 8)).broken ?? '', /epoch 8/);
});

test('an event before the first snapshot breaks trust', () => {
    assert.ok(apply(null, alarmEvent(6, alarm('a'))).broken);
});

test('a bed event for an unknown bed adds it', () => {
    const ward = fold(snapshot(5), bedEvent(6, bed('W1/9', { monitored: false })));
    assert.equal(ward.beds.get('W1/9')?.monitored, false);
});

test('a bed event of a new stay leaves nothing of the old one', () => {
    const old = bed('W1/3', { values: { heart_rate: value(80) } });
    const ward = fold(snapshot(5, [], [old]), bedEvent(6, bed('W1/3', { stay: 's2' })));
    assert.deepEqual(ward.beds.get('W1/3')?.values, {});
});

test('vitals merge into what a bed had, and leave its neighbours as they were', () => {
    const values = { heart_rate: value(80), spo2: value(97) };
    const before = fold(snapshot(5, [], [bed('W1/3', { values }), bed('W1/4')]));
    const news2 = { low: 2, high: 5, complete: false, missing: ['spo2'], stale: [], undecided: [] };
    const heard = { heart_rate: value(128) };
    const vitals: Message = { type: 'vitals', time: at(0), bed: 'W1/3', last_heard: at(0), values: heard, news2 };
    const after = apply(before, vitals).ward;
    assert.equal(after?.beds.get('W1/3')?.values['heart_rate']?.value, 128);
    assert.equal(after?.beds.get('W1/3')?.values['spo2']?.value, 97);
    assert.equal(after?.beds.get('W1/4'), before.beds.get('W1/4'));
    assert.equal(after?.seq, 5);
});

test('a heartbeat with the same place, count and digest is trusted', () => {
    const held = [alarm('a'), alarm('b', { revision: 4 })];
    assert.equal(apply(fold(snapshot(5, held)), heartbeat(5, held)).broken, undefined);
});

test('a heartbeat tells a missed event, a missed alarm, a missed revision and a new epoch', () => {
    const held = [alarm('a'), alarm('b')];
    const ward = fold(snapshot(5, held));
    assert.match(apply(ward, heartbeat(6, held)).broken ?? '', /heartbeat at 6/);
    assert.match(apply(ward, heartbeat(5, [alarm('a')])).broken ?? '', /1 alarms, held 2/);
    assert.match(apply(ward, heartbeat(5, [alarm('a'), alarm('b', { revision: 2 })])).broken ?? '', /digest/);
    assert.match(apply(ward, heartbeat(5, held, { epoch: 8 })).broken ?? '', /epoch 8/);
});

test('resuming keeps the state and waits for what was missed', () => {
    const ward = fold(snapshot(5), { type: 'resumed', epoch: 7, seq: 7, time: at(0), rules: [] });
    assert.equal(ward.seq, 5);
    const caughtUp = apply(apply(ward, alarmEvent(6, alarm('a'))).ward, alarmEvent(7, alarm('b'))).ward;
    assert.deepEqual([...(caughtUp?.alarms.keys() ?? [])], ['a', 'b']);
});

test('resuming in another epoch, or without a state, breaks trust', () => {
    assert.ok(apply(fold(snapshot(5)), { type: 'resumed', epoch: 8, seq: 7, time: at(0), rules: [] }).broken);
    assert.ok(apply(null, { type: 'resumed', epoch: 7, seq: 7, time: at(0), rules: [] }).broken);
});

test('a station is there until it says that it goes, and a pause of its sound is known', () => {
    const until = at(120000);
    const ward = fold(snapshot(5), stationEvent(6, 'wall'), stationEvent(7, 'wall', { audio_paused_until: until }));
    assert.equal(ward.stations.get('wall')?.audio_paused_until, until);
    assert.equal(ward.seq, 7);
    const gone = apply(ward, stationEvent(8, 'wall', { connected: false })).ward;
    assert.equal(gone?.stations.size, 0);
});

test('an alarm of the whole ward needs no bed', () => {
    const ward = fold(snapshot(5), alarmEvent(6, alarm('a', { bed: null, stay: null })), heartbeat(6, [alarm('a')]));
    assert.equal(ward.alarms.get('a')?.bed, null);
});

test('vital signs say when the monitor was heard: not when they came, nor when somebody charted', () => {
    const before = fold(snapshot(5, [], [bed('W1/3', { monitored: false, last_heard: null }), bed('W1/4')]));
    const told = (bed: string, last_heard: string | null): Message => ({
        type: 'vitals',
        time: at(9),
        bed,
        last_heard,
        values: {},
        news2: null,
    });
    assert.equal(apply(before, told('W1/3', null)).ward?.beds.get('W1/3')?.last_heard, null);
    assert.equal(apply(before, told('W1/4', at(7))).ward?.beds.get('W1/4')?.last_heard, at(7));
});
