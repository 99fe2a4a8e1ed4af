// What is known of what a protocol wants to know before the first dose. Only what was told is shown: whether it is there
// in time, and whether the infusion may begin, the server says when the first rate is ordered.
import type { Bed, Metric } from '../wire';
import { formName } from './observation';
import { metricsOf } from './items';
import { offerOf } from './monitor';
import type { ChartedValue, ObservationSet } from './wire';

export type Known =
    | { from: 'charted'; value: ChartedValue; at: string }
    | { from: 'monitor'; number: number; ageMs: number }
    | { from: 'nowhere' };

export function knownOf(
    item: string,
    bed: Bed,
    metrics: ReadonlyMap<string, Metric>,
    sets: readonly ObservationSet[],
    nowMs: number,
): Known {
    const offer = offerOf(item, bed, metrics, sets, nowMs);
    if (offer) return { from: 'monitor', ...offer };
    const names = [item, ...metricsOf(item)];
    const newest = [...sets].filter((set) => set.corrected_by === null).sort((a, b) => b.at.localeCompare(a.at));
    for (const set of newest) {
        const value = set.values.find((each) => names.includes(each.item) || formName(each.item) === item);
        if (value) return { from: 'charted', value, at: set.at };
    }
    return { from: 'nowhere' };
}
