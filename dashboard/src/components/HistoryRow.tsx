// One recorded alarm: when, where, what, how long, and who acknowledged it after how long.
import { useSignal } from '@preact/signals';
import { placeLabel } from '../order';
import { lasted, type RecordedAlarm } from '../recorded';
import type { Session } from '../session';
import { t } from '../text/pages';
import { t as word } from '../text/ward';
import { ageText, whenText } from '../time';
import { mark } from './mark';
import { PriorityIcon } from './PriorityIcon';
import { WhyButton } from './WhyButton';

export function HistoryRow({ session, alarm }: { session: Session; alarm: RecordedAlarm }) {
    const open = useSignal(false);
    const since = Date.parse(alarm.since);
    return (
        <li class="history" data-recorded={alarm.id} data-priority={alarm.priority} data-phase={alarm.phase}>
            <span class="history-priority">
                <PriorityIcon priority={alarm.priority} kind={alarm.kind} /> {mark(alarm)} {word(alarm.priority)}
            </span>
            <time class="history-time">{whenText(since)}</time>
            <b class="history-bed">{placeLabel(alarm)}</b>
            <span class="history-message">{alarm.message}</span>
            <span class="history-lasted">
                {alarm.phase === 'cleared' ? t('lasted', { time: ageText(lasted(alarm)) }) : t('notOver')}
            </span>
            <span class="history-acknowledged">{acknowledgedText(alarm)}</span>
            <WhyButton session={session} alarm={alarm} open={open} />
        </li>
    );
}

function acknowledgedText(alarm: RecordedAlarm): string {
    if (!alarm.acknowledged) return t('acknowledgedByNobody');
    const waited = ageText(Date.parse(alarm.acknowledged.at) - Date.parse(alarm.since));
    return t('acknowledgedAfter', { by: alarm.acknowledged.by, time: waited });
}
