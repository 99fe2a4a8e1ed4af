// One alarm: what, where, since when, on what evidence, and who has seen it.
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { options } from '../options';
import { bedLabel, placeLabel } from '../order';
import type { Session } from '../session';
import { unitText } from '../slots';
import { t } from '../text/ward';
import { ageText, clockText } from '../time';
import type { Alarm, Evidence } from '../wire';
import { AcknowledgeButton } from './AcknowledgeButton';
import { AlarmWords } from './AlarmWords';
import { mark } from './mark';
import { PriorityIcon } from './PriorityIcon';
import { useInStep } from './useInStep';
import { useShown } from './useShown';
import { ViewLink } from './ViewLink';

/** `children` come at its end. */
export function AlarmCard({ session, alarm, children }: { session: Session; alarm: Alarm; children?: ComponentChildren }) {
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
                <span class="card-word">{t(alarm.priority)}</span>
                <Place session={session} alarm={alarm} />
            </div>
            <div class="card-body">
                <p class="card-message">{alarm.message}</p>
                <Notes alarm={alarm} />
                <div class="card-facts">
                    {alarm.evidence && <EvidenceLine session={session} evidence={alarm.evidence} />}
                    <Since session={session} alarm={alarm} />
                </div>
                <Acknowledged session={session} alarm={alarm} />
                {children}
            </div>
        </li>
    );
}

function Place({ session, alarm }: { session: Session; alarm: Alarm }) {
    if (alarm.bed === null || options.display) return <span class="card-bed">{placeLabel(alarm)}</span>;
    return (
        <ViewLink class="card-bed" to={{ name: 'bed', ward: session.name, bed: bedLabel(alarm.bed), part: 'trends' }}>
            {placeLabel(alarm)}
        </ViewLink>
    );
}

function Notes({ alarm }: { alarm: Alarm }) {
    const { paused, called } = alarm;
    return (
        <>
            {alarm.phase === 'latched' && <p class="card-latched">{t('latchedWhy')}</p>}
            {alarm.beds.length > 0 && <p class="card-note">{t('ofBeds', { beds: alarm.beds.map(bedLabel).join(', ') })}</p>}
            {paused && (
                <p class="card-note" data-paused="true">
                    {t('pausedUntil', { time: clockText(Date.parse(paused.until)), by: paused.by, reason: paused.reason })}
                </p>
            )}
            <AlarmWords alarm={alarm} notesMax={1} />
            {called && (
                <p class="card-note" data-called={called.step}>
                    {t('called', { to: called.to, time: clockText(Date.parse(called.at)) })}
                </p>
            )}
        </>
    );
}

function EvidenceLine({ session, evidence }: { session: Session; evidence: Evidence }) {
    const label = session.metrics.value?.get(evidence.metric)?.label ?? evidence.metric;
    return (
        <p class="card-evidence">
            {label} <b>{evidence.value ?? '--'}</b> {unitText(evidence.unit)}
            {evidence.limit !== null && (
                <>
                    , {t('limit')} <b>{evidence.limit}</b>
                </>
            )}
        </p>
    );
}

function Since({ session, alarm }: { session: Session; alarm: Alarm }) {
    const since = Date.parse(alarm.since);
    return (
        <p class="card-since">
            {t('since', { time: clockText(since) })}, <b>{ageText(session.now.value - since)}</b>
        </p>
    );
}

function Acknowledged({ session, alarm }: { session: Session; alarm: Alarm }) {
    if (!alarm.acknowledged) return <AcknowledgeButton session={session} alarm={alarm.id} />;
    const { by, at } = alarm.acknowledged;
    return (
        <p class="card-acknowledged" data-acknowledged-by={by}>
            {t('acknowledgedBy', { by, time: clockText(Date.parse(at)) })}
        </p>
    );
}
