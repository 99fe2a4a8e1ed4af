// What a monitor says of itself: its own alarms and limits. Relayed in its words, kept apart from ours.
import type { Mark } from './marks';
import type { DeviceAlarm, Value } from './wire';

const ranks: Record<DeviceAlarm['priority'], number> = { high: 0, medium: 1, low: 2, none: 3 };

/** Most urgent first, else as they came. */
export function byDevicePriority(a: DeviceAlarm, b: DeviceAlarm): number {
    return ranks[a.priority] - ranks[b.priority];
}

/** "Monitor: medium (+1)": for a tile; null if there is nothing. */
export function deviceMark(alarms: readonly DeviceAlarm[]): Mark | null {
    const [worst, ...others] = [...alarms].sort(byDevicePriority);
    if (!worst) return null;
    const word = worst.priority === 'none' ? 'message' : worst.priority;
    const detail = ['From the monitor itself:', ...[worst, ...others].map((a) => `${a.text} (${deviceState(a)})`)];
    return { text: `Monitor: ${word}${others.length ? ` (+${others.length})` : ''}`, detail: detail.join('\n') };
}

/** "medium, latched, audio paused": how an alarm stands at its device. */
export function deviceState(alarm: DeviceAlarm): string {
    const words = [alarm.priority === 'none' ? 'no priority' : alarm.priority];
    if (alarm.kind !== 'physiological') words.push(alarm.kind);
    if (alarm.state === 'latched') words.push('latched');
    return [...words, ...alarm.inactivation.map((word) => word.replace('_', ' '))].join(', ');
}

/** "50-120", "over 50", "under 120"; empty if the device told none. */
export function deviceLimits(value: Value | undefined): string {
    const { device_low: low, device_high: high } = value ?? {};
    if (low !== undefined && high !== undefined) return `${low}-${high}`;
    if (low !== undefined) return `over ${low}`;
    return high !== undefined ? `under ${high}` : '';
}
