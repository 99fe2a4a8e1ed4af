// The alarms of this bed, most urgent first, each to be acknowledged here.
import { AlarmCard } from '../components/AlarmCard';
import { byUrgency } from '../order';
import type { Session } from '../session';
import { t } from './t';
import { useDerived } from './useDerived';

export function BedAlarms({ session, bed }: { session: Session; bed: string }) {
    const alarms = useDerived(() => session.alarms.value.filter((alarm) => alarm.bed === bed).sort(byUrgency), [session, bed]);
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
