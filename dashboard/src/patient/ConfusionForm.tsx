// Ketamine dissociates, and NEWS2 counts new confusion: while it is open which of the two was charted, a person is asked.
import type { Session } from '../session';
import type { Bed } from '../wire';
import { decider } from './decider';
import { OrderState } from './OrderState';
import { t } from './t';
import { useOrder } from './useOrder';

export function ConfusionForm({ session, bed }: { session: Session; bed: Bed }) {
    const open = bed.news2?.undecided.includes('consciousness') ?? false;
    const { submission, send } = useOrder(bed, 'confusion', !open);
    if (!open) return null;
    const decide = (is: 'new_confusion' | 'dissociation') => send({ by: decider(session.station), is });
    return (
        <section class="confusion" aria-label={t('confusion')} data-form="confusion">
            <h3>{t('confusion')}</h3>
            <p class="limits-note">{t('confusionNote')}</p>
            <div class="confusion-answers">
                <button type="button" data-is="new_confusion" onClick={() => decide('new_confusion')}>
                    {t('newConfusion')}
                </button>
                <button type="button" data-is="dissociation" onClick={() => decide('dissociation')}>
                    {t('dissociation')}
                </button>
            </div>
            <OrderState submission={submission} />
        </section>
    );
}
