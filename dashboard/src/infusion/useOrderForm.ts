// What every order form holds besides its own fields, and what its buttons do.
import { useRef, useState } from 'preact/hooks';
import { type Objection, objectionsOf, type Passes, wayOn } from './objections';
import type { Sending } from './sending';
import { t } from './t';
import type { Care } from './useCare';
import { useOrder } from './useOrder';
import { focusWho } from './WhoBar';
import { whoNow } from './who';

export interface OrderProps {
    care: Care;
    /** "infusion_rate": the place of the order. */
    what: string;
    /** The order's own members. */
    fields: object;
    /** What is still to be filled in, in words; null: nothing. */
    lacking?: string | null;
    /** Texts of the protocol that a refusal may quote. */
    quoted?: readonly string[];
    /** What makes it an order against the protocol; without it there is none. */
    override?: (objections: readonly Objection[]) => object;
    needsReason?: boolean;
    done?: () => void;
}

export interface OrderForm {
    reason: string;
    setReason: (reason: string) => void;
    second: string;
    setSecond: (second: string) => void;
    atMs: number | null;
    setAtMs: (atMs: number | null) => void;
    /** Why nothing was sent. */
    stopped: string;
    /** Idle again once something else is in the form than what was refused. */
    sending: Sending;
    objections: readonly Objection[];
    /** What it takes to go on all the same. */
    way: Passes;
    submit: () => void;
    overrideNow: () => void;
}

export function useOrderForm(props: OrderProps): OrderForm {
    const [reason, setReason] = useState('');
    const [second, setSecond] = useState('');
    const [atMs, setAtMs] = useState<number | null>(null);
    const [stopped, setStopped] = useState('');
    const judged = useRef('');
    const sent = useRef<object>({});
    const ordering = useOrder(props.care, props.what, () => props.done?.());
    const own = JSON.stringify([props.fields, atMs]);
    const same = judged.current === own;
    const refused = ordering.sending.state === 'refused' && same;
    const objections =
        refused && 'reason' in ordering.sending ? objectionsOf(ordering.sending.reason, props.quoted) : [];
    const way = props.override ? wayOn(objections) : 'never';

    const send = (lacking: string | null, more: object) => {
        const by = whoNow();
        if (by === '') focusWho();
        const missing = lacking ?? (Number.isNaN(atMs) ? t('clockWrong') : by === '' ? t('whoMissing') : null);
        setStopped(missing ?? '');
        if (missing !== null) return;
        const when = atMs === null ? {} : { at: new Date(atMs).toISOString() };
        const why = reason.trim() === '' ? {} : { reason: reason.trim() };
        judged.current = own;
        ordering.send((sent.current = { by, ...props.fields, ...when, ...why, ...more }));
    };
    const noReason = reason.trim() === '' ? t('reasonMissing') : null;
    const submit = () => {
        if (ordering.sending.state === 'unanswered' && same) return ordering.send(sent.current);
        send(props.lacking ?? (props.needsReason ? noReason : null), {});
    };
    const overrideNow = () => {
        const asked = way === 'second_prescriber';
        const noSecond = asked && second.trim() === '' ? t('secondMissing') : null;
        send(noReason ?? noSecond, {
            ...props.override?.(objections),
            ...(asked ? { second_prescriber: second.trim() } : {}),
        });
    };
    const sending: Sending = ordering.sending.state === 'refused' && !same ? { state: 'idle' } : ordering.sending;
    return {
        reason,
        setReason,
        second,
        setSecond,
        atMs,
        setAtMs,
        stopped,
        sending,
        objections,
        way,
        submit,
        overrideNow,
    };
}
