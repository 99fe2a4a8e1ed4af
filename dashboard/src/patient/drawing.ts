// How uPlot draws one lane: curves with what lies between the lowest and the highest value, pressures as bars, charted
// levels as points. Where no value came for longer than one counts, nothing is drawn.
import uPlot from 'uplot';
import { colour } from './colours';
import { type Lane, type Trace, tracesOf } from './layout';
import { type Ground, inBox, paintGround, paintMarks, ratio, text } from './paint';
import { type Run, runs, type Series } from './series';

export interface Drawn extends Ground {
    lane: Lane;
    series: Series;
    fromMs: number;
    scale: readonly [number, number];
    /** How long a value of a metric counts. */
    holdMs: (metric: string) => number;
    timeText: (ms: number) => string;
}

/** As in lanes.css: --axis, --limit. */
const axisPixels = 46;
const limitPixels = 52;
const timeAxisPixels = 24;

/** `drawn` is asked at every drawing: what is to be shown then. */
export function plotOptions(drawn: () => Drawn, width: number, height: number, withTimes: boolean): uPlot.Options {
    const { lane } = drawn();
    const scale = (): uPlot.Range.MinMax => [...drawn().scale];
    const span = (): uPlot.Range.MinMax => [drawn().fromMs / 1000, drawn().toMs / 1000];
    const traces = lane.traces.map((trace, i) => seriesOf(drawn, trace, 1 + i * 3));
    return {
        width,
        height,
        padding: [6, limitPixels, withTimes ? 0 : 6, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true, range: span }, y: { range: scale } },
        axes: [timeAxis(drawn, withTimes), valueAxis(lane)],
        series: [{}, ...traces.flat()],
        bands: lane.shape === 'line' ? lane.traces.map((_, i) => between(1 + i * 3)) : [],
        hooks: {
            drawClear: [(plot) => paintGround(plot, drawn())],
            draw: [(plot) => (paintLevels(plot, drawn()), paintMarks(plot, drawn()))],
        },
    };
}

/** Columns of uPlot: times in seconds, then mean, lowest and highest (or systolic, diastolic, nothing) of each trace. */
export function plotData({ lane, series, fromMs, toMs }: Drawn): uPlot.AlignedData {
    const { starts, ends } = series;
    const middles = starts.map((start, i) => (start + ends[i]!) / 2000);
    const shown = tracesOf(lane, series.metrics);
    const row = (trace: Trace) => shown.length - 1 - shown.indexOf(trace);
    const columns = lane.traces.flatMap((trace) =>
        lane.shape === 'levels' ? levelsOf(series, trace, row(trace)) : columnsOf(series, trace),
    );
    if (middles.length) return [middles, ...columns] as uPlot.AlignedData;
    return [[fromMs / 1000, toMs / 1000], ...columns.map(() => [null, null])] as uPlot.AlignedData;
}

function columnsOf(series: Series, trace: Trace): (number | null)[][] {
    const none = series.starts.map(() => null);
    const of = (metric: string, part: 'mean' | 'min' | 'max') => [...(series.metrics.get(metric)?.[part] ?? none)];
    const [first, second] = trace.metrics;
    if (second) return [of(first!, 'mean'), of(second, 'mean'), none];
    return [of(first!, 'mean'), of(first!, 'min'), of(first!, 'max')];
}

/** Where it stands, nothing, and which level it was: the highest number, should two be charted in one interval. */
function levelsOf(series: Series, trace: Trace, row: number): (number | null)[][] {
    const levels = [...(series.metrics.get(trace.metrics[0]!)?.max ?? [])];
    return [levels.map((level) => (level === null ? null : row)), levels.map(() => null), levels];
}

function seriesOf(drawn: () => Drawn, trace: Trace, at: number): uPlot.Series[] {
    const { shape } = drawn().lane;
    const quiet: uPlot.Series = { width: 0, points: { show: false }, ...(shape === 'line' ? lines(drawn, trace) : nothing) };
    const ink = () => colour(trace.second ? 'trace-second' : 'trace');
    const seen: uPlot.Series = { stroke: ink, width: trace.second ? 1 : 1.75, ...(trace.second ? { dash: [4, 3] } : {}) };
    if (shape === 'line') return [{ ...seen, ...lines(drawn, trace), points: lonely(drawn, trace, ink) }, quiet, quiet];
    if (shape === 'bars') return [{ ...seen, dash: [], ...bars(at, trace), points: { show: false } }, quiet, quiet];
    return [{ ...seen, ...nothing, points: { show: false } }, quiet, quiet];
}

