// What the record answers about a bed (proto/openapi.yaml): its trend, a ward's alarms, an infusion session. Asked here,
// in the few parts that the page of a bed shows.
import { type Answer, ask, bedPath } from '../server';
import type { Alarm, Infusion, Prescription } from '../wire';

export interface Trend {
    to: string;
    source: 'readings' | 'minutes';
    step_s: number;
    stays: { from: string; stay: string; patient: string | null }[];
    times: string[];
    metrics: Record<string, { unit: string } & Record<'min' | 'mean' | 'max', (number | null)[]>>;
}

/** As a stream's alarm, but `bed` is its name in the ward, and what only matters while it sounds is missing. */
export type RecordedAlarm = Omit<Alarm, 'signalled_at' | 'evidence'> & {
    changed_at: string;
    evidence: { metric: string; value: number | null; limit: number | null } | null;
};

export interface Act {
    by: string;
    reason: string | null;
    at: string;
    entered_at: string;
}

export interface Observation extends Act {
    id: string;
    corrects: string | null;
    corrected_by: string | null;
    values: { item: string; number: number | null; text: string | null; from_device: boolean }[];
    note: string | null;
}

export interface DoseHistory {
    infusion: Infusion;
    title: string;
    began: Act;
    steps: (Act & { ordered: Prescription; rate_mg_per_h: number })[];
    boluses: (Act & { mg: number; route: string })[];
    rates: { mg_per_h: number; at: string }[];
    /** A pause, what ended it, a pause, ... */
    pauses: Act[];
    observations: Observation[];
    ended: Act | null;
    pump_removed: Act | null;
    discharged: Act | null;
}

/** Of a ward of 60 beds, alarms of some days: what is beyond is not asked for. */
export const alarmsMax = 3000;
const alarmsOfPage = 1000;

export function askTrend(bed: string, metrics: readonly string[], fromMs: number, points: number): Promise<Answer<Trend>> {
    const asked = new URLSearchParams({ metric: metrics.join(','), from: stamp(fromMs), points: String(points) });
    return ask(`${bedPath(bed, 'trend')}?${asked}`);
}

/** Of one bed, newest first; `complete` says whether the record had no more than is asked for. */
export async function askAlarms(
    ward: string,
    bed: string,
    fromMs: number,
): Promise<Answer<{ alarms: RecordedAlarm[]; complete: boolean }>> {
    const found: RecordedAlarm[] = [];
    let after: string | null = '';
    for (let asked = 0; after !== null && asked < alarmsMax; asked += alarmsOfPage) {
        const page: Answer<{ alarms: RecordedAlarm[]; next: string | null }> = await ask(alarmsPath(ward, fromMs, after));
        if (!page.ok) return page;
        found.push(...page.value.alarms.filter((alarm) => alarm.bed !== null && `${ward}/${alarm.bed}` === bed));
        after = page.value.next;
    }
    return { ok: true, value: { alarms: found, complete: after === null } };
}

/** Null for a bed without a session. */
export async function askDose(bed: string): Promise<Answer<DoseHistory | null>> {
    const answer = await ask<DoseHistory | Record<string, never>>(bedPath(bed, 'infusion'));
    if (!answer.ok) return answer;
    return { ok: true, value: 'infusion' in answer.value ? (answer.value as DoseHistory) : null };
}

function alarmsPath(ward: string, fromMs: number, after: string): string {
    const asked = new URLSearchParams({ ward, from: stamp(fromMs), count: String(alarmsOfPage) });
    if (after) asked.set('after', after);
    return `/v1/alarms?${asked}`;
}

function stamp(ms: number): string {
    return new Date(ms).toISOString();
}
