// What happened to the patient and what is still to come, newest first: alarms, observations, dose, decisions.
import { useMemo, useState } from 'preact/hooks';
import type { Session } from '../session';
import { clockText, dayText } from '../time';
import type { Bed } from '../wire';
import type { TrendFeed } from './feed';
import { alarmMarks } from './markers';
import { t } from './t';
import { TimelineEntry } from './TimelineEntry';
import { useDerived } from './useDerived';
import { entriesShown, timeline } from './happenings';

export function Timeline({ session, bed, feed }: { session: Session; bed: Bed; feed: TrendFeed }) {
    const [count, setCount] = useState(entriesShown);
    const live = useDerived(() => session.alarms.value.filter((alarm) => alarm.bed === feed.bed), [session, feed.bed]);
    const [recorded, dose, series] = [feed.alarms.value, feed.dose.value, feed.series.peek()];
    const metrics = useDerived(() => session.ward.value?.metrics, [session]);
    const answers = feed.answers.value;
    const { limits, paused, infusion } = bed;
    const entries = useMemo(
        () => timeline({ bed, alarms: alarmMarks(recorded, live), dose, stays: series?.stays ?? [] }),
        [recorded, live, dose, answers, limits, paused, infusion],
    );
    const now = session.now.value;
    const ahead = entries.filter((entry) => entry.atMs > now).length;
    return (
        <div class="timeline" tabIndex={0} role="region" aria-label={t('events')} data-entries={entries.length}>
            {answers === 0 && <p class="lanes-asking">{t('asking')}</p>}
            {entries.length === 0 && answers > 0 && <p class="patient-none">{t('noEvents')}</p>}
            <ol>
                {entries.slice(0, count).map((entry, i) => (
                    <li
                        key={entry.key}
                        class="entry"
                        data-entry={entry.kind}
                        data-ahead={i < ahead}
                        data-first-past={ahead > 0 && i === ahead}
                    >
                        <time class="entry-time" dateTime={new Date(entry.atMs).toISOString()}>
                            {clockText(entry.atMs)} <small>{dayText(entry.atMs)}</small>
                        </time>
                        <TimelineEntry entry={entry} overdue={entry.kind === 'check_due' && i >= ahead} metrics={metrics} />
                    </li>
                ))}
            </ol>
            {entries.length > count && (
                <button type="button" class="timeline-more" onClick={() => setCount(count + entriesShown)}>
                    {t('more', { count: entries.length - count })}
                </button>
            )}
        </div>
    );
}
