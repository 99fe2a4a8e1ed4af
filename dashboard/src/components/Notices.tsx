// What a person should know of this page itself: it was hidden, or it is of another build than the server's.
import { useEffect } from 'preact/hooks';
import { outdated } from '../build';
import { options } from '../options';
import type { Session } from '../session';
import { t } from '../text/ward';
import { ageText } from '../time';

/** Shorter absences need no word: everything was read again. */
const tellFromMs = 60_000;
const tellForMs = 60_000;

export function Notices({ session }: { session: Session }) {
    return (
        <div class="notices" aria-live="polite">
            <Hidden session={session} />
            {outdated.value && (
                <p class="notice" data-notice="outdated">
                    {t('outdated')}
                    {!options.display && (
                        <button type="button" class="notice-button" onClick={() => location.reload()}>
                            {t('reload')}
                        </button>
                    )}
                </p>
            )}
        </div>
    );
}

function Hidden({ session }: { session: Session }) {
    const hiddenMs = session.hiddenMs.value;
    useEffect(() => {
        if (hiddenMs === null) return;
        const timer = setTimeout(() => (session.hiddenMs.value = null), tellForMs);
        return () => clearTimeout(timer);
    }, [hiddenMs]);
    if (hiddenMs === null || hiddenMs < tellFromMs) return null;
    return (
        <p class="notice" data-notice="hidden">
            {t('wasHidden', { time: ageText(hiddenMs) })}
            <button type="button" class="notice-button" onClick={() => (session.hiddenMs.value = null)}>
                {t('close')}
            </button>
        </p>
    );
}
