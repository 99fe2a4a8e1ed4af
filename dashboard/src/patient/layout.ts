// The lanes of a trend, one above the other: which signs each shows and how, and what its scale begins with.
import type { Summary } from './series';

/**
 * `bars` reach from the diastolic to the systolic pressure. `levels` are charted: a row for each scale, because the same
 * number means another depth on another scale.
 */
export type Shape = 'line' | 'bars' | 'levels';

export interface Trace {
    /** One metric, or systolic and diastolic. */
    metrics: readonly string[];
    label: string;
    /** Told apart without hue: the second trace of a lane is dashed, its bars are thin. */
    second?: true;
}

export interface Lane {
    name: 'heart' | 'spo2' | 'respiration' | 'pressure' | 'etco2' | 'temperature' | 'sedation';
    shape: Shape;
    traces: readonly Trace[];
    /** Shown at least: so that a calm patient's curve is calm. For the picture only. */
    scale: readonly [number, number];
}

const one = (metric: string, label: string): Trace => ({ metrics: [metric], label });
const pressure = (source: string, label: string): Trace => ({
    metrics: [`${source}_systolic`, `${source}_diastolic`],
    label,
});

export const lanes: readonly Lane[] = [
    {
        name: 'heart',
        shape: 'line',
        traces: [one('heart_rate', 'HR'), { ...one('pulse_rate', 'PR'), second: true }],
        scale: [50, 120],
    },
    { name: 'spo2', shape: 'line', traces: [one('spo2', 'SpO₂')], scale: [88, 100] },
    { name: 'respiration', shape: 'line', traces: [one('respiratory_rate', 'RR')], scale: [6, 24] },
    {
        name: 'pressure',
        shape: 'bars',
        traces: [pressure('nibp', 'NIBP'), { ...pressure('abp', 'ABP'), second: true }],
        scale: [50, 170],
    },
    { name: 'etco2', shape: 'line', traces: [one('etco2', 'EtCO₂')], scale: [20, 55] },
    { name: 'temperature', shape: 'line', traces: [one('temperature', 'Temp')], scale: [36, 38.5] },
    {
        name: 'sedation',
        shape: 'levels',
        traces: [
            one('poss', 'POSS'),
            one('rass', 'RASS'),
            one('moaas', 'MOAA/S'),
            one('ramsay', 'Ramsay'),
            one('uk_sedation', 'UK 0-3'),
            one('sedation', 'Sed'),
        ],
        scale: [0, 0],
    },
];

export const laneMetrics: readonly string[] = lanes.flatMap((lane) => metricsOf(lane));

export function metricsOf(lane: Lane): readonly string[] {
    return lane.traces.flatMap((trace) => trace.metrics);
}

/** Those of which there is anything to draw. */
export function tracesOf(lane: Lane, metrics: ReadonlyMap<string, Summary>): Trace[] {
    const any = (name: string) => metrics.get(name)?.mean.some((value) => value !== null) ?? false;
    return lane.traces.filter((trace) => trace.metrics.some(any));
}

/** Everything drawn, limits as well, with a little room above and below. */
export function scaleOf(lane: Lane, metrics: ReadonlyMap<string, Summary>, limits: readonly number[]): [number, number] {
    if (lane.shape === 'levels') return [-0.6, tracesOf(lane, metrics).length - 0.4];
    let [low, high] = lane.scale;
    const reach = (value: number | null) => {
        if (value === null) return;
        low = Math.min(low, value);
        high = Math.max(high, value);
    };
    limits.forEach(reach);
    for (const name of metricsOf(lane)) {
        metrics.get(name)?.min.forEach(reach);
        metrics.get(name)?.max.forEach(reach);
    }
    const room = (high - low) * 0.08;
    return [low - room, high + room];
}
