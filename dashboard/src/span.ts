// Reads the alarms of a span of time from the record, page by page. Bounded: what does not fit is left out, and said.
import { askAlarms, type RecordedAlarm } from './recorded';
import type { Answer } from './server';

const pageCount = 1000;
const pagesMax = 10;

/** From `fromMs` to `toMs`; where not `complete`, the newest of them, and `fromMs` is when the oldest of these was raised. */
export interface Span {
    alarms: RecordedAlarm[];
    fromMs: number;
    toMs: number;
    complete: boolean;
}

export async function readAlarms(ward: string, fromMs: number, toMs: number): Promise<Answer<Span>> {
    const alarms: RecordedAlarm[] = [];
    let after: string | null = null;
    for (let page = 0; page < pagesMax; ++page) {
        const answer = await askAlarms(ward, { from: new Date(fromMs).toISOString(), count: pageCount, after });
        if (!answer.ok) return answer;
        alarms.push(...answer.value.alarms);
        after = answer.value.next;
        if (after === null) return { ok: true, value: { alarms, fromMs, toMs, complete: true } };
    }
    const oldest = alarms[alarms.length - 1];
    return { ok: true, value: { alarms, fromMs: oldest ? Date.parse(oldest.since) : fromMs, toMs, complete: false } };
}
