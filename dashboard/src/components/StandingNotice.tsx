// The foot of every view: what Vigil is and is not, and which station this is.
import type { View } from '../address';
import { options } from '../options';
import type { Session } from '../session';
import { t } from '../text/ward';

export function StandingNotice({ session, at }: { session: Session; at: View }) {
    return (
        <footer class="foot">
            <p class="foot-notice">
                <b>{t('secondary')}</b> {t('monitorIsPrimary')}
            </p>
            {at.name === 'grid' && !options.display && <p class="foot-hint">{t('tileHint')}</p>}
            <p class="foot-station" data-station={session.station}>
                {t('station', { name: session.station })}
            </p>
        </footer>
    );
}
