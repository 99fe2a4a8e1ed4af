// Whether what is shown is live.
import type { Session } from '../session';
import { t } from '../text/ward';

export function LinkState({ session }: { session: Session }) {
    const link = session.link.value;
    return (
        <p class="link" data-link={link}>
            <span class="link-dot" /> {t(link)}
        </p>
    );
}
