// How one value must look now. Stale never looks like normal; when in doubt there is no value.
import { t } from './text/ward';
import { ageText } from './time';
import type { Bed, Metric, Value } from './wire';

export type Freshness = 'fresh' | 'aging' | 'stale' | 'absent';

export interface Reading {
    freshness: Freshness;
    /** The number as text, the level of a scale ("3"); null where there is a word or nothing to show. */
    number: string | null;
    /** What a level is one of ("POSS"), or "". */
    scale: string;
    /** "sensor off", "implausible", "test" or null. */
    word: string | null;
    questionable: boolean;
    /** Age to show beside it, or "". */
    age: string;
}

export const nothing: Reading = {
    freshness: 'absent',
    number: null,
    scale: '',
    word: null,
    questionable: false,
    age: '',
};

const words = { sensor_off: 'sensorOff', implausible: 'implausible', test: 'test' } as const;
const order: readonly Freshness[] = ['fresh', 'aging', 'stale', 'absent'];

/** Aging from half the metric's limit, stale from the limit, absent from twice the limit. */
export function freshness(ageMs: number, staleAfterMs: number): Freshness {
    if (ageMs < staleAfterMs / 2) return 'fresh';
    if (ageMs < staleAfterMs) return 'aging';
    if (ageMs < staleAfterMs * 2) return 'stale';
    return 'absent';
}

/** Why nothing of a bed is live: in both cases nobody looks at it for the staff. */
export function watchedWord(bed: Pick<Bed, 'recovering' | 'away'>): string {
    if (bed.away) return t('away');
    return t(bed.recovering ? 'recovering' : 'notMonitored');
}

function wordOf(status: Value['status']): string | null {
    return status in words ? t(words[status as keyof typeof words]) : null;
}

export function read(value: Value | undefined, metric: Metric | undefined, nowMs: number): Reading {
    if (!value || !metric) return nothing;
    const receivedAgeMs = nowMs - Date.parse(value.received_at);
    const state = freshness(receivedAgeMs, value.charted_counts_for_ms ?? metric.stale_after_ms);
    const word = wordOf(value.status);
    const usable = value.status === 'valid' || value.status === 'questionable';
    const text = value.text ?? '';
    const level = text.slice(text.lastIndexOf(' ') + 1);
    const number = usable && value.value !== null ? level || numberText(value.value, metric.name) : null;
    if (state === 'absent' || (!word && number === null)) return nothing;
    return {
        freshness: state,
        number,
        scale: number === null ? '' : text.slice(0, -level.length - 1),
        word,
        questionable: value.status === 'questionable',
        age: shownAge(value, metric, state, receivedAgeMs, nowMs),
    };
}

/** A cuff and a charted observation always carry the age of the measurement: they are resent long after. */
function shownAge(value: Value, metric: Metric, state: Freshness, receivedAgeMs: number, nowMs: number): string {
    const sentAllTheTime = metric.sampling === 'continuous' || metric.sampling === 'device';
    if (sentAllTheTime && !value.charted_counts_for_ms) return state === 'fresh' ? '' : ageText(receivedAgeMs);
    const measuredAgeMs = nowMs - Date.parse(value.measured_at);
    return ageText(Number.isFinite(measuredAgeMs) ? Math.max(measuredAgeMs, receivedAgeMs) : receivedAgeMs);
}

function numberText(value: number, metric: string): string {
    if (metric === 'temperature') return value.toFixed(1);
    return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** Systolic over diastolic, and the mean if there is one: as fresh as its older part. */
export function readPressure(systolic: Reading, diastolic: Reading, mean: Reading): Reading {
    const oldest = order.indexOf(diastolic.freshness) > order.indexOf(systolic.freshness) ? diastolic : systolic;
    if (oldest.freshness === 'absent') return nothing;
    const word = systolic.word ?? diastolic.word;
    const pair = `${systolic.number}/${diastolic.number}`;
    return {
        freshness: oldest.freshness,
        number: word ? null : mean.number && mean.freshness === oldest.freshness ? `${pair} (${mean.number})` : pair,
        scale: '',
        word,
        questionable: systolic.questionable || diastolic.questionable,
        age: oldest.age,
    };
}
