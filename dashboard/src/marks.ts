// What people decided for one patient, in few words, and the score. Each word with the whole story behind it.
import { scoreText } from './score';
import { t } from './text/ward';
import { clockText } from './time';
import type { Bed, News2, Pause } from './wire';

export interface Mark {
    text: string;
    detail: string;
}

export function bedMarks(bed: Bed): Mark[] {
    const limits = bed.limits.map((limit) => ({
        text: t('ownLimit', { limit: limit.limit }),
        detail: `${limit.rule}, ${t(limit.priority)}: ${decided(limit)}`,
    }));
    const pauses = bed.paused.map((pause) => ({ text: t('alarmPaused'), detail: `${pause.rule}: ${decided(pause)}` }));
    return [...limits, ...pauses];
}

export function scoreMark(score: News2, scale: 1 | 2): Mark {
    const lacks: [string, string[]][] = [
        [t('missing'), score.missing],
        [t('stale'), score.stale],
        [t('undecided'), score.undecided],
    ];
    const said = lacks.filter(([, items]) => items.length > 0).map(([word, items]) => `${word}: ${items.join(', ')}`);
    const text = score.complete ? `NEWS2 ${scoreText(score)}` : t('incomplete', { score: `NEWS2 ${scoreText(score)}` });
    return { text, detail: [t('spo2Scale', { scale }), ...said].join('; ') };
}

function decided(what: Pause): string {
    return t('decided', { time: clockText(Date.parse(what.until)), by: what.by, reason: what.reason });
}
