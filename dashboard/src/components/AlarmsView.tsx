// Every alarm of the ward: those that are active, then what the record keeps of those that are over.
import { useComputed, useSignal } from '@preact/signals';
import { options } from '../options';
import { bedLabel, byBed, byUrgency, withoutMembers } from '../order';
import type { Session } from '../session';
import { t } from '../text/pages';
import type { Alarm } from '../wire';
import { AlarmCard } from './AlarmCard';
import { AlarmHistory } from './AlarmHistory';
import { AlarmWordsForm } from './AlarmWordsForm';
import { WhyButton } from './WhyButton';

export function AlarmsView({ session }: { session: Session }) {
    const alarms = useComputed(() => [...withoutMembers(session.alarms.value)].sort(byUrgency)).value;
    return (
        <div class="sheet">
            <section aria-label={t('activeAlarms')} data-active={alarms.length}>
                <h2 class="sheet-title">{t('activeAlarms')}</h2>
                <BedButtons session={session} alarms={alarms} />
                {alarms.length === 0 && <p class="sheet-wait">{t(session.metrics.value ? 'noActiveAlarms' : 'asking')}</p>}
                <ol class="cards">
                    {alarms.map((alarm) => (
                        <ActiveAlarm key={alarm.id} session={session} alarm={alarm} />
                    ))}
                </ol>
            </section>
            <AlarmHistory session={session} />
        </div>
    );
}

function ActiveAlarm({ session, alarm }: { session: Session; alarm: Alarm }) {
    const why = useSignal(false);
    const words = useSignal(false);
    return (
        <AlarmCard session={session} alarm={alarm}>
            {!options.display && (
                <button
                    type="button"
                    class="button"
                    aria-expanded={words.value}
                    data-words={alarm.id}
                    onClick={() => (words.value = !words.value)}
                >
                    {t('words')}
                </button>
            )}
            <WhyButton session={session} alarm={alarm} open={why} />
            {words.value && <AlarmWordsForm session={session} alarm={alarm} />}
        </AlarmCard>
    );
}

/** For each bed with more than one that nobody has acknowledged: all of those that are shown here now. */
function BedButtons({ session, alarms }: { session: Session; alarms: readonly Alarm[] }) {
    const open = alarms.filter((alarm) => !alarm.acknowledged && alarm.bed !== null);
    const beds = [...new Set(open.map((alarm) => alarm.bed!))].sort(byBed);
    const several = beds.map((bed) => ({ bed, ids: open.filter((a) => a.bed === bed).map((a) => a.id) })).filter((b) => b.ids.length > 1);
    if (!several.length || options.display) return null;
    return (
        <div class="row">
            {several.map(({ bed, ids }) => (
                <button
                    key={bed}
                    type="button"
                    class="button"
                    data-acknowledge-bed={bed}
                    onClick={() => ids.forEach((id) => session.acknowledge(id))}
                >
                    {t('acknowledgeAll', { bed: bedLabel(bed), n: ids.length })}
                </button>
            ))}
        </div>
    );
}
