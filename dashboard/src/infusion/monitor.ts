// What the monitor shows now, offered to who charts: never entered by itself, and never what is old, doubtful, or was
// itself charted by hand.
import { freshness } from '../freshness';
import type { Bed, Metric, Value } from '../wire';
import { metricsOf } from './items';
import { formName } from './observation';
import type { ObservationSet } from './wire';

export interface Offer {
    number: number;
    ageMs: number;
}

const sameMs = 1_000;

/** `sets` are what was charted in the session; null without one: then a cuff by hand cannot be told from the monitor's. */
export function offerOf(
    item: string,
    bed: Bed,
    metrics: ReadonlyMap<string, Metric>,
    sets: readonly ObservationSet[] | null,
    nowMs: number,
): Offer | null {
    if (!bed.monitored) return null;
    const usable: Offer[] = [];
    for (const name of metricsOf(item)) {
        const metric = metrics.get(name);
        const value = bed.values[name];
        if (!metric || !value || !measuredByMonitor(metric, sets)) continue;
        const offer = usableOffer(value, metric, nowMs);
        if (offer && !chartedByHand(item, value, sets)) usable.push(offer);
    }
    return usable.sort((a, b) => a.ageMs - b.ageMs)[0] ?? null;
}

function measuredByMonitor(metric: Metric, sets: readonly ObservationSet[] | null): boolean {
    return metric.sampling === 'continuous' || (metric.sampling === 'episodic' && sets !== null);
}

function usableOffer(value: Value, metric: Metric, nowMs: number): Offer | null {
    const receivedMs = nowMs - Date.parse(value.received_at);
    const measuredMs = nowMs - Date.parse(value.measured_at);
    const state = freshness(receivedMs, metric.stale_after_ms);
    if (value.status !== 'valid' || value.value === null || (state !== 'fresh' && state !== 'aging')) return null;
    const ageMs = metric.sampling === 'episodic' ? Math.max(receivedMs, measuredMs) : receivedMs;
    return { number: value.value, ageMs: Math.max(0, ageMs) };
}

/** What is charted becomes the bed's value, measured when it was observed; a server that marks it says for how long. */
function chartedByHand(item: string, value: Value, sets: readonly ObservationSet[] | null): boolean {
    if ('charted_counts_for_ms' in value) return true;
    const names = metricsOf(item);
    return (sets ?? []).some(
        (set) =>
            Math.abs(Date.parse(set.at) - Date.parse(value.measured_at)) < sameMs &&
            set.values.some(
                (v) =>
                    !v.from_device && v.number === value.value && (formName(v.item) === item || names.includes(v.item)),
            ),
    );
}
