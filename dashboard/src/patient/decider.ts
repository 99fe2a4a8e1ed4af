// Who decides: asked once and kept for the next form, as long as it is likely to be the same person. Else the station.
import { signal } from '@preact/signals';

const keptMs = 10 * 60_000;
const named = signal<{ name: string; atMs: number } | null>(null);

export function decider(station: string): string {
    const last = named.value;
    return last && performance.now() - last.atMs < keptMs ? last.name : station;
}

export function nameDecider(name: string): void {
    named.value = { name, atMs: performance.now() };
}
