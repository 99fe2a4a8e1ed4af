// The fixed places of a bed's tile, and what fills each.
import { nothing, read, readPressure, type Reading } from './freshness';
import { t } from './text/ward';
import { minuteText } from './time';
import type { Bed, Metric } from './wire';

interface Source {
    label: string;
    /** One metric, or systolic, diastolic and mean. */
    metrics: readonly string[];
}

export interface Slot {
    name: string;
    size: 'large' | 'small' | 'wide';
    /** The first that has something to show wins. */
    sources: readonly Source[];
}

export interface Filled extends Reading {
    label: string;
    unit: string;
    metrics: readonly string[];
    /** When a cuff or a person measured it, where that is not now: "14:05". */
    taken: string;
}

const pressure = (source: string): readonly string[] => ['systolic', 'diastolic', 'mean'].map((p) => `${source}_${p}`);
const one = (label: string, metric: string): Source => ({ label, metrics: [metric] });

export const slots: readonly Slot[] = [
    { name: 'heart_rate', size: 'large', sources: [one('HR', 'heart_rate'), one('PR', 'pulse_rate')] },
    { name: 'spo2', size: 'large', sources: [one('SpO₂', 'spo2')] },
    { name: 'respiratory_rate', size: 'small', sources: [one('RR', 'respiratory_rate')] },
    {
        name: 'nibp',
        size: 'wide',
        sources: [
            { label: 'NIBP', metrics: pressure('nibp') },
            { label: 'ABP', metrics: pressure('abp') },
        ],
    },
    { name: 'etco2', size: 'small', sources: [one('EtCO₂', 'etco2')] },
    { name: 'temperature', size: 'small', sources: [one(t('temperature'), 'temperature')] },
    { name: 'sedation', size: 'small', sources: [one(t('sedation'), 'sedation')] },
];

const units: Partial<Record<string, string>> = {
    'mm[Hg]': 'mmHg',
    Cel: '°C',
    '{score}': '',
    '1': '',
    'ug/kg/min': 'µg/kg/min',
    'mg/(24.h)': 'mg/24 h',
    'mg/24h': 'mg/24 h',
};

export function unitText(unit: string): string {
    return units[unit] ?? unit;
}

export function fill(slot: Slot, bed: Bed, metrics: ReadonlyMap<string, Metric>, nowMs: number): Filled {
    const filled = slot.sources.map((source) => fromSource(source, bed, metrics, nowMs));
    return filled.find((candidate) => candidate.freshness !== 'absent') ?? filled[0]!;
}

function fromSource(source: Source, bed: Bed, metrics: ReadonlyMap<string, Metric>, nowMs: number): Filled {
    const parts = source.metrics.map((name) => read(bed.values[name], metrics.get(name), nowMs));
    const [first = nothing, second = nothing, third = nothing] = parts;
    const reading = parts.length === 1 ? first : readPressure(first, second, third);
    const unit = unitText(metrics.get(source.metrics[0]!)?.unit ?? '');
    return { ...reading, label: source.label, unit, metrics: source.metrics, taken: taken(reading, source, bed, metrics) };
}

function taken(reading: Reading, source: Source, bed: Bed, metrics: ReadonlyMap<string, Metric>): string {
    const name = source.metrics[0]!;
    const told = bed.values[name];
    const now = metrics.get(name)?.sampling === 'continuous' || reading.freshness === 'absent' || !told;
    return now ? '' : minuteText(Date.parse(told.measured_at));
}
