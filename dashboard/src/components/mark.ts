// The mark of an alarm: stars for the patient, exclamation marks for the monitoring itself.
import type { Alarm } from '../wire';

const counts = { high: 3, medium: 2, low: 1 } as const;

export function mark(alarm: Pick<Alarm, 'kind' | 'priority'>): string {
    return (alarm.kind === 'technical' ? '!' : '*').repeat(counts[alarm.priority]);
}
