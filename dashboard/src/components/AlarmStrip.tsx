// The foot of a tile: its place is always kept, so that nothing moves when an alarm comes.
import { useRef } from 'preact/hooks';
import type { Session } from '../session';
import { t } from '../text/ward';
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
            <span class="strip-word">{t(alarm.priority)}</span>
            <span class="strip-note">{notes(session, alarm)}</span>
            {more > 0 && <span class="strip-more">+{more}</span>}
            <span class="strip-message" title={alarm.message}>
                {alarm.message}
            </span>
        </div>
    );
}

/** An acknowledgement under way, and one that failed, is said where it was asked for. */
function notes(session: Session, alarm: Alarm): string {
    const request = session.requests.value.get(alarm.id);
    if (request) return request.error === null ? t('sending') : t('notAcknowledged', { why: request.error });
    const said: string[] = [];
    if (alarm.acknowledged) said.push(t('acknowledged'));
    if (alarm.paused) said.push(t('paused'));
    if (alarm.phase === 'latched') said.push(t('latched'));
    return said.join(', ');
}
