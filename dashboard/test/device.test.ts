import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byDevicePriority, deviceLimits, deviceMark, deviceState } from '../src/device';
import { mostUrgentSound } from '../src/order';
import { apply, type Ward } from '../src/store';
import type { Message } from '../src/wire';
import { bed, bedEvent, deviceAlarm, deviceAlarmEvent, heartbeat, snapshot, value } from './samples';

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

const ids = (ward: Ward) => ward.beds.get('W1/3')?.device_alarms.map((a) => a.id);

test('an alarm of a device appears at its bed, changes in its place, and goes when it has ended', () => {
    const two = fold(snapshot(5), deviceAlarmEvent(6, deviceAlarm('a')), deviceAlarmEvent(7, deviceAlarm('b')));
    assert.deepEqual(ids(two), ['a', 'b']);
    const louder = apply(two, deviceAlarmEvent(8, deviceAlarm('a', { priority: 'high' }))).ward!;
    assert.deepEqual(ids(louder), ['a', 'b']);
    assert.equal(louder.beds.get('W1/3')?.device_alarms[0]?.priority, 'high');
    const over = apply(louder, deviceAlarmEvent(9, deviceAlarm('a'), true)).ward!;
    assert.deepEqual(ids(over), ['b']);
    assert.equal(over.seq, 9);
});

test('alarms of two devices with the same id are two', () => {
    const other = deviceAlarm('a', { device: 'pump' });
    const ward = fold(snapshot(5), deviceAlarmEvent(6, deviceAlarm('a')), deviceAlarmEvent(7, other));
    assert.deepEqual(ids(ward), ['a', 'a']);
    assert.deepEqual(ids(apply(ward, deviceAlarmEvent(8, other, true)).ward!), ['a']);
});

test('the end of an alarm never heard of, and an alarm of an unknown bed, change nothing but the sequence', () => {
    const ward = fold(snapshot(5), deviceAlarmEvent(6, deviceAlarm('a'), true));
    assert.deepEqual(ids(ward), []);
    const elsewhere = apply(ward, deviceAlarmEvent(7, deviceAlarm('a'), false, 'W1/9'));
    assert.equal(elsewhere.ward?.beds.has('W1/9'), false);
    assert.equal(elsewhere.ward?.seq, 7);
});

test('a gap before a device alarm breaks trust', () => {
    assert.match(apply(fold(snapshot(5)), deviceAlarmEvent(7, deviceAlarm('a'))).broken ?? '', /gap/);
});

test("a device's alarm is none of the ward's: no sound, no count, no proof has it", () => {
    const ward = fold(snapshot(5), deviceAlarmEvent(6, deviceAlarm('a', { priority: 'high' })), heartbeat(6, []));
    assert.equal(ward.alarms.size, 0);
    assert.equal(mostUrgentSound([...ward.alarms.values()]), null);
});

test('a new stay leaves nothing of the alarms that the device told before', () => {
    const held = bed('W1/3', { device_alarms: [deviceAlarm('a')] });
    assert.deepEqual(ids(fold(snapshot(5, [], [held]), bedEvent(6, bed('W1/3', { stay: 's2' })))), []);
});

test('a tile names the highest priority, and how many more there are', () => {
    assert.equal(deviceMark([]), null);
    const alarms = [
        deviceAlarm('a', { priority: 'low', text: '*RR LOW' }),
        deviceAlarm('b', { priority: 'high', text: '***APNEA' }),
        deviceAlarm('c', { priority: 'none', text: 'note' }),
    ];
    assert.equal(deviceMark(alarms)?.text, 'Monitor: high (+2)');
    assert.match(deviceMark(alarms)!.detail, /^From the monitor itself:\n\*\*\*APNEA \(high\)\n\*RR LOW/);
    assert.equal(deviceMark([alarms[2]!])?.text, 'Monitor: message');
    assert.deepEqual(alarms.sort(byDevicePriority).map((a) => a.id), ['b', 'a', 'c']);
});

test('how an alarm stands at its device is said in words', () => {
    assert.equal(deviceState(deviceAlarm('a')), 'medium');
    const all = { kind: 'technical', state: 'latched', inactivation: ['audio_paused', 'acknowledged'] } as const;
    const latched = deviceAlarm('a', { ...all, inactivation: [...all.inactivation], priority: 'none' });
    assert.equal(deviceState(latched), 'no priority, technical, latched, audio paused, acknowledged');
});

test("the device's limits are a range, or the one that it told", () => {
    assert.equal(deviceLimits(value(80, { device_low: 50, device_high: 120 })), '50-120');
    assert.equal(deviceLimits(value(80, { device_low: 0 })), 'over 0');
    assert.equal(deviceLimits(value(80, { device_high: 120.5 })), 'under 120.5');
    assert.equal(deviceLimits(value(80)), '');
    assert.equal(deviceLimits(undefined), '');
});
