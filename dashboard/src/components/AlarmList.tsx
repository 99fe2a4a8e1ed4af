// Every alarm of the ward, most urgent first.
import { useComputed } from '@preact/signals';
import { byUrgency, withoutMembers } from '../order';
import type { Session } from '../session';
import { t } from '../text/ward';
import { AlarmCard } from './AlarmCard';

export function AlarmList({ session }: { session: Session }) {
    const alarms = useComputed(() => [...withoutMembers(session.alarms.value)].sort(byUrgency)).value;
    const open = alarms.filter((alarm) => !alarm.acknowledged).length;
    return (
        <section class="alarms" aria-label={t('alarms')} data-alarms={alarms.length}>
            <header class="alarms-head">
                <h2>{t('alarms')}</h2>
                {alarms.length > 0 && <span>{open > 0 ? t('openAlarms', { count: open }) : t('allAcknowledged')}</span>}
            </header>
            {alarms.length === 0 && session.metrics.value && <p class="alarms-none">{t('noAlarms')}</p>}
            <ol class="alarms-list" tabIndex={0} aria-label={t('alarms')}>
                {alarms.map((alarm) => (
                    <AlarmCard key={alarm.id} session={session} alarm={alarm} />
                ))}
            </ol>
        </section>
    );
}
