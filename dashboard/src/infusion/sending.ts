// One order on its way to the server. Never optimistic: it is done when the server said so and the session was read
// again after it. The same content goes with the same request, so that a second press or a lost answer stores it once.
import type { Answer } from '../server';

export type Sending =
    | { state: 'idle' }
    | { state: 'sent'; request: string }
    /** Stored, says the server; it waits for the session to be read: for the answer to this question. */
    | { state: 'taken'; request: string; question: number }
    | { state: 'refused'; reason: string }
    /** Perhaps stored, perhaps not: sent again with the same request it is stored once. */
    | { state: 'unanswered'; reason: string };

export const idle: Sending = { state: 'idle' };

/** What was sent last and not known to be refused. */
export interface Attempt {
    request: string;
    content: string;
}

/** The request under which `content` goes: that of the attempt before if it is the same. */
export function attemptOf(content: string, before: Attempt | null, fresh: () => string): Attempt {
    return before?.content === content ? before : { request: fresh(), content };
}

/** `read` asks for the session again, and gives the number of that question. */
export function outcome(request: string, answer: Answer<unknown>, read: () => number): Sending {
    if (answer.ok) return { state: 'taken', request, question: read() };
    const heard = answer.status >= 400 && answer.status < 500;
    return { state: heard ? 'refused' : 'unanswered', reason: answer.reason };
}

/** The session has been read since. */
export function settled(sending: Sending, answered: number): boolean {
    return sending.state === 'taken' && answered >= sending.question;
}

/** While it is on its way nothing else is sent. */
export function busy(sending: Sending): boolean {
    return sending.state === 'sent' || sending.state === 'taken';
}
