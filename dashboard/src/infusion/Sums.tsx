// How much has been given, next to what the protocol has at most.
import { locale } from '../text';
import { type Bar, bars, numberText } from './amounts';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

export function Sums({ care, told }: { care: Care; told: InfusionSession }) {
    const { infusion } = told;
    const held = care.protocol && care.protocolHolds ? bars(infusion, care.protocol.most) : [];
    const mg = (value: number) => `${numberText(value, locale, 1)} mg`;
    return (
        <section class="card-plain sums" aria-label={t('given')}>
            <h3>{t('given')}</h3>
            <dl class="sums-numbers">
                <Sum name="total_mg" label={t('total')} value={mg(infusion.total_mg)} />
                {infusion.total_mg_per_kg !== null && (
                    <Sum
                        name="total_mg_per_kg"
                        label={t('perKg')}
                        value={`${numberText(infusion.total_mg_per_kg, locale)} mg/kg`}
                    />
                )}
                <Sum name="total_24h_mg" label={t('in24h')} value={mg(infusion.total_24h_mg)} />
            </dl>
            {held.map((bar) => (
                <Ceiling key={bar.name} bar={bar} />
            ))}
            {care.protocol && !care.protocolHolds && <p class="quiet">{t('ceilingsUnknown')}</p>}
        </section>
    );
}

function Sum({ name, label, value }: { name: string; label: string; value: string }) {
    return (
        <div data-sum={name}>
            <dt>{label}</dt>
            <dd>{value}</dd>
        </div>
    );
}

function Ceiling({ bar }: { bar: Bar }) {
    const share = Math.min(1, bar.value / bar.most);
    const text = t('ofMost', {
        value: numberText(bar.value, locale, 3),
        most: numberText(bar.most, locale, 3),
        unit: bar.unit,
    });
    return (
        <p class="ceiling" data-ceiling={bar.name} data-above={bar.value > bar.most}>
            <span class="ceiling-name">{t(`most_${bar.name}`)}</span>
            <span class="ceiling-bar" aria-hidden="true" style={{ '--share': String(share) }} />
            <span class="ceiling-text">{text}</span>
        </p>
    );
}
