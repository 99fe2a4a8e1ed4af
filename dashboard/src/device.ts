// What a monitor says of itself: its own alarms and limits. Relayed in its words, kept apart from ours.
import type { Mark } from './marks';
import { t } from './text/ward';
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
    const word = t(worst.priority === 'none' ? 'message' : worst.priority);
    const detail = [`${t('fromMonitor')}:`, ...[worst, ...others].map((a) => `${a.text} (${deviceState(a)})`)];
    return { text: `${t('monitor')}: ${word}${others.length ? ` (+${others.length})` : ''}`, detail: detail.join('\n') };
}

const inactivations = {
    audio_paused: 'audioPausedWord',
    audio_off: 'audioOff',
    alarm_paused: 'alarmPaused',
    alarm_off: 'alarmOff',
    acknowledged: 'acknowledged',
} as const;

/** "medium, latched, audio paused": how an alarm stands at its device. */
export function deviceState(alarm: DeviceAlarm): string {
    const words = [t(alarm.priority === 'none' ? 'noPriority' : alarm.priority)];
    if (alarm.kind !== 'physiological') words.push(t(alarm.kind));
    if (alarm.state === 'latched') words.push(t('latched'));
    return [...words, ...alarm.inactivation.map(inactivationText)].join(', ');
}

function inactivationText(word: string): string {
    const key = inactivations[word as keyof typeof inactivations];
    return key ? t(key) : word.replace('_', ' ');
}

/** "50-120", "over 50", "under 120"; empty if the device told none. */
export function deviceLimits(value: Value | undefined): string {
    const { device_low: low, device_high: high } = value ?? {};
    if (low !== undefined && high !== undefined) return `${low}-${high}`;
    if (low !== undefined) return t('over', { limit: low });
    return high !== undefined ? t('under', { limit: high }) : '';
}
