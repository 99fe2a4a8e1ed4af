// How much a ward's alarms ask of its staff, as the server counts it over the record (GET /v1/burden).
import { ask } from './server';
import type { Kind, Priority } from './wire';

export interface AlarmCounts {
    alarms: number;
    acknowledged: number;
    acknowledged_median_s: number | null;
    acknowledged_p90_s: number | null;
    over_in_10_s_share: number | null;
    over_in_30_s_share: number | null;
}

export interface Burden {
    from: string;
    to: string;
    /** Time in which monitors were heard, of all beds together. */
    monitored_bed_days: number;
    alarms_per_bed_day: number | null;
    technical_share: number | null;
    all: AlarmCounts;
    by_priority: Record<Priority, AlarmCounts>;
    /** Of the day in UTC. */
    by_hour: number[];
    by_rule: (AlarmCounts & { rule: string; kind: Kind })[];
}

export function askBurden(ward: string, fromMs: number, toMs: number) {
    const query = new URLSearchParams({ ward, from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() });
    return ask<Burden>(`/v1/burden?${query}`);
}

/** By the hours of a zone that is so far ahead of UTC; one that is not whole hours ahead is taken to the nearest. */
export function byHourOf(utc: readonly number[], minutesAhead: number): number[] {
    const shift = Math.round(minutesAhead / 60);
    return utc.map((_, hour) => utc[(((hour - shift) % 24) + 24) % 24]!);
}
