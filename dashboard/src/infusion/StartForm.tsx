// No session yet: by which protocol one begins.
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../server';
import { numberOf } from './amounts';
import { Field } from './Field';
import { OrderForm } from './OrderForm';
import { t } from './t';
import type { Care } from './useCare';
import type { ProtocolHead } from './wire';

/** Null: the server gave no answer; undefined: not yet. */
type Heads = readonly ProtocolHead[] | null | undefined;

export function StartForm({ care }: { care: Care }) {
    const [heads, setHeads] = useState<Heads>(undefined);
    const [chosen, setChosen] = useState('');
    const [weight, setWeight] = useState('');
    useEffect(() => {
        void ask<{ protocols: ProtocolHead[] }>('/v1/protocols').then((answer) =>
            setHeads(answer.ok ? answer.value.protocols : null),
        );
    }, []);
    if (heads === undefined) return <p class="quiet">{t('reading')}</p>;
    if (heads === null) return <p class="quiet">{t('noProtocolsRead')}</p>;
    if (heads.length === 0) return <p class="quiet">{t('noProtocols')}</p>;
    const kg = numberOf(weight);
    const unread = weight.trim() !== '' && kg === null ? t('weightUnread') : null;
    return (
        <OrderForm
            care={care}
            what="infusion_start"
            title={t('start')}
            button={t('startButton')}
            fields={kg === null ? { protocol: chosen } : { protocol: chosen, weight_kg: kg }}
            lacking={chosen === '' ? t('protocolMissing') : unread}
            override={() => ({ override: true })}
        >
            <fieldset class="protocols">
                <legend class="field-label">{t('protocol')}</legend>
                {heads.map((head) => (
                    <ProtocolChoice key={head.name} head={head} chosen={chosen === head.name} choose={setChosen} />
                ))}
            </fieldset>
            <Field label={t('weight')} name="weight" value={weight} change={setWeight} unit="kg" number />
        </OrderForm>
    );
}

function ProtocolChoice({ head, chosen, choose }: ChoiceProps) {
    return (
        <label class="option protocol" data-protocol={head.name}>
            <input type="radio" name="protocol" checked={chosen} onChange={() => choose(head.name)} />
            <span class="option-face">
                <b>{head.title}</b>
                <span class="quiet">
                    {head.drug} · {t('from', { source: head.source })}
                </span>
            </span>
        </label>
    );
}

interface ChoiceProps {
    head: ProtocolHead;
    chosen: boolean;
    choose: (name: string) => void;
}
