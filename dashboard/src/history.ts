// The last half hour of a bed in few numbers: for the small curves of its tile, and where its score comes from. Pure.
// Bounded: of each lane of a bed at most `bucketsMax` buckets, and only of beds that the ward has.

export const spanMs = 30 * 60_000;
export const bucketMs = 30_000;
export const bucketsMax = spanMs / bucketMs;

/** The least and the most of half a minute. */
export interface Bucket {
    low: number;
    high: number;
}

/** A ring of half minutes: which one, its least, its most. Of one size from the beginning. */
type Lane = Float64Array;

interface OfBed {
    stay: string;
    lanes: Map<string, Lane>;
}

export class History {
    private readonly beds = new Map<string, OfBed>();

    /** Another stay forgets what came before: no curve is of two patients. */
    add(bed: string, stay: string, lane: string, atMs: number, low: number, high = low): void {
        if (!Number.isFinite(atMs)) return;
        const held = this.laneOf(bed, stay, lane);
        const key = Math.floor(atMs / bucketMs);
        const at = placeOf(key);
        if (held[at]! > key) return; // too long ago
        const known = held[at] === key;
        held.set([key, known ? Math.min(low, held[at + 1]!) : low, known ? Math.max(high, held[at + 2]!) : high], at);
    }

    /** Oldest first, one for each half minute up to now; null where nothing came. */
    window(bed: string, lane: string, nowMs: number): (Bucket | null)[] {
        const held = this.beds.get(bed)?.lanes.get(lane);
        const first = Math.floor(nowMs / bucketMs) - bucketsMax + 1;
        return Array.from({ length: bucketsMax }, (_, i) => {
            const at = placeOf(first + i);
            return held?.[at] === first + i ? { low: held[at + 1]!, high: held[at + 2]! } : null;
        });
    }

    keepOnly(beds: ReadonlyMap<string, unknown>): void {
        for (const bed of this.beds.keys()) if (!beds.has(bed)) this.beds.delete(bed);
    }

    private laneOf(bed: string, stay: string, name: string): Lane {
        let held = this.beds.get(bed);
        if (held?.stay !== stay) this.beds.set(bed, (held = { stay, lanes: new Map() }));
        let lane = held.lanes.get(name);
        if (!lane) held.lanes.set(name, (lane = new Float64Array(3 * bucketsMax).fill(NaN)));
        return lane;
    }
}

function placeOf(key: number): number {
    return 3 * (((key % bucketsMax) + bucketsMax) % bucketsMax);
}

/**
 * An outline from the highest to the lowest of each bucket, as the `d` of an SVG path in a box of the given size.
 * `usual` is always within the box, so that small changes look small. Where nothing came there is nothing.
 */
export function curve(buckets: readonly (Bucket | null)[], usual: readonly [number, number], width = 120, height = 24): string {
    const known = buckets.filter((bucket) => bucket !== null);
    const least = Math.min(usual[0], ...known.map((bucket) => bucket.low));
    const most = Math.max(usual[1], ...known.map((bucket) => bucket.high));
    const x = (i: number) => round((width * (i + 0.5)) / buckets.length);
    const y = (value: number) => round(1 + ((height - 2) * (most - value)) / (most - least));
    return runs(buckets)
        .map(([from, to]) => {
            const steps = Array.from({ length: to - from + 1 }, (_, k) => from + k);
            const over = steps.map((i) => `${x(i)} ${y(buckets[i]!.high)}`);
            const back = steps.reverse().map((i) => `${x(i)} ${y(buckets[i]!.low)}`);
            return `M${[...over, ...back].join('L')}Z`;
        })
        .join('');
}

/** First and last index of each stretch without a gap. */
function runs(buckets: readonly (Bucket | null)[]): [number, number][] {
    const found: [number, number][] = [];
    buckets.forEach((bucket, i) => {
        if (!bucket) return;
        const last = found[found.length - 1];
        if (last && last[1] === i - 1) last[1] = i;
        else found.push([i, i]);
    });
    return found;
}

function round(value: number): number {
    return Math.round(value * 10) / 10;
}
