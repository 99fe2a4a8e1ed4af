// How an order stands: on its way, waiting to be seen in what the server tells, or refused with the server's sentence.
import type { Submission } from './submission';
import { t } from './t';

export function OrderState({ submission }: { submission: Submission | null }) {
    return (
        <p class="order-state" role="status" data-order={submission?.state ?? 'none'}>
            {submission?.state === 'sending' && t('sending')}
            {submission?.state === 'sent' && t('sent')}
            {submission?.state === 'refused' && (
                <>
                    <b>{t('notDone')}</b> {submission.reason}
                    {!submission.answered && ` ${t('tryAgain')}`}
                </>
            )}
        </p>
    );
}
