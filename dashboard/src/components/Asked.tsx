// A question under way or failed, said; or what came.
import type { ComponentChildren } from 'preact';
import type { Answer } from '../server';
import { t } from '../text/pages';

export function Asked<T>({ answer, children }: { answer: Answer<T> | undefined; children: (value: T) => ComponentChildren }) {
    if (!answer) return <p class="sheet-wait">{t('asking')}</p>;
    if (answer.ok) return <>{children(answer.value)}</>;
    return (
        <p class="sheet-failed" role="alert" data-failed-answer={answer.status}>
            {t('noAnswerBecause', { why: answer.reason })}
        </p>
    );
}
