// What stands under the cursor, in words. Said aloud when keys move it: the canvas says nothing to those who do not see it.
import type { Session } from '../session';
import { unitText } from '../slots';
import { clockText, dayText, minuteText } from '../time';
import type { Bed } from '../wire';
import type { Cursor } from './cursor';
import type { TrendFeed } from './feed';
import { holdOf } from './hold';
import { alarmMarks } from './markers';
import { type Series, stayAt, stayOf } from './series';
import { intervalAt, saidAt } from './table';
import { t } from './t';
import { useDerived } from './useDerived';

interface Props {
    session: Session;
    bed: Bed;
    feed: TrendFeed;
    cursor: Cursor;
}

export function Reading({ session, bed, feed, cursor }: Props) {
    const text = useDerived(() => {
        const series = feed.series.value;
        if (cursor.atMs.value === null || !series) return '';
        return [whenAndWho(series, cursor.atMs.value, bed), valuesAt(session, series, cursor), alarmsAt(session, feed, cursor)]
            .filter(Boolean)
            .join(' · ');
    }, [session, bed.stay, feed, cursor]);
    return (
        <p class="reading" aria-live={cursor.byKey.value ? 'polite' : 'off'} data-reading={text !== ''}>
            {text || <span class="reading-hint">{t('cursorHint')}</span>}
        </p>
    );
}

function whenAndWho(series: Series, atMs: number, bed: Bed): string {
    const index = intervalAt(series, atMs);
    const stay = index < 0 ? stayAt(series, atMs) : stayOf(series, index);
    const other = stay && stay.stay !== bed.stay ? `${t('otherPatient', { patient: stay.patient ?? '?' })}: ` : '';
    return `${other}${dayText(atMs)} ${clockText(atMs)}`;
}

function valuesAt(session: Session, series: Series, cursor: Cursor): string {
    const index = cursor.indexIn(series);
    const metrics = session.ward.peek()?.metrics;
    const said = index < 0 ? [] : saidAt(series, index, holdOf(metrics)).filter((each) => each.text);
    if (said.length === 0) return t('noValues');
    const words = said.map(({ trace, text, atMs }) => {
        const unit = unitText(metrics?.get(trace.metrics[0]!)?.unit ?? '');
        return `${trace.label} ${text}${unit && ` ${unit}`}${atMs === null ? '' : ` (${minuteText(atMs)})`}`;
    });
    return words.join(', ');
}

/** Those that were there then. */
function alarmsAt(session: Session, feed: TrendFeed, cursor: Cursor): string {
    const series = feed.series.peek()!;
    const index = cursor.indexIn(series);
    const fromMs = cursor.atMs.peek()!;
    const toMs = index < 0 ? fromMs : series.ends[index]!;
    return alarmMarks(feed.alarms.value, session.alarms.peek().filter((a) => a.bed === feed.bed))
        .filter((alarm) => alarm.atMs < toMs && (alarm.untilMs ?? Infinity) >= fromMs)
        .map((alarm) => `${t(alarm.priority)}: ${alarm.message}`)
        .join('; ');
}
