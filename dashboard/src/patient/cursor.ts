// The one cursor of all lanes and of the table: a time, moved by keys or by a pointer.
import { signal } from '@preact/signals';
import { intervalAt, moved } from './table';
import type { Series } from './series';

export class Cursor {
    /** Null: nobody points at anything, and the newest values are shown. */
    readonly atMs = signal<number | null>(null);
    /** What is under it is said aloud only when keys move it. */
    readonly byKey = signal(false);

    point(atMs: number | null): void {
        this.byKey.value = false;
        this.atMs.value = atMs;
    }

    /** True if the key was for it. */
    key(series: Series, event: Pick<KeyboardEvent, 'key' | 'shiftKey'>): boolean {
        if (event.key === 'Escape') {
            this.point(null);
            return true;
        }
        const to = moved(series, this.atMs.peek(), event.key, event.shiftKey);
        if (to === null) return false;
        this.byKey.value = true;
        this.atMs.value = to;
        return true;
    }

    /** The interval under it, or the newest one; -1: it stands in a gap. */
    indexIn(series: Series): number {
        const atMs = this.atMs.value;
        return atMs === null ? series.starts.length - 1 : intervalAt(series, atMs);
    }
}
