// Auditory signals in the style of IEC 60601-1-8: numbers of pulses and timings within the ranges that published
// guides give for each priority. The choices within the ranges are a proposal and need clinical sign-off.
import type { Priority } from './wire';

export interface Burst {
    /** Start of each pulse after the start of the burst. */
    starts_ms: readonly number[];
    pulse_ms: number;
    /** From the end of one burst to the start of the next. */
    pause_ms: number;
    fundamental_hz: number;
}

const highPulseMs = 120;
const highGapMs = 80;

/** Five pulses: three, a longer gap, two. */
function groupOfFive(startMs: number): number[] {
    const stepMs = highPulseMs + highGapMs;
    const fourthMs = 3 * stepMs - highGapMs + 2 * highGapMs + highPulseMs;
    return [0, stepMs, 2 * stepMs, fourthMs, fourthMs + stepMs].map((ms) => startMs + ms);
}

function high(): Burst {
    const first = groupOfFive(0);
    const betweenGroupsMs = 700;
    const second = groupOfFive(first[4]! + highPulseMs + betweenGroupsMs);
    return { starts_ms: [...first, ...second], pulse_ms: highPulseMs, pause_ms: 5000, fundamental_hz: 466 };
}

export const bursts: Readonly<Record<Priority, Burst>> = {
    high: high(),
    medium: { starts_ms: [0, 400, 800], pulse_ms: 200, pause_ms: 15000, fundamental_hz: 392 },
    low: { starts_ms: [0], pulse_ms: 200, pause_ms: 30000, fundamental_hz: 330 },
};

export function lengthMs(burst: Burst): number {
    return burst.starts_ms[burst.starts_ms.length - 1]! + burst.pulse_ms;
}
