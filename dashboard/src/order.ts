// Orders: beds keep fixed places, alarms come by urgency.
import { t } from './text/ward';
import type { Alarm, Priority } from './wire';

const natural = new Intl.Collator('en', { numeric: true });
const ranks: Record<Priority, number> = { high: 0, medium: 1, low: 2 };

export const priorities: readonly Priority[] = ['high', 'medium', 'low'];

/** "W1/2" before "W1/10". */
export function byBed(a: string, b: string): number {
    return natural.compare(a, b);
}

/** Priority, then what nobody has acknowledged, then what holds before what is latched, then the longest wait. */
export function byUrgency(a: Alarm, b: Alarm): number {
    return (
        ranks[a.priority] - ranks[b.priority] ||
        Number(a.acknowledged !== null) - Number(b.acknowledged !== null) ||
        Number(a.phase === 'latched') - Number(b.phase === 'latched') ||
        a.since.localeCompare(b.since) ||
        a.id.localeCompare(b.id)
    );
}

/** What a bed's one strip shows: an acknowledged alarm never hides one that nobody has seen. */
export function byAttention(a: Alarm, b: Alarm): number {
    return Number(a.acknowledged !== null) - Number(b.acknowledged !== null) || byUrgency(a, b);
}

export function bedLabel(bed: string): string {
    return bed.slice(bed.indexOf('/') + 1);
}

/** "Bed 3", or "Ward" for an alarm of no bed. */
export function placeLabel(alarm: Pick<Alarm, 'bed'>): string {
    return alarm.bed === null ? t('ward') : t('bed', { bed: bedLabel(alarm.bed) });
}

/** Without the technical alarms of single beds for which an alarm of the ward stands: one cause, one alarm. */
export function withoutMembers(alarms: readonly Alarm[]): readonly Alarm[] {
    const groups = alarms.filter((alarm) => alarm.bed === null && alarm.beds.length > 0);
    const stoodFor = (a: Alarm) =>
        groups.some((g) => a.bed !== null && a.kind === 'technical' && a.rule === g.rule && g.beds.includes(a.bed));
    return groups.length ? alarms.filter((alarm) => !stoodFor(alarm)) : alarms;
}

/** What has to sound: the most urgent alarm that nobody has acknowledged and that is not paused. */
export function mostUrgentSound(alarms: readonly Alarm[]): Priority | null {
    let highest: Priority | null = null;
    for (const alarm of withoutMembers(alarms))
        if (!alarm.acknowledged && !alarm.paused && (!highest || ranks[alarm.priority] < ranks[highest]))
            highest = alarm.priority;
    return highest;
}

export function moreUrgent(a: Priority | null, b: Priority | null): boolean {
    return a !== null && (b === null || ranks[a] < ranks[b]);
}

/** "W1/3", whether the bed is named in full or within its ward. */
export function fullBed(ward: string, bed: string): string {
    return bed.startsWith(`${ward}/`) ? bed : `${ward}/${bed}`;
}
