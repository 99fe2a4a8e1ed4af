// Loads the page again by itself, and never in a circle.

const key = 'vigil.reloads';
const reloadsMax = 3;
const withinMs = 10 * 60_000;
const askLimitMs = 10_000;
const askAgainMs = 5000;

/** Of the reloads that a page did by itself, those that still count against the next one. */
export function recent(reloads: readonly number[], nowMs: number): number[] {
    return reloads.filter((at) => at <= nowMs && nowMs - at < withinMs);
}

/** A page that fails again and again is left as it is, and says so: a circle of reloads shows nobody anything. */
export function mayReload(reloads: readonly number[], nowMs: number): boolean {
    return recent(reloads, nowMs).length < reloadsMax;
}

/** False if it was done too often lately, or if that cannot be remembered. */
export function reloadGuarded(): boolean {
    const now = Date.now();
    const reloads = recall();
    if (!mayReload(reloads, now)) return false;
    try {
        sessionStorage.setItem(key, JSON.stringify([...recent(reloads, now), now]));
    } catch {
        return false;
    }
    location.reload();
    return true;
}

/** Not while there is no server to load it from: the browser's own words would stay then, for ever. */
export async function reloadWhenServed(): Promise<void> {
    const served = await fetch('/', { cache: 'no-store', signal: AbortSignal.timeout(askLimitMs) }).then(
        (answer) => answer.ok,
        () => false,
    );
    if (served) reloadGuarded();
    else setTimeout(() => void reloadWhenServed(), askAgainMs);
}

function recall(): number[] {
    try {
        const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
        return Array.isArray(kept) ? kept.filter((at) => typeof at === 'number') : [];
    } catch {
        return [];
    }
}
