// How an order stands: on its way, refused with the server's sentences, or without an answer.
import type { Objection } from './objections';
import type { Sending } from './sending';
import { t } from './t';

const ways = {
    reason: 'passesReason',
    second_prescriber: 'passesSecond',
    confirmed: 'passesConfirmed',
    never: 'passesNever',
} as const;

export function Refusal({ sending, objections }: { sending: Sending; objections: readonly Objection[] }) {
    return (
        <div class="refusal" role="status" data-order={sending.state}>
            {sending.state === 'sent' && <p class="refusal-quiet">{t('sending')}</p>}
            {sending.state === 'taken' && <p class="refusal-quiet">{t('taken')}</p>}
            {sending.state === 'unanswered' && (
                <p class="refusal-said">
                    <b>{t('unanswered')}</b> {sending.reason}. {t('sendAgain')}
                </p>
            )}
            {sending.state === 'refused' && (
                <div class="refusal-said">
                    <b>{t('refused')}</b>
                    <ul>
                        {objections.map((objection) => (
                            <li key={objection.why} data-passes={objection.passes}>
                                {objection.why} <em>{t(ways[objection.passes])}</em>
                            </li>
                        ))}
                    </ul>
                </div>
            )}
        </div>
    );
}
