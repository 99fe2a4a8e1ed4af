// When it happened, where that is not now: both times are kept.
import { useRef, useState } from 'preact/hooks';
import { ageText } from '../time';
import { t } from './t';
import { clockOf, lastAt, timeText } from './when';

const minutesAgo = [5, 15, 30] as const;
const minuteMs = 60_000;

interface Props {
    name: string;
    title: string;
    nowMs: number;
    /** Null: now; not a number: what was typed is no time, and nothing may be ordered. */
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
            <Clock name={name} nowMs={nowMs} atMs={atMs} change={change} />
            {atMs !== null && (
                <span class="late-said" role="status">
                    {Number.isNaN(atMs)
                        ? t('clockWrong')
                        : t('happenedAt', { time: timeText(atMs, nowMs), age: ageText(nowMs - atMs) })}
                </span>
            )}
        </fieldset>
    );
}

/** Typed as "1405" or "14:05". What is half typed is no time: it never stands for now. */
function Clock({ name, nowMs, atMs, change }: Pick<Props, 'name' | 'nowMs' | 'atMs' | 'change'>) {
    const [text, setText] = useState('');
    const typed = useRef<number | null>(null);
    const shown = Object.is(typed.current, atMs) ? text : atMs === null ? '' : clockOf(atMs);
    const take = (next: string) => {
        setText(next);
        typed.current = next === '' ? null : (lastAt(next, nowMs) ?? NaN);
        change(typed.current);
    };
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
                aria-invalid={Number.isNaN(atMs)}
                value={shown}
                onInput={(event) => take(event.currentTarget.value)}
            />
        </label>
    );
}
