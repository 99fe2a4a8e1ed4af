// Notices that the server offers another build of this page, and takes it when that disturbs nobody.
import { computed, effect, signal } from '@preact/signals';
import { reloadGuarded } from './reload';
import type { Session } from './session';

const askEveryMs = 10 * 60_000;
const tryEveryMs = 5000;
/** Nobody touched the page for so long: nothing half written is lost. */
const quietMs = 60_000;

/** The server offers another build than this page is. */
export const outdated = signal(false);

/** "/app-G7GBD5MV.css /app-WUO6QPJT.js" of a page: script and style sheet, by their content, name its build. */
export function buildOf(page: string): string | null {
    const files = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map((found) => found[1]!);
    return files.length ? files.sort().join(' ') : null;
}

/** Asks rarely, and when the server has started again. Returns how to stop. */
export function watchBuild(session: Session): () => void {
    let touchedAtMs = performance.now();
    const touched = () => (touchedAtMs = performance.now());
    addEventListener('pointerdown', touched);
    addEventListener('keydown', touched);
    const epoch = computed(() => session.ward.value?.epoch);
    const stopEffect = effect(() => {
        if (epoch.value !== undefined) void look();
    });
    const asking = setInterval(() => void look(), askEveryMs);
    const trying = setInterval(() => {
        const quiet = performance.now() - touchedAtMs > quietMs && session.link.peek() === 'live';
        const high = session.alarms.peek().some((alarm) => alarm.priority === 'high');
        if (outdated.peek() && quiet && !high) reloadGuarded();
    }, tryEveryMs);
    return () => {
        removeEventListener('pointerdown', touched);
        removeEventListener('keydown', touched);
        stopEffect();
        clearInterval(asking);
        clearInterval(trying);
    };
}

async function look(): Promise<void> {
    const own = buildOf(document.head.innerHTML);
    const offered = await offeredBuild();
    if (own && offered) outdated.value = own !== offered;
}

async function offeredBuild(): Promise<string | null> {
    try {
        const answer = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
        return answer.ok ? buildOf(await answer.text()) : null;
    } catch {
        return null;
    }
}
