// What somebody has begun to write, kept through a reload for ten minutes. Each under the stay that it is about: it
// never shows at another one.

export const keptMs = 10 * 60_000;
const prefix = 'vigil.draft.';

/** As sessionStorage; it may be forbidden or full, and then nothing is kept. */
export interface Shelf {
    readonly length: number;
    key(index: number): string | null;
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
}

const keyOf = (what: string, stay: string) => `${prefix}${what}.${stay}`;

export function keepDraft(shelf: Shelf | null, what: string, stay: string, draft: unknown, nowMs: number): void {
    try {
        shelf?.setItem(keyOf(what, stay), JSON.stringify({ savedMs: nowMs, draft }));
    } catch {
        // Forbidden or full: the form goes on without.
    }
}

export function dropDraft(shelf: Shelf | null, what: string, stay: string): void {
    try {
        shelf?.removeItem(keyOf(what, stay));
    } catch {
        // As above.
    }
}

/** Of this stay and not too old; those that are too old go, whomever they are about. */
export function recallDraft<T>(shelf: Shelf | null, what: string, stay: string, nowMs: number): T | null {
    try {
        if (!shelf) return null;
        for (const key of keysOf(shelf)) if (!fresh(shelf.getItem(key), nowMs)) shelf.removeItem(key);
        const held = shelf.getItem(keyOf(what, stay));
        return held ? (JSON.parse(held) as { draft: T }).draft : null;
    } catch {
        return null;
    }
}

function keysOf(shelf: Shelf): string[] {
    return Array.from({ length: shelf.length }, (_, i) => shelf.key(i) ?? '').filter((key) => key.startsWith(prefix));
}

function fresh(held: string | null, nowMs: number): boolean {
    try {
        const savedMs = Number((JSON.parse(held ?? '{}') as { savedMs?: number }).savedMs);
        return nowMs - savedMs <= keptMs && nowMs >= savedMs;
    } catch {
        return false;
    }
}

/** That of this tab. */
export function ownShelf(): Shelf | null {
    try {
        return sessionStorage;
    } catch {
        return null;
    }
}
