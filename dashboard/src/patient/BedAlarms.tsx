// The alarms of this bed, most urgent first, each to be acknowledged here.
import { useComputed } from '@preact/signals';
import { AlarmCard } from '../components/AlarmCard';
import { byUrgency } from '../order';
import type { Session } from '../session';
import { t } from './t';

export function BedAlarms({ session, bed }: { session: Session; bed: string }) {
    const alarms = useComputed(() => session.alarms.value.filter((alarm) => alarm.bed === bed).sort(byUrgency)).value;
    return (
        <section class="patient-alarms" aria-label={t('alarms')} data-bed-alarms={alarms.length}>
            <h3>{t('alarms')}</h3>
            {alarms.length === 0 && <p class="patient-none">{t('noAlarms')}</p>}
            <ol class="alarms-list">
                {alarms.map((alarm) => (
                    <AlarmCard key={alarm.id} session={session} alarm={alarm} />
                ))}
            </ol>
        </section>
    );
}
