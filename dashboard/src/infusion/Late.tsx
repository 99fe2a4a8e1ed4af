// When it happened, where that is not now: both times are kept.
import { useState } from 'preact/hooks';
import { ageText } from '../time';
import { t } from './t';
import { clockOf, lastAt, timeText } from './when';

const minutesAgo = [5, 15, 30] as const;
const minuteMs = 60_000;

interface Props {
    name: string;
    title: string;
    nowMs: number;
    /** Null: now. */
    atMs: number | null;
    change: (atMs: number | null) => void;
    /** One button until it is asked for. */
    folded?: boolean;
}

export function Late({ name, title, nowMs, atMs, change, folded = false }: Props) {
    const [unfolded, unfold] = useState(!folded);
    if (!unfolded && atMs === null)
        return (
            <button type="button" class="pill late-folded" onClick={() => unfold(true)} data-late-open>
                {t('nowOrEarlier')}
            </button>
        );
    return (
        <fieldset class="late" data-late={atMs !== null}>
            <legend>{title}</legend>
            <button type="button" class="pill" aria-pressed={atMs === null} onClick={() => change(null)} data-at="now">
                {t('now')}
            </button>
            {minutesAgo.map((minutes) => (
                <button
                    key={minutes}
                    type="button"
                    class="pill"
                    disabled={!Number.isFinite(nowMs)}
                    onClick={() => change(nowMs - minutes * minuteMs)}
                >
                    {t('minutesAgo', { minutes })}
                </button>
            ))}
            <Clock key={atMs} name={name} nowMs={nowMs} atMs={atMs} change={change} />
            {atMs !== null && (
                <span class="late-said" role="status">
                    {t('happenedAt', { time: timeText(atMs, nowMs), age: ageText(nowMs - atMs) })}
                </span>
            )}
        </fieldset>
    );
}

/** Typed as "1405" or "14:05"; it counts when the field is left. */
function Clock({ name, nowMs, atMs, change }: Pick<Props, 'name' | 'nowMs' | 'atMs' | 'change'>) {
    const [text, setText] = useState(atMs === null ? '' : clockOf(atMs));
    const wrong = text !== '' && lastAt(text, nowMs) === null;
    const take = () => text !== '' && !wrong && change(lastAt(text, nowMs));
    return (
        <label class="late-time">
            <span>{t('at')}</span>
            <input
                class="field-input"
                type="text"
                inputMode="numeric"
                name={`${name}-time`}
                placeholder={t('clockHint')}
                maxLength={5}
                autoComplete="off"
                aria-invalid={wrong}
                value={text}
                onInput={(event) => setText(event.currentTarget.value)}
                onChange={take}
            />
        </label>
    );
}
