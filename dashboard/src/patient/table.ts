// The rows of a trend: what the table shows, what the cursor reads, what is exported. Pure.
import { lanes, type Trace, tracesOf } from './layout';
import { indexAt, type Series, type Stay, stayOf } from './series';

export interface Cell {
    min: number;
    mean: number;
    max: number;
}

export interface Row {
    index: number;
    atMs: number;
    stay: Stay | undefined;
    /** By metric; without those of which nothing came. */
    cells: ReadonlyMap<string, Cell>;
}

export function rowAt(series: Series, index: number): Row {
    const cells = new Map<string, Cell>();
    for (const [name, { min, mean, max }] of series.metrics) {
        const [low, middle, high] = [min[index], mean[index], max[index]];
        if (low != null && middle != null && high != null) cells.set(name, { min: low, mean: middle, max: high });
    }
    const atMs = series.starts[index] ?? NaN;
    return { index, atMs, stay: stayOf(series, index), cells };
}

/** Intervals in which something came, oldest first. A gap has no rows. */
export function rowsOf(series: Series): Row[] {
    return series.starts.map((_, index) => rowAt(series, index)).filter((row) => row.cells.size > 0);
}

/** Of every lane those traces of which there is anything in the span. */
export function tracesShown(series: Series): Trace[] {
    return lanes.flatMap((lane) => tracesOf(lane, series.metrics));
}

/** "72", "72 (70–75)", "128/76"; empty where nothing came, and for half a pressure. */
export function cellText(row: Row, trace: Trace): string {
    const cells = trace.metrics.map((name) => row.cells.get(name));
    if (cells.some((cell) => cell === undefined)) return '';
    const [first, second] = cells as Cell[];
    const metric = trace.metrics[0]!;
    if (second) return `${numberText(first!.mean, metric)}/${numberText(second.mean, metric)}`;
    const [low, middle, high] = [first!.min, first!.mean, first!.max].map((value) => numberText(value, metric));
    return low === high ? middle! : `${middle} (${low}–${high})`;
}

export function numberText(value: number, metric: string): string {
    return metric === 'temperature' ? value.toFixed(1) : String(Math.round(value));
}

export interface Said {
    trace: Trace;
    text: string;
    /** When it came, where that was before the interval read. */
    atMs: number | null;
}

/**
 * What held at an interval. A cuff, a thermometer and a charted level are read back to the last one in the same stay,
 * no further than a value counts (`holdMs`): between two cuffs the first one is what was known.
 */
export function saidAt(series: Series, index: number, holdMs: (metric: string) => number): Said[] {
    return tracesShown(series).map((trace) => ({ trace, ...lastOf(series, index, trace, holdMs(trace.metrics[0]!)) }));
}

/** The last value at or before an interval that still counted there. */
export function lastOf(series: Series, index: number, trace: Trace, holdMs: number): Pick<Said, 'text' | 'atMs'> {
    const atMs = series.starts[index] ?? NaN;
    const stay = stayOf(series, index);
    const any = series.metrics.get(trace.metrics[0]!)?.mean;
    for (let i = index; i >= 0 && atMs - series.starts[i]! <= holdMs; i--) {
        if (any?.[i] == null) continue;
        const row = rowAt(series, i);
        if (row.stay !== stay) break;
        const text = cellText(row, trace);
        if (text) return { text, atMs: i === index ? null : row.atMs };
    }
    return { text: '', atMs: null };
}

/** The interval that a time lies in; -1 in a gap that has none. */
export function intervalAt(series: Series, atMs: number): number {
    const index = indexAt(series, atMs);
    return index >= 0 && atMs >= series.starts[index]! && atMs < series.ends[index]! ? index : -1;
}

/** The newest interval, as long as it is not older than a value counts; -1 then. */
export function newestAt(series: Series, nowMs: number, holdMs: number): number {
    const last = series.starts.length - 1;
    return last >= 0 && nowMs - series.ends[last]! <= holdMs ? last : -1;
}

const pageOfIntervals = 10;

/** Where a key moves the cursor: by one interval, by ten, to the ends; null: the key is not for it, or hides it. */
export function moved(series: Series, cursorMs: number | null, key: string, shift: boolean): number | null {
    const last = series.starts.length - 1;
    if (last < 0) return null;
    const by: Partial<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -pageOfIntervals, PageDown: pageOfIntervals };
    if (key === 'Home') return series.starts[0]!;
    if (key === 'End') return series.starts[last]!;
    const step = by[key];
    if (step === undefined) return null;
    if (cursorMs === null) return series.starts[last]!;
    const to = indexAt(series, cursorMs) + step * (shift ? pageOfIntervals : 1);
    return series.starts[Math.max(0, Math.min(last, to))]!;
}
