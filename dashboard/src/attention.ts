// Which beds the filter "needs attention" leaves bright. It dims the others; it hides and moves nothing. Pure.
import { nextCheck } from './care';
import { watched } from './watched';
import type { Alarm, Bed } from './wire';

/** An alarm, acknowledged or not; a check that is overdue; a monitor that is not heard. Proposal, needs clinical sign-off. */
export function needsAttention(bed: Bed, alarms: readonly Alarm[], nowMs: number): boolean {
    if (alarms.some((alarm) => alarm.bed === bed.bed)) return true;
    const seen = watched(bed);
    return seen === 'silent' || seen === 'recovering' || (nextCheck(bed, nowMs)?.overdue ?? false);
}
