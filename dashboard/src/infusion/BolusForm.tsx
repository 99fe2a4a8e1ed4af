// A single dose, as it was given.
import { useState } from 'preact/hooks';
import { bolusOrder } from './doseForm';
import { Field, Pick } from './Field';
import { OrderForm } from './OrderForm';
import { routeText } from './RateCard';
import { t } from './t';
import { prescribersOf, titlesOf } from './told';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

const allRoutes = ['intravenous', 'subcutaneous', 'oral'];

interface Props {
    care: Care;
    told: InfusionSession;
    title: string;
    button: string;
    done: () => void;
    cancel: () => void;
}

export function BolusForm({ care, told, ...frame }: Props) {
    const routes: readonly string[] = care.protocol?.routes ?? allRoutes;
    const [form, setForm] = useState({ mg: '', route: routes[0] ?? 'intravenous', prescriber: '' });
    const change = (key: keyof typeof form) => (value: string) => setForm((held) => ({ ...held, [key]: value }));
    const order = bolusOrder(form);
    return (
        <OrderForm
            {...frame}
            care={care}
            what="infusion_bolus"
            fields={order.fields}
            lacking={order.lacking && t(`lacks_${order.lacking}`)}
            quoted={titlesOf(told)}
            override={() => ({ override: true })}
        >
            <div class="order-fields">
                <Field label={t('dose')} name="mg" value={form.mg} change={change('mg')} unit="mg" number />
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
        </OrderForm>
    );
}
