// The course of a session as a list of moments, and as a strip: what ran when, with its steps, boluses and pauses.
import type { Prescription } from '../wire';
import type { Act, InfusionSession } from './wire';

export interface Moment {
    kind: 'began' | 'rate' | 'bolus' | 'pause' | 'resume' | 'ended' | 'pump_removed' | 'after_care' | 'discharged';
    at: string;
    act: Act;
    ordered?: Prescription;
    mgPerHour?: number;
    bolus?: { mg: number; route: string; prescriber: string };
    second: string | null;
    against: string[];
}

/** Newest first. */
export function momentsOf(session: InfusionSession): Moment[] {
    const moments: Moment[] = [plain('began', session.began)!];
    for (const step of session.steps)
        moments.push({
            ...plain('rate', step)!,
            ordered: step.ordered,
            mgPerHour: step.rate_mg_per_h,
            second: step.ordered.second_prescriber,
            against: step.against,
        });
    for (const bolus of session.boluses)
        moments.push({ ...plain('bolus', bolus)!, bolus, second: bolus.second_prescriber, against: bolus.against });
    moments.push(...turnsOf(session));
    for (const kind of ['ended', 'pump_removed', 'after_care', 'discharged'] as const) {
        const moment = plain(kind, session[kind]);
        if (moment) moments.push(moment);
    }
    return moments.sort((a, b) => b.at.localeCompare(a.at));
}

/** A pause and what ended it come one after the other; where a new rate ended it, its step says so. */
function turnsOf(session: InfusionSession): Moment[] {
    const stepped = new Set(session.steps.map((step) => step.at));
    return session.pauses.flatMap((turn, i) => {
        const resumes = i % 2 === 1;
        if (resumes && stepped.has(turn.at)) return [];
        const moment = plain(resumes ? 'resume' : 'pause', turn)!;
        return [{ ...moment, second: turn.second_prescriber, against: turn.against }];
    });
}

function plain(kind: Moment['kind'], act: Act | null): Moment | null {
    return act && { kind, at: act.at, act, second: null, against: [] };
}

export interface Strip {
    fromMs: number;
    toMs: number;
    mostMgPerHour: number;
    /** Corners of the line of the rate, in shares of the whole (0 to 1): across in time, up in mg/h. */
    corners: [number, number][];
    boluses: { x: number; mg: number }[];
    pauses: { x: number; width: number }[];
}

const leastSpanMs = 10 * 60_000;

/** Null while nothing has been given. `endMs`: now, or when it ended. */
export function stripOf(session: InfusionSession, endMs: number): Strip | null {
    const times = [...session.rates.map((rate) => rate.at), ...session.boluses.map((bolus) => bolus.at)];
    if (times.length === 0 || !Number.isFinite(endMs)) return null;
    const fromMs = Math.min(...times.map((at) => Date.parse(at)));
    const toMs = Math.max(endMs, fromMs + leastSpanMs);
    const most = Math.max(...session.rates.map((rate) => rate.mg_per_h), 0);
    const x = (at: string | number) => (Number(new Date(at)) - fromMs) / (toMs - fromMs);
    const corners: [number, number][] = [];
    let before = 0;
    for (const rate of session.rates) {
        const height = most > 0 ? rate.mg_per_h / most : 0;
        corners.push([x(rate.at), before], [x(rate.at), height]);
        before = height;
    }
    if (corners.length) corners.push([x(Math.max(endMs, fromMs)), before]);
    const boluses = session.boluses.map((bolus) => ({ x: x(bolus.at), mg: bolus.mg }));
    return { fromMs, toMs, mostMgPerHour: most, corners, boluses, pauses: pausesOf(session, x, endMs) };
}

/** Where it stood still between two rates, and at the end while it is paused. */
function pausesOf(session: InfusionSession, x: (at: string | number) => number, endMs: number): Strip['pauses'] {
    return session.rates.flatMap((rate, i) => {
        const next = session.rates[i + 1];
        if (rate.mg_per_h > 0 || (!next && session.infusion.phase !== 'paused')) return [];
        const end = x(next?.at ?? endMs);
        return [{ x: x(rate.at), width: Math.max(0, end - x(rate.at)) }];
    });
}
