// Alarms as they stand in the record, newest first, a page at a time. Bounded: so many pages are held.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { askAlarms, type RecordedAlarm } from '../recorded';
import type { Session } from '../session';
import { t } from '../text/pages';
import { HistoryRow } from './HistoryRow';

const pageCount = 50;
const alarmsMax = 1000;

export function AlarmHistory({ session }: { session: Session }) {
    const alarms = useSignal<readonly RecordedAlarm[]>([]);
    const next = useSignal<string | null>(null);
    const state = useSignal<'asking' | 'done' | string>('asking');
    const load = async (after: string | null) => {
        state.value = 'asking';
        const answer = await askAlarms(session.name, { count: pageCount, after });
        if (answer.ok) {
            const held = after === null ? [] : alarms.value;
            alarms.value = [...held, ...answer.value.alarms.filter((a) => !held.some((h) => h.id === a.id))];
            next.value = answer.value.next;
        }
        state.value = answer.ok ? 'done' : t('noAnswerBecause', { why: answer.reason });
    };
    useEffect(() => void load(null), []);
    const more = next.value !== null && alarms.value.length < alarmsMax;
    return (
        <section aria-label={t('history')} data-history={alarms.value.length} data-history-state={state}>
            <div class="row">
                <h2 class="sheet-title">{t('history')}</h2>
                <button type="button" class="button" onClick={() => void load(null)} data-history-again="true">
                    {t('readAgain')}
                </button>
            </div>
            <p class="sheet-note">{t('historyNote')}</p>
            <ol class="rows">
                {alarms.value.map((alarm) => (
                    <HistoryRow key={alarm.id} session={session} alarm={alarm} />
                ))}
            </ol>
            {state.value === 'asking' && <p class="sheet-wait">{t('asking')}</p>}
            {state.value !== 'asking' && state.value !== 'done' && (
                <p class="sheet-failed" role="alert">
                    {state.value}
                </p>
            )}
            {state.value === 'done' && alarms.value.length === 0 && <p class="sheet-wait">{t('noHistory')}</p>}
            {more && state.value === 'done' && (
                <button type="button" class="button" onClick={() => void load(next.value)} data-history-older="true">
                    {t('older')}
                </button>
            )}
        </section>
    );
}
