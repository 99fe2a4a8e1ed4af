// The name under which this screen acknowledges and reports: ?station= in the address, else one made once and kept.

const key = 'vigil.station';

export function stationName(): string {
    const wanted = new URLSearchParams(location.search).get('station')?.trim();
    if (wanted) return remember(wanted.slice(0, 64));
    return recall() ?? remember(`station-${randomHex(2)}`);
}

/** Unique enough to name a request once. */
export function requestId(): string {
    return randomHex(8);
}

function randomHex(bytes: number): string {
    const values = crypto.getRandomValues(new Uint8Array(bytes));
    return Array.from(values, (value) => value.toString(16).padStart(2, '0')).join('');
}

function recall(): string | null {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

function remember(name: string): string {
    try {
        localStorage.setItem(key, name);
    } catch {
        // Storage may be forbidden: the name then lasts as long as the page.
    }
    return name;
}
