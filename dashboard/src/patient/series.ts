// A bed's signs over a span of time: what the record answered, and after that what the stream tells. Pure. Every
// interval has its own beginning and end, so that a gap is a length of time and not a number of intervals.
import type { Trend } from './record';

export type Numbers = readonly (number | null)[];

export interface Summary {
    unit: string;
    min: Numbers;
    mean: Numbers;
    max: Numbers;
}

export interface Stay {
    fromMs: number;
    stay: string;
    patient: string | null;
    /** In the span; else it was there when the span began. */
    began: boolean;
}

export interface Series {
    spanMs: number;
    stepMs: number;
    /** From here on intervals are made of what the stream told. */
    liveFromMs: number;
    /** Of each interval its beginning and its end. */
    starts: readonly number[];
    ends: readonly number[];
    /** Values in the newest interval, by metric, if the stream told them: weighs its mean. */
    counts: ReadonlyMap<string, number>;
    stays: readonly Stay[];
    metrics: ReadonlyMap<string, Summary>;
}

export interface Sample {
    metric: string;
    atMs: number;
    value: number;
}

/** Intervals asked for. With those of the stream never more than two spans are held: see `slide`. */
export const pointsWanted = 720;

/** `fromMs` is what the record was asked from. */
export function seriesOf(trend: Trend, fromMs: number, spanMs: number): Series {
    const starts = trend.times.map((time) => Date.parse(time));
    const toMs = Date.parse(trend.to);
    return {
        spanMs,
        stepMs: trend.step_s * 1000,
        liveFromMs: toMs,
        starts,
        ends: starts.map((_, i) => starts[i + 1] ?? toMs),
        counts: new Map(),
        stays: trend.stays.map(({ from, stay, patient }) => {
            const beganMs = Date.parse(from);
            const began = beganMs > fromMs; // else it is cut at `fromMs`, and the first interval may begin before that
            return { fromMs: began ? beganMs : Math.min(beganMs, starts[0] ?? beganMs), stay, patient, began };
        }),
        metrics: new Map(Object.entries(trend.metrics)),
    };
}

/** With nothing from the record: what the stream tells from now on. */
export function emptySeries(metrics: readonly string[], spanMs: number, nowMs: number): Series {
    const none = { unit: '', min: [], mean: [], max: [] };
    return {
        spanMs,
        stepMs: Math.max(1000, Math.floor(spanMs / pointsWanted)),
        liveFromMs: nowMs,
        starts: [],
        ends: [],
        counts: new Map(),
        stays: [],
        metrics: new Map(metrics.map((name) => [name, none])),
    };
}

/** What came before the record's answer ends is in it; what comes later than its interval is left out. */
export function append(series: Series, samples: readonly Sample[]): Series {
    return [...samples].sort((a, b) => a.atMs - b.atMs).reduce(appendOne, series);
}

function appendOne(series: Series, sample: Sample): Series {
    const { liveFromMs, stepMs } = series;
    if (!(sample.atMs >= liveFromMs) || !series.metrics.has(sample.metric)) return series;
    const start = liveFromMs + Math.floor((sample.atMs - liveFromMs) / stepMs) * stepMs;
    const newest = series.starts[series.starts.length - 1] ?? -Infinity;
    if (start < newest) return series;
    return into(start > newest ? withInterval(series, start) : series, sample);
}

function withInterval(series: Series, start: number): Series {
    const longer = (numbers: Numbers) => [...numbers, null];
    const metrics = new Map(
        [...series.metrics].map(([name, all]): [string, Summary] => [
            name,
            { ...all, min: longer(all.min), mean: longer(all.mean), max: longer(all.max) },
        ]),
    );
    const starts = [...series.starts, start];
    return { ...series, starts, ends: [...series.ends, start + series.stepMs], counts: new Map(), metrics };
}

function into(series: Series, { metric, value }: Sample): Series {
    const held = series.metrics.get(metric)!;
    const last = series.starts.length - 1;
    const count = series.counts.get(metric) ?? 0;
    const mean = ((held.mean[last] ?? 0) * count + value) / (count + 1);
    const summary = {
        ...held,
        min: ending(held.min, Math.min(held.min[last] ?? value, value)),
        mean: ending(held.mean, mean),
        max: ending(held.max, Math.max(held.max[last] ?? value, value)),
    };
    const counts = new Map(series.counts).set(metric, count + 1);
    return { ...series, counts, metrics: new Map(series.metrics).set(metric, summary) };
}

function ending(numbers: Numbers, last: number): Numbers {
    return [...numbers.slice(0, -1), last];
}

/** Another patient from now on: no interval holds values of two. */
export function beginStay(series: Series, stay: Stay): Series {
    const ends = series.ends.map((end) => Math.min(end, stay.fromMs));
    return { ...series, liveFromMs: stay.fromMs, ends, counts: new Map(), stays: [...series.stays, stay] };
}

/** Drops what has left the span: what is held stays bounded for as long as the page is open. */
export function slide(series: Series, nowMs: number): Series {
    const beginMs = nowMs - series.spanMs;
    const gone = series.ends.findIndex((end) => end > beginMs);
    const drop = gone < 0 ? series.ends.length : gone;
    if (drop === 0) return series;
    const cut = (all: Summary): Summary => ({
        ...all,
        min: all.min.slice(drop),
        mean: all.mean.slice(drop),
        max: all.max.slice(drop),
    });
    return {
        ...series,
        starts: series.starts.slice(drop),
        ends: series.ends.slice(drop),
        stays: series.stays.filter((_, i) => (series.stays[i + 1]?.fromMs ?? Infinity) > beginMs),
        metrics: new Map([...series.metrics].map(([name, all]): [string, Summary] => [name, cut(all)])),
    };
}

/** Which of the stays was in the bed; undefined before the first one. */
export function stayAt(series: Pick<Series, 'stays'>, atMs: number): Stay | undefined {
    let found: Stay | undefined;
    for (const stay of series.stays) if (stay.fromMs <= atMs) found = stay;
    return found;
}

/** Whose an interval is: no interval holds values of two, but the first one may begin before the patient came. */
export function stayOf(series: Pick<Series, 'ends' | 'stays'>, index: number): Stay | undefined {
    return stayAt(series, (series.ends[index] ?? NaN) - 1);
}

/** First and last interval of what may be drawn as one line. */
export type Run = readonly [first: number, last: number];

/**
 * Runs of values that followed each other within `joinMs` (how long one value counts as current) in one stay. What lies
 * between two runs is a gap, and nothing is drawn there.
 */
export function runs(series: Pick<Series, 'starts' | 'ends' | 'stays'>, values: Numbers, joinMs: number): Run[] {
    const found: [number, number][] = [];
    for (let i = 0; i < values.length; i++) {
        if (values[i] === null || values[i] === undefined) continue;
        const run = found[found.length - 1];
        const last = run?.[1] ?? -1;
        const near = run && series.starts[i]! - series.ends[last]! <= joinMs;
        const same = run && stayOf(series, i) === stayOf(series, last);
        if (near && same) run[1] = i;
        else found.push([i, i]);
    }
    return found;
}

/** The interval at a time, or the nearest one; -1 if there is none. */
export function indexAt(series: Pick<Series, 'starts'>, atMs: number): number {
    const { starts } = series;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if (starts[middle]! <= atMs) low = middle;
        else high = middle - 1;
    }
    return starts.length ? low : -1;
}
