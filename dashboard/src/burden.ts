// How much a ward's alarms ask of its staff: counts and shares over recorded alarms. Pure.
import type { RecordedAlarm } from './recorded';
import type { Priority } from './wire';

const dayMs = 24 * 3_600_000;
/** An alarm that nobody acknowledged and that ended within this time ended by itself. */
const soonMs = 30_000;

export interface Burden {
    alarms: number;
    /** A bed and a day: beds of the ward times days of the span, whether a monitor was heard or not. */
    perBedDay: number;
    byPriority: Record<Priority, number>;
    technicalShare: number | null;
    /** By hour of the day, of the reader's zone. */
    byHour: number[];
    byRule: RuleBurden[];
    /** Until somebody acknowledged it; null if nobody ever did. */
    acknowledgedMedianMs: number | null;
    acknowledgedWorstTenthMs: number | null;
    acknowledgedShare: number | null;
    selfClearedShare: number | null;
    selfClearedSoonShare: number | null;
}

export interface RuleBurden {
    rule: string;
    alarms: number;
    perBedDay: number;
    selfClearedShare: number;
    /** In all, of those that are over. */
    lastedMedianMs: number | null;
}

export function burdenOf(alarms: readonly RecordedAlarm[], beds: number, spanMs: number): Burden {
    const bedDays = (Math.max(1, beds) * spanMs) / dayMs;
    const waits = alarms.filter((a) => a.acknowledged).map((a) => Date.parse(a.acknowledged!.at) - Date.parse(a.since));
    const byHour = Array.from({ length: 24 }, () => 0);
    for (const alarm of alarms) byHour[new Date(alarm.since).getHours()]! += 1;
    return {
        alarms: alarms.length,
        perBedDay: alarms.length / bedDays,
        byPriority: {
            high: count(alarms, (a) => a.priority === 'high'),
            medium: count(alarms, (a) => a.priority === 'medium'),
            low: count(alarms, (a) => a.priority === 'low'),
        },
        technicalShare: share(alarms, (a) => a.kind === 'technical'),
        byHour,
        byRule: rules(alarms, bedDays),
        acknowledgedMedianMs: quantile(waits, 0.5),
        acknowledgedWorstTenthMs: quantile(waits, 0.9),
        acknowledgedShare: share(alarms, (a) => a.acknowledged !== null),
        selfClearedShare: share(alarms, clearedByItself),
        selfClearedSoonShare: share(alarms, (a) => clearedByItself(a) && lasted(a) <= soonMs),
    };
}

/** Most alarms first. */
function rules(alarms: readonly RecordedAlarm[], bedDays: number): RuleBurden[] {
    const byRule = new Map<string, RecordedAlarm[]>();
    for (const alarm of alarms) {
        const of = byRule.get(alarm.rule);
        if (of) of.push(alarm);
        else byRule.set(alarm.rule, [alarm]);
    }
    const all = [...byRule].map(([rule, of]) => ({
        rule,
        alarms: of.length,
        perBedDay: of.length / bedDays,
        selfClearedShare: share(of, clearedByItself) ?? 0,
        lastedMedianMs: quantile(of.filter((a) => a.phase === 'cleared').map(lasted), 0.5),
    }));
    return all.sort((a, b) => b.alarms - a.alarms || a.rule.localeCompare(b.rule));
}

export function clearedByItself(alarm: RecordedAlarm): boolean {
    return alarm.phase === 'cleared' && alarm.acknowledged === null;
}

/** Of one that is over: a recorded alarm changes last when it ends. */
export function lasted(alarm: RecordedAlarm): number {
    return Date.parse(alarm.changed_at) - Date.parse(alarm.since);
}

/** Nearest rank; null of nothing. */
export function quantile(values: readonly number[], q: number): number | null {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

function count<T>(list: readonly T[], fits: (each: T) => boolean): number {
    return list.filter(fits).length;
}

function share<T>(list: readonly T[], fits: (each: T) => boolean): number | null {
    return list.length ? count(list, fits) / list.length : null;
}
