// The frame of every order: its own fields, when it happened, a reason, how it stands, and the way on that the server
// leaves open.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Field } from './Field';
import { Late } from './Late';
import { Refusal } from './Refusal';
import { busy } from './sending';
import { t } from './t';
import { type OrderForm as Form, type OrderProps, useOrderForm } from './useOrderForm';

interface Props extends OrderProps {
    title: string;
    button: string;
    /** It is opened by a tap, and closes. */
    cancel?: () => void;
    /** Nobody asks why. */
    plain?: boolean;
    children?: ComponentChildren;
}

export function OrderForm(props: Props) {
    const { care, what, title, cancel } = props;
    const form = useOrderForm(props);
    const place = useRef<HTMLFormElement>(null);
    useEffect(() => {
        if (cancel) place.current?.querySelector<HTMLElement>('input, .press-main')?.focus();
    }, []);
    const passable = form.way === 'reason' || form.way === 'second_prescriber';
    const submit = (event: Event) => {
        event.preventDefault();
        form.submit();
    };
    const closes = (event: KeyboardEvent) => event.key === 'Escape' && cancel?.();
    return (
        <form
            class="order"
            aria-label={title}
            data-form={what}
            ref={place}
            onSubmit={submit}
            onKeyDown={closes}
            noValidate
        >
            <h3>{title}</h3>
            {props.children}
            {!props.plain && (
                <Field
                    label={t(props.needsReason || passable ? 'reason' : 'reasonIfAny')}
                    name="reason"
                    value={form.reason}
                    change={form.setReason}
                />
            )}
            <Late
                folded
                name={what}
                title={t('when')}
                nowMs={care.session.now.value}
                atMs={form.atMs}
                change={form.setAtMs}
            />
            <Refusal sending={form.sending} objections={form.objections} />
            {passable && <Override form={form} />}
            <p class="order-stopped" role="status">
                {form.stopped}
            </p>
            <div class="order-buttons">
                <button type="submit" class="press press-main" aria-disabled={busy(form.sending)}>
                    {buttonText(form, props.button)}
                </button>
                {cancel && (
                    <button type="button" class="press" onClick={cancel}>
                        {t('close')}
                    </button>
                )}
            </div>
        </form>
    );
}

function buttonText(form: Form, text: string): string {
    if (busy(form.sending)) return t('sending');
    return form.sending.state === 'unanswered' ? t('tryAgain') : text;
}

function Override({ form }: { form: Form }) {
    return (
        <div class="override" data-override={form.way}>
            <p>{t('overrideWhat')}</p>
            {form.way === 'second_prescriber' && (
                <Field label={t('second')} name="second_prescriber" value={form.second} change={form.setSecond} />
            )}
            <button type="button" class="press press-override" onClick={form.overrideNow}>
                {t('override')}
            </button>
        </div>
    );
}
