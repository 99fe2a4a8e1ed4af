// What has to be known before the first dose, and what of it is.
import { go } from '../address';
import { bedLabel } from '../order';
import { locale } from '../text';
import { ageText } from '../time';
import { numberText } from './amounts';
import { type Known, knownOf } from './known';
import { itemText, valueText } from './names';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';
import { timeText } from './when';

export function Baseline({ care, told }: { care: Care; told: InfusionSession }) {
    const items = care.protocol?.baseline ?? [];
    const metrics = care.session.ward.value?.metrics ?? new Map();
    const now = care.session.now.value;
    const rows = items.map((item) => ({ item, known: knownOf(item, care.bed, metrics, told.observations, now) }));
    const missing = rows.filter((row) => row.known.from === 'nowhere').length;
    return (
        <section class="card-plain" aria-label={t('baseline')} data-baseline-missing={missing}>
            <header class="card-title">
                <h3>{t('baseline')}</h3>
                <span class="quiet">{missing ? t('baselineMissing', { count: missing }) : t('baselineThere')}</span>
            </header>
            <ul class="known">
                {rows.map(({ item, known }) => (
                    <li key={item} data-baseline={item} data-known={known.from}>
                        <span>{itemText(item, care.protocol)}</span>
                        <b>{knownText(known, care, now)}</b>
                    </li>
                ))}
            </ul>
            <p class="quiet">{t('baselineJudged')}</p>
            <ChartLink care={care} />
        </section>
    );
}

function knownText(known: Known, care: Care, nowMs: number): string {
    if (known.from === 'nowhere') return t('missing');
    if (known.from === 'monitor')
        return t('fromMonitor', { value: numberText(known.number, locale), age: ageText(known.ageMs) });
    return t('chartedAt', { value: valueText(known.value, care.protocol), time: timeText(known.at, nowMs) });
}

/** To the form for observations of this bed. */
export function ChartLink({ care }: { care: Care }) {
    const view = { name: 'bed', ward: care.session.name, bed: bedLabel(care.bed.bed), part: 'chart' } as const;
    return (
        <button type="button" class="press" data-to-chart onClick={() => go(view)}>
            {t('toChart')}
        </button>
    );
}
