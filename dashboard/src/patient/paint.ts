// What a lane shows besides its curves: limits, alarms, other patients' stays, changes of the dose. Drawn on uPlot's
// canvas, in its pixels. Nothing is told by hue alone: limits carry their priority's mark, alarms stand in the strip above.
import type uPlot from 'uplot';
import { mark } from '../components/mark';
import { colour } from './colours';
import type { LimitLine } from './limits';
import type { AlarmMark, DoseMark } from './markers';
import type { Stay } from './series';

export interface Ground {
    stay: string;
    stays: readonly Stay[];
    limits: readonly LimitLine[];
    alarms: readonly AlarmMark[];
    dose: readonly DoseMark[];
    toMs: number;
}

const alarmBarPixels = 4;

/** Under the curves. */
export function paintGround(plot: uPlot, ground: Ground): void {
    inBox(plot, () => {
        paintOtherStays(plot, ground);
        for (const line of ground.limits) paintBeyond(plot, line);
    });
}

/** Over the curves. */
export function paintMarks(plot: uPlot, ground: Ground): void {
    paintLimitLabels(plot, ground.limits);
    inBox(plot, () => {
        for (const line of ground.limits) paintLimit(plot, line);
        for (const alarm of ground.alarms) paintAlarm(plot, alarm, ground.toMs);
        for (const mark of ground.dose) vertical(plot, mark.atMs, colour('text-quiet'), [1, 4]);
        for (const stay of ground.stays) if (stay.began) vertical(plot, stay.fromMs, colour('text-strong'), []);
    });
}

/** Everything before the stay of the patient who lies there now is of somebody else. */
function paintOtherStays(plot: uPlot, { stay, stays, toMs }: Ground): void {
    const { ctx, bbox } = plot;
    stays.forEach((each, i) => {
        if (each.stay === stay) return;
        const from = x(plot, each.fromMs);
        const to = x(plot, stays[i + 1]?.fromMs ?? toMs);
        hatch(ctx, from, bbox.top, to - from, bbox.height);
    });
}

function paintBeyond(plot: uPlot, { limit, above }: LimitLine): void {
    const { ctx, bbox } = plot;
    const at = plot.valToPos(limit, 'y', true);
    ctx.fillStyle = colour('beyond');
    if (above) ctx.fillRect(bbox.left, bbox.top, bbox.width, at - bbox.top);
    else ctx.fillRect(bbox.left, at, bbox.width, bbox.top + bbox.height - at);
}

/** The patient's own limit is a whole line, the ward's is broken. */
function paintLimit(plot: uPlot, { limit, own }: LimitLine): void {
    const { ctx, bbox } = plot;
    const at = plot.valToPos(limit, 'y', true);
    if (at < bbox.top || at > bbox.top + bbox.height) return;
    stroke(ctx, colour('text-quiet'), own ? [] : [5, 4]);
    ctx.moveTo(bbox.left, at);
    ctx.lineTo(bbox.left + bbox.width, at);
    ctx.stroke();
}

/** Beside the curves, so that no label ever covers what is newest. */
function paintLimitLabels(plot: uPlot, limits: readonly LimitLine[]): void {
    const { ctx, bbox } = plot;
    const inside = (at: number) => at >= bbox.top && at <= bbox.top + bbox.height;
    const lines = limits
        .map((line) => ({ line, at: plot.valToPos(line.limit, 'y', true) }))
        .filter(({ at }) => inside(at))
        .sort((a, b) => a.at - b.at);
    const places = apart(lines.map(({ at }) => at), 11 * ratio(), bbox.top, bbox.top + bbox.height);
    lines.forEach(({ line }, i) => {
        const word = `${mark({ kind: 'physiological', priority: line.priority })} ${line.limit}`;
        text(ctx, word, bbox.left + bbox.width + 5 * ratio(), places[i]! + 4 * ratio(), colour('text-quiet'), 'left');
    });
}

/** Rising places, moved as little as lets each stand `gap` after the one before, between `top` and `bottom`. */
export function apart(places: readonly number[], gap: number, top: number, bottom: number): number[] {
    const moved: number[] = [];
    for (const place of places) moved.push(Math.max(place, (moved[moved.length - 1] ?? top - gap) + gap));
    for (let i = moved.length - 1, most = bottom; i >= 0; i--, most -= gap) moved[i] = Math.min(moved[i]!, most);
    return moved;
}

function paintAlarm(plot: uPlot, alarm: AlarmMark, toMs: number): void {
    const { ctx, bbox } = plot;
    const from = x(plot, alarm.atMs);
    const width = Math.max(2 * ratio(), x(plot, alarm.untilMs ?? toMs) - from);
    const height = alarmBarPixels * ratio();
    ctx.fillStyle = colour(alarm.priority);
    ctx.fillRect(from, bbox.top + bbox.height - height, width, height);
}

export function vertical(plot: uPlot, atMs: number, of: string, dash: number[]): void {
    const { ctx, bbox } = plot;
    stroke(ctx, of, dash);
    ctx.moveTo(x(plot, atMs), bbox.top);
    ctx.lineTo(x(plot, atMs), bbox.top + bbox.height);
    ctx.stroke();
}

function hatch(ctx: CanvasRenderingContext2D, left: number, top: number, width: number, height: number): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    ctx.fillStyle = colour('beyond');
    ctx.fillRect(left, top, width, height);
    stroke(ctx, colour('line'), []);
    for (let at = left - height; at < left + width; at += 9 * ratio()) {
        ctx.moveTo(at, top + height);
        ctx.lineTo(at + height, top);
    }
    ctx.stroke();
    ctx.restore();
}

export function text(
    ctx: CanvasRenderingContext2D,
    what: string,
    left: number,
    base: number,
    of: string,
    align: CanvasTextAlign,
): void {
    ctx.font = `600 ${11 * ratio()}px ${colour('font')}`;
    ctx.fillStyle = of;
    ctx.textAlign = align;
    ctx.fillText(what, left, base);
}

export function stroke(ctx: CanvasRenderingContext2D, of: string, dash: number[]): void {
    ctx.strokeStyle = of;
    ctx.lineWidth = ratio();
    ctx.setLineDash(dash.map((length) => length * ratio()));
    ctx.beginPath();
}

export function x(plot: uPlot, atMs: number): number {
    return plot.valToPos(atMs / 1000, 'x', true);
}

/** Canvas pixels of one of the page's. */
export function ratio(): number {
    return devicePixelRatio;
}

export function inBox(plot: uPlot, draw: () => void): void {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    draw();
    ctx.restore();
}
