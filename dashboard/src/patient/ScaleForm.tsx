// Which scale NEWS2 reads the oxygen saturation by: 2 is for patients with a target of 88 to 92 % (Royal College of
// Physicians 2017), and a person's decision.
import { useState } from 'preact/hooks';
import type { Session } from '../session';
import type { Bed } from '../wire';
import { DecisionFields, readDecision } from './DecisionFields';
import { OrderState } from './OrderState';
import { t } from './t';
import { useOrder } from './useOrder';

export function ScaleForm({ session, bed }: { session: Session; bed: Bed }) {
    const [wanted, setWanted] = useState<1 | 2 | null>(null);
    const { submission, send } = useOrder(bed, 'spo2_scale', bed.spo2_scale === wanted);
    const other = bed.spo2_scale === 1 ? 2 : 1;
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        setWanted(other);
        send({ scale: other, ...readDecision(new FormData(event.currentTarget as HTMLFormElement)) });
    };
    return (
        <section aria-label={t('scale')}>
            <h3>{t('scale')}</h3>
            <p class="limits-note">
                <b data-spo2-scale={bed.spo2_scale}>{t('scaleNow', { scale: bed.spo2_scale })}</b> {t('scaleNote')}
            </p>
            <form class="decision" data-form="scale" onSubmit={submit}>
                <DecisionFields station={session.station} />
                <button type="submit" class="decision-send" disabled={submission?.state === 'sending'}>
                    {t('useScale', { scale: other })}
                </button>
                <OrderState submission={submission} />
            </form>
        </section>
    );
}
