// The page of one bed is a script of its own, with the curves and the infusion in it, that a wall display never asks
// for. It comes once the ward is on the screen, so that whoever opens a bed does not wait for it.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { options } from '../options';
import type { BedPage } from '../patient/BedPage';
import { reloadWhenServed } from '../reload';
import type { Session } from '../session';
import { t } from '../text/ward';

const page = signal<typeof BedPage | null>(null);
const failed = signal(false);

async function fetchPage(): Promise<void> {
    try {
        page.value = (await import('../patient/BedPage')).BedPage;
    } catch {
        failed.value = true; // the browser asks for it no second time: all is loaded again, once the server is there
        void reloadWhenServed();
    }
}

/** Soon, and not before the ward is on the screen. Fails in silence: BedView asks again. */
export function fetchBedPageAhead(): void {
    if (!options.display) setTimeout(() => void import('../patient/BedPage').catch(() => {}), 2000);
}

export function BedView(shown: { session: Session; bed: string; part: Parameters<typeof BedPage>[0]['part'] }) {
    const Page = page.value;
    useEffect(() => {
        if (!Page) void fetchPage();
    }, []);
    if (failed.value)
        return (
            <p class="sheet-failed" role="alert" data-bed-page="failed">
                {t('failed')}
            </p>
        );
    return Page ? <Page {...shown} /> : <p class="grid-empty">{t('waiting')}</p>;
}
