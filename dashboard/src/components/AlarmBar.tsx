// In the views that show neither all beds nor all alarms: the alarm of the ward that needs attention most. Its place is
// always kept, so that nothing moves under a hand.
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { byAttention, placeLabel, withoutMembers } from '../order';
import type { Session } from '../session';
import { t } from '../text/ward';
import type { Alarm } from '../wire';
import { mark } from './mark';
import { PriorityIcon } from './PriorityIcon';
import { useInStep } from './useInStep';
import { useShown } from './useShown';
import { ViewLink } from './ViewLink';

export function AlarmBar({ session }: { session: Session }) {
    const alarms = useComputed(() => [...withoutMembers(session.alarms.value)].sort(byAttention)).value;
    const worst = alarms[0];
    const place = useRef<HTMLDivElement>(null);
    useShown(session, place, worst);
    useInStep(place, worst);
    return (
        <div class="worst-place" ref={place}>
            {worst ? <Worst session={session} alarm={worst} more={alarms.length - 1} /> : <p class="worst-none">{t('noAlarms')}</p>}
        </div>
    );
}

function Worst({ session, alarm, more }: { session: Session; alarm: Alarm; more: number }) {
    return (
        <ViewLink
            class="worst"
            to={{ name: 'alarms', ward: session.name }}
            data-worst={alarm.id}
            data-priority={alarm.priority}
            data-acknowledged={alarm.acknowledged !== null}
        >
            <PriorityIcon priority={alarm.priority} kind={alarm.kind} />
            <b>{mark(alarm)}</b>
            <b class="worst-word">{t(alarm.priority)}</b>
            <b>{placeLabel(alarm)}</b>
            <span class="worst-message">{alarm.message}</span>
            {alarm.acknowledged && <span>{t('acknowledged')}</span>}
            {more > 0 && <b>+{more}</b>}
        </ViewLink>
    );
}
