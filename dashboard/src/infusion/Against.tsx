// What the server tells now that may stand against a rise.
import { useComputed } from '@preact/signals';
import { PriorityIcon } from '../components/PriorityIcon';
import { type Standing, standingOf } from './standing';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

export function Against({ care, told }: { care: Care; told: InfusionSession }) {
    const alarms = useComputed(() => care.session.alarms.value.filter((alarm) => alarm.bed === care.bed.bed)).value;
    const standing = standingOf(told, alarms);
    return (
        <section class="card-plain against" aria-label={t('against')} data-against={standing.length}>
            <h3>{t('against')}</h3>
            {standing.length === 0 && <p class="quiet">{t('againstNothing')}</p>}
            <ul>
                {standing.map((each) => (
                    <Line key={each.key} standing={each} />
                ))}
            </ul>
            <p class="quiet">{t('againstJudged')}</p>
        </section>
    );
}

function Line({ standing }: { standing: Standing }) {
    return (
        <li
            class="standing"
            data-standing={standing.kind}
            {...(standing.priority ? { 'data-priority': standing.priority } : {})}
        >
            {standing.priority ? (
                <>
                    <PriorityIcon priority={standing.priority} kind="physiological" />
                    <b>{t(standing.priority)}</b> {standing.text}
                </>
            ) : (
                t('checkOverdue', { check: standing.text })
            )}
        </li>
    );
}
