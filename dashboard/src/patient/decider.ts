// Who decides: asked once, kept for the next form of this page, never longer. Without a name it is the station.
import { signal } from '@preact/signals';

const named = signal<string | null>(null);

export function decider(station: string): string {
    return named.value ?? station;
}

export function nameDecider(name: string): void {
    named.value = name;
}
