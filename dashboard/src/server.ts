// Questions and orders to the server by HTTP. An answer is what it says or why it failed; nothing is thrown.
import { requestId } from './station';
import { t } from './text/ward';

export type Answer<T> = { ok: true; value: T } | { ok: false; reason: string; status: number };

const limitMs = 10_000;
/** A person waits for it: then it is said that there was no answer. */
const orderLimitMs = 3_000;

export function ask<T>(path: string): Promise<Answer<T>> {
    return send<T>(path, { cache: 'no-store', signal: AbortSignal.timeout(limitMs) });
}

/** Who does what for whom. `request` names it for good: the same one again changes nothing a second time. */
export interface Order {
    request: string;
    stay: string;
    by: string;
    reason?: string;
}

export function newOrder(stay: string, by: string): Order {
    return { request: requestId(), stay, by };
}

export function order(path: string, body: object): Promise<Answer<unknown>> {
    return send(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(orderLimitMs),
    });
}

export function bedPath(bed: string, what: string): string {
    const [ward = '', ...name] = bed.split('/');
    return `/v1/beds/${encodeURIComponent(ward)}/${encodeURIComponent(name.join('/'))}/${what}`;
}

async function send<T>(path: string, request: RequestInit): Promise<Answer<T>> {
    try {
        const answer = await fetch(path, request);
        const body: unknown = await answer.json().catch(() => null);
        if (answer.ok && body === null) return { ok: false, reason: t('unreachable'), status: 0 }; // it broke off
        if (answer.ok) return { ok: true, value: body as T };
        return { ok: false, reason: said(body) ?? `${answer.status} ${answer.statusText}`, status: answer.status };
    } catch (error) {
        const late = error instanceof DOMException && error.name === 'TimeoutError';
        return { ok: false, reason: t(late ? 'noAnswerInTime' : 'unreachable'), status: 0 };
    }
}

/** Of problem+json (RFC 9457), or of a command's result. */
function said(body: unknown): string | null {
    if (typeof body !== 'object' || body === null) return null;
    const { detail, reason } = body as { detail?: unknown; reason?: unknown };
    if (typeof detail === 'string') return detail;
    return typeof reason === 'string' ? reason : null;
}
