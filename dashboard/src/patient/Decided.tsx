// What people decided for this patient and what is in force now: by whom, why, until when; each can be taken back.
import { ruleText } from './limits';
import { PriorityMark } from './PriorityMark';
import type { Session } from '../session';
import { dayText, minuteText } from '../time';
import type { Bed, OwnLimit, Pause } from '../wire';
import { decider } from './decider';
import { OrderState } from './OrderState';
import { t } from './t';
import { useOrder } from './useOrder';

export function Decided({ session, bed }: { session: Session; bed: Bed }) {
    const none = bed.limits.length + bed.paused.length === 0;
    return (
        <section class="decided" aria-label={t('decided')} data-decided={bed.limits.length + bed.paused.length}>
            <h3>{t('decided')}</h3>
            {none && <p class="patient-none">{t('nothingDecided')}</p>}
            <ul>
                {bed.limits.map((limit) => (
                    <Limit key={`${limit.rule} ${limit.priority}`} session={session} bed={bed} limit={limit} />
                ))}
                {bed.paused.map((pause) => (
                    <Paused key={pause.rule} session={session} bed={bed} pause={pause} />
                ))}
            </ul>
            <p class="decided-scale">{t('scaleNow', { scale: bed.spo2_scale })}</p>
        </section>
    );
}

interface LimitProps {
    session: Session;
    bed: Bed;
    limit: OwnLimit;
}

function Limit({ session, bed, limit }: LimitProps) {
    const { rule, priority } = limit;
    const held = bed.limits.some((other) => other.rule === rule && other.priority === priority);
    const { submission, send } = useOrder(bed, 'limits', !held);
    const takeBack = () => send({ by: decider(session.station), rule, priority, limit: null });
    return (
        <li data-own-limit={rule} data-priority={priority}>
            <p>
                <PriorityMark priority={priority} /> <b>{t('ownLimit', { rule: ruleText(rule), limit: limit.limit })}</b>
            </p>
            <Decision what={limit} />
            <button type="button" class="decided-end" data-take-back={rule} onClick={takeBack}>
                {t('takeBack')}
            </button>
            <OrderState submission={submission} />
        </li>
    );
}

interface PausedProps {
    session: Session;
    bed: Bed;
    pause: Bed['paused'][number];
}

function Paused({ session, bed, pause }: PausedProps) {
    const held = bed.paused.some((other) => other.rule === pause.rule);
    const { submission, send } = useOrder(bed, 'pauses', !held);
    const end = () => send({ by: decider(session.station), rule: pause.rule, minutes: 0 });
    return (
        <li data-paused-rule={pause.rule}>
            <p>
                <b>{t('alarmPaused', { rule: ruleText(pause.rule) })}</b>
            </p>
            <Decision what={pause} />
            <button type="button" class="decided-end" data-end-pause={pause.rule} onClick={end}>
                {t('endPause')}
            </button>
            <OrderState submission={submission} />
        </li>
    );
}

export function Decision({ what }: { what: Pause }) {
    const until = Date.parse(what.until);
    return (
        <p class="decided-by">
            {t('untilBy', { time: minuteText(until), day: dayText(until), by: what.by, reason: what.reason })}
        </p>
    );
}
