// Sends what a person decides for the patient of a bed, and says how it stands. Never optimistic: it is done when the bed
// itself shows it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { bedPath, order } from '../server';
import { requestId } from '../station';
import type { Bed } from '../wire';
import { beginSubmission, type Submission, withAnswer } from './submission';

export interface Ordering {
    submission: Submission | null;
    send: (body: object) => void;
}

/** `seen`: the bed shows what was ordered. `whenDone` is called once, when it does. */
export function useOrder(bed: Bed, what: string, seen: boolean, whenDone?: () => void): Ordering {
    return useOrderOf(bedPath(bed.bed, what), { stay: bed.stay }, seen, whenDone);
}

/** The same of anything that is ordered by its own address; `about` is in each order. */
export function useOrderOf(path: string, about: object, seen: boolean, whenDone: () => void = () => undefined): Ordering {
    const [submission, setSubmission] = useState<Submission | null>(null);
    const current = useRef<Submission | null>(null);
    const keep = (next: Submission | null) => setSubmission((current.current = next));
    const send = (body: object) => {
        if (current.current?.state === 'sending') return;
        const begun = beginSubmission(current.current, { ...about, ...body }, requestId);
        keep(begun);
        void order(path, { request: begun.request, ...about, ...body }).then((answer) => {
            if (current.current === begun) keep(withAnswer(begun, answer));
        });
    };
    const done = submission?.state === 'sent' && seen;
    useEffect(() => {
        if (!done) return;
        keep(null);
        whenDone();
    }, [done]);
    return { submission, send };
}
