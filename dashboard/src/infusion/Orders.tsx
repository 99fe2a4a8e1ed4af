// What may be ordered in this phase, one form at a time.
import { useState } from 'preact/hooks';
import { BolusForm } from './BolusForm';
import { OrderForm } from './OrderForm';
import { RateForm } from './RateForm';
import { t } from './t';
import { titlesOf } from './told';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

type Name = 'rate' | 'bolus' | 'pause' | 'resume' | 'stop' | 'early' | 'pump_removed';

/** The server answers what is ordered in another phase; here are those that have a place in it. */
export function ordersOf(told: InfusionSession): Name[] {
    const given = told.infusion.infusing_since !== null;
    switch (told.infusion.phase) {
        case 'screening':
            return ['early'];
        case 'baseline':
            return ['rate', 'bolus', 'early'];
        case 'infusing':
            return ['rate', 'bolus', 'pause', 'stop', 'early'];
        case 'paused':
            return ['resume', 'rate', 'bolus', 'stop', 'early'];
        case 'recovery':
        case 'ready':
            return [
                ...(told.infusion.pump_attached ? (['pump_removed'] as const) : []),
                ...(given ? (['bolus'] as const) : []),
            ];
        default:
            return [];
    }
}

export function Orders({ care, told }: { care: Care; told: InfusionSession }) {
    const [open, setOpen] = useState<Name | null>(null);
    const names = ordersOf(told);
    const shown = open !== null && names.includes(open) ? open : null;
    const close = () => setOpen(null);
    const text = (name: Name) => (name === 'rate' && told.steps.length === 0 ? t('firstRate') : textOf(name, told));
    if (names.length === 0) return null;
    return (
        <section class="orders" aria-label={t('orders')}>
            <div class="orders-buttons">
                {names.map((name) => (
                    <button
                        key={name}
                        type="button"
                        class="press press-order"
                        aria-expanded={shown === name}
                        data-order-button={name}
                        onClick={() => setOpen(shown === name ? null : name)}
                    >
                        {text(name)}
                    </button>
                ))}
            </div>
            {shown && <Form key={shown} name={shown} care={care} told={told} title={text(shown)} close={close} />}
        </section>
    );
}

function textOf(name: Name, told: InfusionSession): string {
    if (name === 'early') return t(told.infusion.infusing_since === null ? 'callOff' : 'stopEarly');
    if (name === 'bolus' && late(told)) return t('bolusLate');
    return t(`order_${name}`);
}

function late(told: InfusionSession): boolean {
    return told.infusion.phase === 'recovery' || told.infusion.phase === 'ready' || told.infusion.phase === 'paused';
}

interface FormProps {
    name: Name;
    care: Care;
    told: InfusionSession;
    title: string;
    close: () => void;
}

function Form({ name, care, told, title, close }: FormProps) {
    const frame = { care, title, button: title, done: close, cancel: close };
    switch (name) {
        case 'rate':
            return <RateForm {...frame} told={told} />;
        case 'bolus':
            return <BolusForm {...frame} told={told} />;
        case 'resume':
            return (
                <OrderForm
                    {...frame}
                    what="infusion_resume"
                    fields={{}}
                    quoted={titlesOf(told)}
                    override={() => ({ override: true })}
                />
            );
        case 'early':
            return <OrderForm {...frame} what="infusion_stop" fields={{ early: true }} needsReason />;
        case 'stop':
            return <OrderForm {...frame} what="infusion_stop" fields={{}} />;
        case 'pause':
            return <OrderForm {...frame} what="infusion_pause" fields={{}} />;
        case 'pump_removed':
            return <OrderForm {...frame} what="infusion_pump_removed" fields={{}} />;
    }
}
