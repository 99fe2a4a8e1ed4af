// Acknowledgements under way: never optimistic. Pure; the page shows what is here.
import { t } from './text/ward';
import type { Alarm, Result } from './wire';

export const answerMsMax = 3000;

export interface Request {
    id: string;
    sentAtMs: number;
    /** Why it did not work, once known. */
    error: string | null;
}

/** By alarm id. Bounded: only alarms that exist have an entry. */
export type Requests = ReadonlyMap<string, Request>;

export function begin(requests: Requests, alarm: string, request: Request): Requests {
    return new Map(requests).set(alarm, request);
}

/** A positive result changes nothing: the alarm's own event ends the wait. */
export function answered(requests: Requests, result: Result): Requests {
    if (result.ok) return requests;
    for (const [alarm, request] of requests)
        if (request.id === result.request)
            return new Map(requests).set(alarm, { ...request, error: result.reason ?? t('refused') });
    return requests;
}

/** Drops what is done, and names what has waited too long. Returns the same map if nothing changed. */
export function settle(requests: Requests, alarms: ReadonlyMap<string, Alarm>, nowMs: number): Requests {
    const kept = new Map<string, Request>();
    let changed = false;
    for (const [id, request] of requests) {
        const alarm = alarms.get(id);
        const done = !alarm || alarm.acknowledged !== null;
        const late = request.error === null && nowMs - request.sentAtMs >= answerMsMax;
        changed ||= done || late;
        if (!done) kept.set(id, late ? { ...request, error: t('noAnswer') } : request);
    }
    return changed ? kept : requests;
}