const nothing = { paths: () => null };
const linear = uPlot.paths.linear!();

function lines(drawn: () => Drawn, trace: Trace): Pick<uPlot.Series, 'paths' | 'gaps'> {
    return { paths: linear, gaps: (plot) => gapsOf(plot, drawn(), trace) };
}

function runsOf({ series, holdMs }: Drawn, trace: Trace): Run[] {
    const metric = trace.metrics[0]!;
    return runs(series, series.metrics.get(metric)?.mean ?? [], holdMs(metric));
}

function gapsOf(plot: uPlot, drawn: Drawn, trace: Trace): uPlot.Series.Gaps {
    const found = runsOf(drawn, trace);
    const middle = (i: number) => Math.round(plot.valToPos(plot.data[0][i]!, 'x', true));
    return found.slice(1).map(([next], i) => [middle(found[i]![1]), middle(next)]);
}

/** A value with a gap on both sides makes no line: it is a point. */
function lonely(drawn: () => Drawn, trace: Trace, ink: () => string): uPlot.Series.Points {
    const filter = () => runsOf(drawn(), trace).flatMap(([first, last]) => (first === last ? [first] : []));
    return { show: false, filter, size: 4, width: 0, fill: ink };
}

function between(mean: number): uPlot.Band {
    return { series: [mean + 2, mean + 1], fill: () => colour('trace-range') };
}

/** From systolic to diastolic; the cuff's have caps, a line's stand so close that they make an area. */
function bars(at: number, trace: Trace): Pick<uPlot.Series, 'paths'> {
    return {
        paths: (plot, _, first, last) => {
            const stroke = new Path2D();
            const cap = trace.second ? 0 : 3.5 * ratio();
            for (let i = first; i <= last; i++) {
                const [high, low] = [plot.data[at]?.[i], plot.data[at + 1]?.[i]];
                if (high == null || low == null) continue;
                const middle = Math.round(plot.valToPos(plot.data[0][i]!, 'x', true));
                const [top, bottom] = [high, low].map((value) => Math.round(plot.valToPos(value, 'y', true)));
                stroke.moveTo(middle, top!);
                stroke.lineTo(middle, bottom!);
                for (const end of [top!, bottom!]) {
                    stroke.moveTo(middle - cap, end);
                    stroke.lineTo(middle + cap, end);
                }
            }
            return { stroke };
        },
    };
}

/** Each level in a square, with its number. */
function paintLevels(plot: uPlot, drawn: Drawn): void {
    const { lane, series } = drawn;
    if (lane.shape !== 'levels') return;
    inBox(plot, () => {
        lane.traces.forEach((_, k) => {
            for (let i = 0; i < series.starts.length; i++) paintLevel(plot, i, plot.data[1 + 3 * k]?.[i], plot.data[3 + 3 * k]?.[i]);
        });
    });
}

function paintLevel(plot: uPlot, i: number, row: number | null | undefined, level: number | null | undefined): void {
    if (row == null || level == null) return;
    const half = 8 * ratio();
    const [left, top] = [plot.valToPos(plot.data[0][i]!, 'x', true), plot.valToPos(row, 'y', true)];
    plot.ctx.fillStyle = colour('trace');
    plot.ctx.fillRect(left - half, top - half, 2 * half, 2 * half);
    text(plot.ctx, String(level), left, top + 4 * ratio(), colour('surface'), 'center');
}

const quietAxis = { stroke: () => colour('text-quiet'), grid: { stroke: () => colour('grid'), width: 1 }, ticks: { show: false } };

function timeAxis(drawn: () => Drawn, withTimes: boolean): uPlot.Axis {
    const values = (_: uPlot, splits: number[]) => splits.map((s) => (withTimes ? drawn().timeText(s * 1000) : ''));
    return { ...quietAxis, size: withTimes ? timeAxisPixels : 0, gap: 4, space: 74, values, font: axisFont() };
}

function valueAxis(lane: Lane): uPlot.Axis {
    const bare = lane.shape === 'levels' ? { values: (_: uPlot, at: number[]) => at.map(() => '') } : {};
    return { ...quietAxis, ...bare, size: axisPixels, gap: 6, space: 24, font: axisFont() };
}

function axisFont(): string {
    return `12px ${colour('font')}`;
}
