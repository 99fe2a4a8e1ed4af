// How long a value of a metric counts as what is known: until the server calls it stale.
import type { Metric } from '../wire';

export function holdOf(metrics: ReadonlyMap<string, Metric> | undefined): (metric: string) => number {
    return (metric) => metrics?.get(metric)?.stale_after_ms ?? 0;
}
