// Sends an order and follows it until the session shows it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { bedPath, order } from '../server';
import { requestId } from '../station';
import { type Attempt, attemptOf, busy, idle, outcome, type Sending, settled } from './sending';
import type { Care } from './useCare';

export interface Ordering {
    sending: Sending;
    /** With who orders it in it, and without the stay, which is the bed's. */
    send(content: object): void;
    /** What was refused is no longer shown. */
    forget(): void;
}

export interface OrderOptions {
    /** The session that was read shows it, whenever that was asked. */
    shown?: (request: string) => boolean;
    /** Where an attempt is kept through a reload. */
    kept?: { attempt: Attempt | null; keep(attempt: Attempt | null): void };
}

export function useOrder(care: Care, what: string, done: () => void, { shown, kept }: OrderOptions = {}): Ordering {
    const [sending, setSending] = useState<Sending>(idle);
    const now = useRef<Sending>(idle);
    const attempt = useRef<Attempt | null>(kept?.attempt ?? null);
    const become = (next: Sending) => setSending((now.current = next));
    const keep = (next: Attempt | null) => {
        attempt.current = next;
        kept?.keep(next);
    };

    const send = (content: object) => {
        if (busy(now.current)) return;
        const tried = attemptOf(JSON.stringify(content), attempt.current, requestId);
        keep(tried);
        const { request } = tried;
        become({ state: 'sent', request });
        const body = { request, stay: care.bed.stay, ...content };
        void order(bedPath(care.bed.bed, what), body).then((answer) => become(outcome(request, answer, care.read)));
    };

    const finished =
        settled(sending, care.told.answered) || (sending.state === 'taken' && shown?.(sending.request) === true);
    useEffect(() => {
        if (!finished || now.current.state !== 'taken') return;
        keep(null);
        become(idle);
        done();
    }, [finished]);
    return { sending, send, forget: () => !busy(now.current) && become(idle) };
}
