// Asks the server; says "sending" until the alarm's own event tells that it is done, and says so when it was not.
import type { Session } from '../session';

export function AcknowledgeButton({ session, alarm }: { session: Session; alarm: string }) {
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
                {sending ? 'Sending…' : request ? 'Try again' : 'Acknowledge'}
            </button>
            {request?.error && (
                <span class="acknowledge-error" role="status" data-error="true">
                    Not acknowledged: {request.error}
                </span>
            )}
        </div>
    );
}
