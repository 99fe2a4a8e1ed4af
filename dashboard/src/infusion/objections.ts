// What the server says against an order, sentence by sentence, and what would let it pass. The words are the server's
// (server/infusion/guards.cpp); nothing is judged here.

export type Passes = 'reason' | 'second_prescriber' | 'confirmed' | 'never';

export interface Objection {
    why: string;
    passes: Passes;
    /** The charted item that it is about. */
    item: string | null;
}

const byReason = / \(needs a reason\)$/;
const bySecond = / \(needs a reason and a second prescriber who is another person\)$/;
const ofValue = /^values\[\d+\] '([^']*)': /;

/** One refusal may hold several sentences, with "; " between; `quoted` are texts of the protocol that may stand in one. */
export function objectionsOf(reason: string, quoted: readonly string[] = []): Objection[] {
    const kept = quoted.reduce((all, text) => all.replaceAll(text, text.replaceAll('; ', ';\0')), reason);
    return kept.split('; ').map((sentence) => objectionOf(sentence.replaceAll(';\0', '; ')));
}

function objectionOf(sentence: string): Objection {
    const item = ofValue.exec(sentence)?.[1] ?? null;
    const why = sentence.replace(ofValue, '').replace(byReason, '').replace(bySecond, '');
    return { why, item, passes: passesBy(sentence, item) };
}

function passesBy(sentence: string, item: string | null): Passes {
    if (bySecond.test(sentence)) return 'second_prescriber';
    if (byReason.test(sentence)) return 'reason';
    return item !== null && /: confirm it if it is so$/.test(sentence) ? 'confirmed' : 'never';
}

/** What it takes for all of it to pass; 'never' if one of them does not. */
export function wayOn(objections: readonly Objection[]): Passes {
    const ways = objections.map((o) => o.passes);
    if (ways.length === 0 || ways.includes('never')) return 'never';
    if (ways.includes('confirmed')) return ways.every((way) => way === 'confirmed') ? 'confirmed' : 'never';
    return ways.includes('second_prescriber') ? 'second_prescriber' : 'reason';
}
