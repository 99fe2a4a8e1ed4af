// A rate as it was ordered. It is recorded; no pump is driven.
import { useState } from 'preact/hooks';
import { unitText } from '../slots';
import { locale } from '../text';
import { needsWeight, numberText } from './amounts';
import { rateOrder, type RateFields } from './doseForm';
import { Field, Pick } from './Field';
import { OrderForm } from './OrderForm';
import { routeText } from './RateCard';
import { t } from './t';
import { prescribersOf, titlesOf } from './told';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

const allUnits = ['mg/h', 'mL/h', 'mg/kg/h', 'ug/kg/min', 'mg/(24.h)'];
const allRoutes = ['intravenous', 'subcutaneous'];

interface Props {
    care: Care;
    told: InfusionSession;
    title: string;
    button: string;
    done: () => void;
    cancel: () => void;
}

export function RateForm({ care, told, ...frame }: Props) {
    const last = told.steps.at(-1)?.ordered;
    const units = care.protocol?.units ?? allUnits;
    const routes = (care.protocol?.routes ?? allRoutes).filter((route) => route !== 'oral');
    const [form, setForm] = useState<RateFields>({
        amount: '',
        unit: last?.unit ?? units[0] ?? 'mg/h',
        concentration: last?.concentration_mg_per_ml ? String(last.concentration_mg_per_ml) : '',
        weight: '',
        route: last?.route ?? routes[0] ?? 'intravenous',
        prescriber: '',
    });
    const change = (key: keyof RateFields) => (value: string) => setForm((held) => ({ ...held, [key]: value }));
    const kg = told.infusion.weight_kg;
    const order = rateOrder(form, kg);
    const comesTo =
        order.mgPerHour !== null && form.unit !== 'mg/h'
            ? t('comesTo', { rate: numberText(order.mgPerHour, locale, 3) })
            : '';
    return (
        <OrderForm
            {...frame}
            care={care}
            what="infusion_rate"
            fields={order.fields}
            lacking={order.lacking && t(`lacks_${order.lacking}`)}
            quoted={titlesOf(told)}
            override={() => ({ override: true })}
        >
            <div class="order-fields">
                <Field
                    label={t('amount')}
                    name="amount"
                    value={form.amount}
                    change={change('amount')}
                    unit={unitText(form.unit)}
                    hint={comesTo}
                    number
                />
                <Pick
                    label={t('unit')}
                    name="unit"
                    value={form.unit}
                    change={change('unit')}
                    options={units.map((u) => ({ value: u, text: unitText(u) }))}
                />
                <Field
                    label={t('concentration')}
                    name="concentration"
                    value={form.concentration}
                    change={change('concentration')}
                    unit="mg/mL"
                    number
                />
                {needsWeight(form.unit) && (
                    <Field
                        label={t('weightThen')}
                        name="weight"
                        value={form.weight}
                        change={change('weight')}
                        unit="kg"
                        hint={kg === null ? '' : t('weightOfSession', { kg })}
                        number
                    />
                )}
                <Pick
                    label={t('route')}
                    name="route"
                    value={form.route}
                    change={change('route')}
                    options={routes.map((r) => ({ value: r, text: routeText(r) }))}
                />
                <Field
                    label={t('prescriber')}
                    name="prescriber"
                    value={form.prescriber}
                    change={change('prescriber')}
                    known={prescribersOf(told)}
                />
            </div>
            <p class="quiet">{t('noPumpDriven')}</p>
        </OrderForm>
    );
}
