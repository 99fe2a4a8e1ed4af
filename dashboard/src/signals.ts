// What a station has to sound. Pure.
import { moreUrgent, mostUrgentSound } from './order';
import type { Link } from './ports';
import type { Alarm, Priority } from './wire';

/**
 * One sound at a time: the most urgent that nobody has acknowledged. A lost connection sounds as a medium priority:
 * proposal, needs clinical sign-off. A pause always ends, even if the server does not say so, and without a server
 * there is none; that a more urgent alarm ends it is the server's decision.
 */
export function soundWanted(alarms: readonly Alarm[], link: Link, pausedUntilMs: number | null, nowMs: number): Priority | null {
    if (link !== 'lost' && pausedUntilMs !== null && nowMs < pausedUntilMs) return null;
    const patients = mostUrgentSound(alarms);
    const own = link === 'lost' ? 'medium' : null;
    return moreUrgent(own, patients) ? own : patients;
}
