// Says over the full width that nothing here is current any more.
import type { Session } from '../session';

export function LinkBanner({ session }: { session: Session }) {
    const lost = session.link.value === 'lost';
    return (
        <div class="banner-place" aria-live="assertive">
            {lost && (
                <p class="banner" data-banner="lost">
                    <strong>CONNECTION LOST</strong> <span>use the bedside monitors</span>
                </p>
            )}
        </div>
    );
}
