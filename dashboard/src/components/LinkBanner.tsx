// Says over the full width that nothing here is current any more, and since when.
import type { Session } from '../session';
import { t } from '../text/ward';
import { clockText } from '../time';

export function LinkBanner({ session }: { session: Session }) {
    const lost = session.link.value === 'lost';
    const heard = session.heardAt.value;
    return (
        <div class="banner-place" role="alert">
            {lost && (
                <p class="banner" data-banner="lost">
                    <strong>{t('connectionLost')}</strong> <span>{t('useMonitors')}</span>
                    {Number.isFinite(heard) && <span class="banner-since">{t('asOf', { time: clockText(heard) })}</span>}
                </p>
            )}
        </div>
    );
}
