// All wards with their counts of alarms, for choosing one.
import { useEffect } from 'preact/hooks';
import { byBed, priorities } from '../order';
import { ask } from '../server';
import { t } from '../text/ward';
import type { WardSummary } from '../wire';
import { PriorityIcon } from './PriorityIcon';
import { useAsked } from './useAsked';
import { ViewLink } from './ViewLink';

const refreshMs = 5000;

/** When the server cannot be asked, no old counts are shown as current. */
export function WardsPage() {
    useEffect(() => void (document.title = 'Vigil'), []);
    const answer = useAsked(() => ask<{ wards: WardSummary[] }>('/v1/wards'), [], refreshMs);
    const wards = answer?.ok ? [...answer.value.wards].sort((a, b) => byBed(a.ward, b.ward)) : [];
    return (
        <main class="wards">
            <h1>{t('wards')}</h1>
            <p>
                <b>{t('secondary')}</b> {t('monitorIsPrimary')}
            </p>
            {answer && !answer.ok && <p data-wards="unknown">{t('noServer')}</p>}
            {answer?.ok && wards.length === 0 && <p data-wards="none">{t('noWards')}</p>}
            <ul class="wards-list">
                {wards.map((ward) => (
                    <WardLink key={ward.ward} ward={ward} />
                ))}
            </ul>
        </main>
    );
}

function WardLink({ ward }: { ward: WardSummary }) {
    return (
        <li>
            <ViewLink class="ward" to={{ name: 'grid', ward: ward.ward }} data-ward-link={ward.ward}>
                <strong>{ward.ward}</strong>
                <span>{t('bedCount', { count: ward.beds })}</span>
                <span class="counts">
                    {priorities.map((p) => (
                        <span key={p} class="count" data-priority={p} data-any={ward.alarms[p] > 0}>
                            <PriorityIcon priority={p} kind="physiological" />
                            <span class="count-number">{ward.alarms[p]}</span>
                            <span class="count-word">{t(p)}</span>
                        </span>
                    ))}
                </span>
            </ViewLink>
        </li>
    );
}
