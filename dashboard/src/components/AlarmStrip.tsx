// The foot of a tile: its place is always kept, so that nothing moves when an alarm comes.
import { useRef } from 'preact/hooks';
import type { Session } from '../session';
import type { Alarm } from '../wire';
import { mark } from './mark';
import { PriorityIcon } from './PriorityIcon';
import { useInStep } from './useInStep';
import { useShown } from './useShown';

interface Props {
    session: Session;
    alarm: Alarm | undefined;
    more: number;
}

export function AlarmStrip({ session, alarm, more }: Props) {
    const place = useRef<HTMLDivElement>(null);
    useShown(session, place, alarm);
    useInStep(place, alarm);
    if (!alarm) return <div class="strip strip-empty" ref={place} />;
    return (
        <div
            class="strip"
            ref={place}
            data-strip={alarm.id}
            data-priority={alarm.priority}
            data-phase={alarm.phase}
            data-acknowledged={alarm.acknowledged !== null}
        >
            <PriorityIcon priority={alarm.priority} kind={alarm.kind} />
            <span class="strip-mark">{mark(alarm)}</span>
            <span class="strip-word">{alarm.priority.toUpperCase()}</span>
            {alarm.acknowledged && <span class="strip-note">acknowledged</span>}
            {alarm.paused && <span class="strip-note">paused</span>}
            {alarm.phase === 'latched' && <span class="strip-note">latched</span>}
            {more > 0 && <span class="strip-more">+{more}</span>}
            <span class="strip-message" title={alarm.message}>{alarm.message}</span>
        </div>
    );
}
