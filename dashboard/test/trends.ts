// Trends as the record answers them, for tests to vary.
import type { DoseHistory, Trend } from '../src/patient/record';
import { type Series, seriesOf } from '../src/patient/series';
import { at, infusion, noon } from './samples';

export const minuteMs = 60_000;

/** One value a minute from noon on; null: nothing came. */
export function trend(values: Record<string, (number | null)[]>, changes: Partial<Trend> = {}): Trend {
    const length = Math.max(0, ...Object.values(values).map((all) => all.length));
    return {
        to: at(length * minuteMs),
        source: 'minutes',
        step_s: 60,
        stays: [{ from: at(0), stay: 's1', patient: 'P-17' }],
        times: Array.from({ length }, (_, i) => at(i * minuteMs)),
        metrics: Object.fromEntries(
            Object.entries(values).map(([name, all]) => [name, { unit: '/min', min: all, mean: all, max: all }]),
        ),
        ...changes,
    };
}

export function series(values: Record<string, (number | null)[]>, changes: Partial<Trend> = {}): Series {
    return seriesOf(trend(values, changes), noon, 4 * 3_600_000);
}

export const act = (minutes: number, by = 'nurse-1') => ({
    by,
    reason: null,
    at: at(minutes * minuteMs),
    entered_at: at(minutes * minuteMs),
});

export function doseHistory(changes: Partial<DoseHistory> = {}): DoseHistory {
    const none = { ended: null, pump_removed: null, discharged: null };
    const lists = { steps: [], boluses: [], rates: [], pauses: [], observations: [] };
    return { infusion: infusion(), title: 'A small dose', began: act(0), ...lists, ...none, ...changes };
}

export const minute = (minutes: number): number => noon + minutes * minuteMs;
