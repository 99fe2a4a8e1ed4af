// Notices when nobody could see the page, and when the machine slept: what is held may be old then, and is read again.

/** A shorter absence costs nothing: the stream goes on in a tab that is hidden. */
const resyncAfterMs = 5000;
const sleptMs = 2000;

export interface AttendanceEvents {
    changed(): void;
    /** Seen again after more than a moment. */
    returned(hiddenMs: number): void;
    slept(): void;
}

export class Attendance {
    private hiddenAtMs: number | null = null;
    private sleepBase = Date.now() - performance.now();
    private readonly heard = () => this.visibilityChanged();

    constructor(private readonly events: AttendanceEvents) {
        if (document.visibilityState === 'hidden') this.hiddenAtMs = Date.now();
        document.addEventListener('visibilitychange', this.heard);
    }

    /** A machine that slept has a monotonic clock that slept too: nothing held is known to be current. */
    tick(): void {
        const base = Date.now() - performance.now();
        if (base - this.sleepBase > sleptMs) this.events.slept();
        this.sleepBase = base;
    }

    stop(): void {
        document.removeEventListener('visibilitychange', this.heard);
    }

    private visibilityChanged(): void {
        if (document.visibilityState === 'hidden') {
            this.hiddenAtMs ??= Date.now();
        } else if (this.hiddenAtMs !== null) {
            const hiddenMs = Date.now() - this.hiddenAtMs;
            this.hiddenAtMs = null;
            if (hiddenMs > resyncAfterMs) this.events.returned(hiddenMs);
        }
        this.events.changed();
    }
}
