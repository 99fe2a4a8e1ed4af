// Moments as people write them: the page's zone, which is the one that its clock shows.
import { locale } from '../text';

const dayMs = 86_400_000;
const minuteMs = 60_000;

const short = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const withDay = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
});
const date = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' });

/** "12:03"; with the day where it is not the one of `nowMs`. */
export function timeText(iso: string | number, nowMs: number): string {
    const ms = typeof iso === 'number' ? iso : Date.parse(iso);
    if (!Number.isFinite(ms)) return '--:--';
    return sameDay(ms, nowMs) || !Number.isFinite(nowMs) ? short.format(ms) : withDay.format(ms);
}

export function dateText(iso: string): string {
    return date.format(Date.parse(iso));
}

/** Whole days from one moment to another. */
export function daysBetween(from: string, toMs: number): number {
    return Math.max(0, Math.floor((toMs - Date.parse(from)) / dayMs));
}

function sameDay(a: number, b: number): boolean {
    return new Date(a).toDateString() === new Date(b).toDateString();
}

/** The last moment up to now at which the page's clock showed "12:03", or "1203"; null if that is no time. */
export function lastAt(clock: string, nowMs: number): number | null {
    const parts = /^(\d{1,2})[:.]?(\d{2})$/.exec(clock.trim());
    const [hours, minutes] = [Number(parts?.[1]), Number(parts?.[2])];
    if (!(hours < 24 && minutes < 60)) return null;
    const today = new Date(nowMs);
    today.setHours(hours, minutes, 0, 0);
    if (today.getTime() <= nowMs) return today.getTime();
    today.setDate(today.getDate() - 1);
    return today.getTime();
}

/** "14:05": read by lastAt(). */
export function clockOf(ms: number): string {
    const at = new Date(ms);
    return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

export interface Countdown {
    overdue: boolean;
    /** "4:05" minutes and seconds, "2 h 05 min". */
    text: string;
}

/** How far away something is, or how long it has been due. For people only: whether it is overdue is the server's word. */
export function countdown(dueMs: number, nowMs: number): Countdown | null {
    const leftMs = dueMs - nowMs;
    if (!Number.isFinite(leftMs)) return null;
    return { overdue: leftMs <= 0, text: spanText(Math.abs(leftMs)) };
}

export function spanText(ms: number): string {
    const seconds = Math.floor(ms / 1000);
    const minutes = Math.floor(ms / minuteMs);
    const hours = Math.floor(minutes / 60);
    if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
    if (minutes >= 60) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
    return `${minutes}:${String(seconds % 60).padStart(2, '0')} min`;
}
