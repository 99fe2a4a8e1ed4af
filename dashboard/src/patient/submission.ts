// One order of a person on its way: sent, refused, or seen done in what the server tells everybody. Pure.
import type { Answer } from '../server';

export interface Submission {
    /** Names the order for good: repeated under the same name it changes nothing a second time. */
    request: string;
    content: string;
    state: 'sending' | 'sent' | 'refused';
    /** The server's sentence, or why there was no answer. */
    reason: string;
    /** The server has said no, so the same order again is another one. Without an answer it may have been carried out. */
    answered: boolean;
}

export function beginSubmission(before: Submission | null, body: object, newId: () => string): Submission {
    const content = JSON.stringify(body);
    const again = before !== null && before.content === content && !before.answered;
    return { request: again ? before.request : newId(), content, state: 'sending', reason: '', answered: false };
}

export function withAnswer(submission: Submission, answer: Answer<unknown>): Submission {
    if (answer.ok) return { ...submission, state: 'sent', answered: true };
    return { ...submission, state: 'refused', reason: answer.reason, answered: answer.status !== 0 };
}
