// Asks the server; says "sending" until the alarm's own event tells that it is done, and says so when it was not.
import { options } from '../options';
import type { Session } from '../session';
import { t } from '../text/ward';

export function AcknowledgeButton({ session, alarm }: { session: Session; alarm: string }) {
    if (options.display) return null;
    const request = session.requests.value.get(alarm);
    const sending = request !== undefined && request.error === null;
    return (
        <div class="acknowledge">
            <button
                type="button"
                class="acknowledge-button"
                data-acknowledge={alarm}
                aria-disabled={sending}
                onClick={() => !sending && session.acknowledge(alarm)}
            >
                {t(sending ? 'sending' : request ? 'tryAgain' : 'acknowledge')}
            </button>
            {request?.error && (
                <span class="acknowledge-error" role="status" data-error="true">
                    {t('notAcknowledged', { why: request.error })}
                </span>
            )}
        </div>
    );
}
