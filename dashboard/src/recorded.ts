// What the record tells of times gone by: trends and alarms that are over. Shapes as in proto/openapi.yaml.
import { type Answer, ask, bedPath } from './server';
import type { Alarm } from './wire';

export interface Trend {
    ward: string;
    bed: string;
    to: string;
    source: 'readings' | 'minutes';
    step_s: number;
    /** Who was in the bed, from when on. */
    stays: { from: string; stay: string; patient: string | null }[];
    times: string[];
    metrics: Record<string, { unit: string; min: Numbers; mean: Numbers; max: Numbers }>;
}

type Numbers = (number | null)[];

export function askTrend(bed: string, metrics: readonly string[], fromMs: number, toMs: number, points: number) {
    const query = new URLSearchParams({
        metric: metrics.join(','),
        from: new Date(fromMs).toISOString(),
        to: new Date(toMs).toISOString(),
        points: String(points),
    });
    return ask<Trend>(`${bedPath(bed, 'trend')}?${query}`);
}

/** As it stands in the record; `bed` is the bed's name in the ward. */
export type RecordedAlarm = Omit<Alarm, 'signalled_at' | 'evidence'> & {
    changed_at: string;
    evidence: Omit<NonNullable<Alarm['evidence']>, 'unit'> | null;
};

/** Of one that is over: a recorded alarm changes last when it ends. */
export function lasted(alarm: RecordedAlarm): number {
    return Date.parse(alarm.changed_at) - Date.parse(alarm.since);
}

export interface AlarmPage {
    alarms: RecordedAlarm[];
    next: string | null;
}

export function askAlarms(ward: string, wanted: { from?: string; count: number; after?: string | null }): Promise<Answer<AlarmPage>> {
    const query = new URLSearchParams({ ward, count: String(wanted.count) });
    if (wanted.from) query.set('from', wanted.from);
    if (wanted.after) query.set('after', wanted.after);
    return ask<AlarmPage>(`/v1/alarms?${query}`);
}
