// One alarm: what, where, since when, on what evidence, and who has seen it.
import { useRef } from 'preact/hooks';
import { bedLabel, placeLabel } from '../order';
import type { Session } from '../session';
import { unitText } from '../slots';
import { ageText, clockText } from '../time';
import type { Alarm, Evidence } from '../wire';
import { AcknowledgeButton } from './AcknowledgeButton';
import { mark } from './mark';
import { PriorityIcon } from './PriorityIcon';
import { useInStep } from './useInStep';
import { useShown } from './useShown';

export function AlarmCard({ session, alarm }: { session: Session; alarm: Alarm }) {
    const place = useRef<HTMLLIElement>(null);
    useShown(session, place, alarm);
    useInStep(place, alarm);
    return (
        <li
            class="card"
            ref={place}
            data-alarm={alarm.id}
            data-alarm-bed={alarm.bed ?? 'ward'}
            data-rule={alarm.rule}
            data-priority={alarm.priority}
            data-kind={alarm.kind}
            data-phase={alarm.phase}
            data-acknowledged={alarm.acknowledged !== null}
        >
            <div class="card-head">
                <PriorityIcon priority={alarm.priority} kind={alarm.kind} />
                <span class="card-mark">{mark(alarm)}</span>
                <span class="card-word">{alarm.priority.toUpperCase()}</span>
                <span class="card-bed">{placeLabel(alarm)}</span>
            </div>
            <div class="card-body">
                <p class="card-message">{alarm.message}</p>
                {alarm.phase === 'latched' && <p class="card-latched">Condition over, latched until acknowledged</p>}
                {alarm.beds.length > 0 && <p class="card-note">Beds {alarm.beds.map(bedLabel).join(', ')}</p>}
                {alarm.paused && (
                    <p class="card-note" data-paused="true">
                        Sound paused until {clockText(Date.parse(alarm.paused.until))} by {alarm.paused.by}:{' '}
                        {alarm.paused.reason}
                    </p>
                )}
                {alarm.called && (
                    <p class="card-note" data-called={alarm.called.step}>
                        Called {alarm.called.to} at {clockText(Date.parse(alarm.called.at))}
                    </p>
                )}
                <div class="card-facts">
                    {alarm.evidence && <EvidenceLine session={session} evidence={alarm.evidence} />}
                    <Since session={session} alarm={alarm} />
                </div>
                <Acknowledged session={session} alarm={alarm} />
            </div>
        </li>
    );
}

function EvidenceLine({ session, evidence }: { session: Session; evidence: Evidence }) {
    const label = session.ward.value?.metrics.get(evidence.metric)?.label ?? evidence.metric;
    const unit = unitText(evidence.unit);
    return (
        <p class="card-evidence">
            {label} <b>{evidence.value ?? '--'}</b> {unit}
            {evidence.limit !== null && (
                <>
                    , limit <b>{evidence.limit}</b>
                </>
            )}
        </p>
    );
}

function Since({ session, alarm }: { session: Session; alarm: Alarm }) {
    const since = Date.parse(alarm.since);
    return (
        <p class="card-since">
            since {clockText(since)}, <b>{ageText(session.now.value - since)}</b>
        </p>
    );
}

function Acknowledged({ session, alarm }: { session: Session; alarm: Alarm }) {
    if (!alarm.acknowledged) return <AcknowledgeButton session={session} alarm={alarm.id} />;
    return (
        <p class="card-acknowledged" data-acknowledged-by={alarm.acknowledged.by}>
            Acknowledged by <b>{alarm.acknowledged.by}</b> at {clockText(Date.parse(alarm.acknowledged.at))}
        </p>
    );
}
