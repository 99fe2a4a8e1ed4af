// The rate as it was ordered and, clearly apart, what the pump tells. The page compares nothing: the server warns.
import { read } from '../freshness';
import { unitText } from '../slots';
import { locale } from '../text';
import { ageText } from '../time';
import type { Prescription } from '../wire';
import { numberText } from './amounts';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';
import { timeText } from './when';

export function orderedText(ordered: Prescription): string {
    return `${numberText(ordered.amount, locale, 3)} ${unitText(ordered.unit)}`;
}

export function routeText(route: string): string {
    return route === 'intravenous' || route === 'subcutaneous' || route === 'oral' ? t(route) : route;
}

export function RateCard({ care, told }: { care: Care; told: InfusionSession }) {
    return (
        <section class="card-plain rate" aria-label={t('rate')}>
            <Ordered care={care} told={told} />
            <Pump care={care} />
        </section>
    );
}

function Ordered({ care, told }: { care: Care; told: InfusionSession }) {
    const { ordered, rate_mg_per_h: rate, step_at, phase, steps } = told.infusion;
    const now = care.session.now.value;
    const runs = phase === 'infusing' && rate > 0;
    return (
        <div class="rate-ordered" data-rate={rate} data-runs={runs}>
            <h3>{t('asOrdered')}</h3>
            <p class="rate-now">
                {runs && ordered ? orderedText(ordered) : t(phase === 'paused' ? 'paused' : 'notRunning')}
            </p>
            {runs && ordered && ordered.unit !== 'mg/h' && <p>= {numberText(rate, locale, 3)} mg/h</p>}
            {ordered && (
                <p class="quiet">
                    {!runs && `${t('before', { rate: orderedText(ordered) })} · `}
                    {routeText(ordered.route)} · {ordered.prescriber}
                    {ordered.second_prescriber && `, ${ordered.second_prescriber}`}
                    {ordered.concentration_mg_per_ml !== null &&
                        ` · ${numberText(ordered.concentration_mg_per_ml, locale)} mg/mL`}
                </p>
            )}
            {step_at && (
                <p class="quiet">
                    {t('step', { step: steps, time: timeText(step_at, now), age: ageText(now - Date.parse(step_at)) })}
                </p>
            )}
        </div>
    );
}

const told = [
    ['pump_dose_rate', 'mg/h'],
    ['pump_flow', 'mL/h'],
    ['pump_concentration', 'mg/mL'],
    ['pump_remaining', 'mL'],
] as const;

function Pump({ care }: { care: Care }) {
    const now = care.session.now.value;
    const metrics = care.session.ward.value?.metrics;
    const rows = told.map(([name, unit]) => ({
        name,
        unit,
        value: care.bed.values[name],
        seen: read(care.bed.values[name], metrics?.get(name), now),
    }));
    const heard = rows.filter((row) => row.seen.freshness !== 'absent');
    return (
        <div class="rate-pump" data-pump={heard.length > 0 ? 'heard' : 'silent'}>
            <h3>{t('pumpTells')}</h3>
            {heard.length === 0 && <p class="quiet">{t('pumpSilent')}</p>}
            <ul>
                {heard.map(({ name, unit, value, seen }) => (
                    <li key={name} data-pump-value={name} data-freshness={seen.freshness}>
                        <span class="quiet">{t(name)}</span>
                        <b>
                            {seen.freshness === 'stale' ? (
                                <s>{seen.number ?? seen.word}</s>
                            ) : (
                                (seen.number ?? seen.word)
                            )}{' '}
                            {seen.number && unit}
                        </b>
                        <span class="quiet">
                            {value && t('ago', { age: ageText(now - Date.parse(value.received_at)) })}
                        </span>
                    </li>
                ))}
            </ul>
        </div>
    );
}
