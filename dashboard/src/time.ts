// Server time, as far as this page can tell, and how times and ages are written.

import { locale } from './text';

const samplesMax = 30;
const stepMs = 2000;

/**
 * Estimates the server's clock from the times it sends. `localMs` is a monotonic clock of the page. Of the last samples
 * the one with the least delay is the best; a sample far off means that a clock was set or the machine slept.
 */
export class ServerClock {
    private offsets: number[] = [];

    heard(serverMs: number, localMs: number): void {
        if (!Number.isFinite(serverMs)) return;
        const offset = serverMs - localMs;
        if (Math.abs(offset - this.offset()) > stepMs) this.offsets = [];
        this.offsets.push(offset);
        if (this.offsets.length > samplesMax) this.offsets.shift();
    }

    /** Not a number until the server was heard. */
    at(localMs: number): number {
        return localMs + this.offset();
    }

    private offset(): number {
        return this.offsets.length ? Math.max(...this.offsets) : NaN;
    }
}

/** "4 s", "12 min", "3 h", "2 d"; a time in the future is "0 s", an unknown one "". */
export function ageText(ageMs: number): string {
    if (!Number.isFinite(ageMs)) return '';
    const seconds = Math.max(0, Math.floor(ageMs / 1000));
    if (seconds < 90) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 90) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const minute = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const zone = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' });

export function clockText(ms: number): string {
    return Number.isFinite(ms) ? clock.format(ms) : '--:--:--';
}

export function zoneText(ms: number): string {
    if (!Number.isFinite(ms)) return '';
    return zone.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? '';
}

export function dayText(ms: number): string {
    return Number.isFinite(ms) ? day.format(ms) : '';
}

/** "14:05". */
export function minuteText(ms: number): string {
    return Number.isFinite(ms) ? minute.format(ms) : '--:--';
}

/** With the day, for what may be of another one: "Sun, 22 Nov, 14:05:09". */
export function whenText(ms: number): string {
    return `${dayText(ms)}, ${clockText(ms)}`;
}
