// What holds for one patient besides values and alarms, in few words: where the infusion stands, the score, what people
// decided. Each word with the whole story behind it.
import { clockText } from './time';
import type { Bed, News2, Pause } from './wire';

export interface Mark {
    text: string;
    detail: string;
}

export function bedMarks(bed: Bed): Mark[] {
    const marks: Mark[] = [];
    if (bed.phase !== 'none') marks.push({ text: bed.phase, detail: `since ${clockText(Date.parse(bed.phase_since))}` });
    if (bed.news2) marks.push(scoreMark(bed.news2, bed.spo2_scale));
    for (const limit of bed.limits)
        marks.push({ text: `own limit ${limit.limit}`, detail: `${limit.rule}, ${limit.priority}: ${decided(limit)}` });
    for (const pause of bed.paused) marks.push({ text: 'alarm paused', detail: `${pause.rule}: ${decided(pause)}` });
    return marks;
}

function scoreMark(score: News2, scale: 1 | 2): Mark {
    const lacks: [string, string[]][] = [
        ['missing', score.missing],
        ['stale', score.stale],
        ['undecided', score.undecided],
    ];
    const said = lacks.filter(([, items]) => items.length > 0).map(([word, items]) => `${word}: ${items.join(', ')}`);
    const text = score.complete ? `NEWS2 ${score.low}` : `NEWS2 ${score.low}–${score.high}, incomplete`;
    return { text, detail: [`SpO2 scale ${scale}`, ...said].join('; ') };
}

function decided(what: Pause): string {
    return `until ${clockText(Date.parse(what.until))}, ${what.by}: ${what.reason}`;
}
