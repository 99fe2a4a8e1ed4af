// One entry of the timeline in words.
import type { ComponentChildren } from 'preact';
import { clockText } from '../time';
import type { Metric } from '../wire';
import { ruleText } from './limits';
import { PriorityMark } from './PriorityMark';
import type { Observation } from './record';
import { t } from './t';
import type { Entry } from './happenings';

interface Props {
    entry: Entry;
    overdue: boolean;
    metrics: ReadonlyMap<string, Metric> | undefined;
}

export function TimelineEntry({ entry, overdue, metrics }: Props) {
    switch (entry.kind) {
        case 'alarm':
        case 'acknowledged':
        case 'over':
            return <AlarmEntry entry={entry} />;
        case 'dose':
            return <Words kind={t('dose')} what={`${t(entry.what)} ${entry.text}`} note={entry.by} />;
        case 'observation':
            return <Observed set={entry.set} metrics={metrics} />;
        case 'session':
            return <Words kind={t('session')} what={`${t(entry.what)}: ${entry.title}`} note={entry.act.by} />;
        case 'stay':
            return <Words kind={t('stay')} what={t('stayBegan', { patient: entry.stay.patient ?? t('noId') })} />;
        case 'limit_ends':
            return <Ends what={t('limitEnds', { rule: ruleText(entry.rule), limit: entry.limit })} entry={entry} />;
        case 'pause_ends':
            return <Ends what={t('pauseEnds', { rule: ruleText(entry.rule) })} entry={entry} />;
        case 'check_due':
            return <Words kind={t('check')} what={`${entry.title}: ${overdue ? t('overdue') : t('due')}`} />;
    }
}

type AlarmEntryOf = Extract<Entry, { kind: 'alarm' | 'acknowledged' | 'over' }>;

function AlarmEntry({ entry }: { entry: AlarmEntryOf }) {
    const { alarm } = entry;
    const note = entry.kind === 'acknowledged' ? t('acknowledgedBy', { by: entry.by }) : '';
    return (
        <Words
            kind={<PriorityMark priority={alarm.priority} kind={alarm.kind} />}
            what={entry.kind === 'over' ? `${t('over')}: ${alarm.message}` : alarm.message}
            note={note}
        />
    );
}

function Ends({ what, entry }: { what: string; entry: { by: string; reason: string } }) {
    return <Words kind={t('decision')} what={what} note={`${entry.by}: ${entry.reason}`} />;
}

function Observed({ set, metrics }: { set: Observation; metrics: ReadonlyMap<string, Metric> | undefined }) {
    const values = set.values.map((value) => {
        const label = metrics?.get(value.item)?.label ?? ruleText(value.item);
        return `${label} ${value.text ?? value.number ?? ''}`;
    });
    const what = [...values, ...(set.note ? [set.note] : [])].join(', ');
    const late = Date.parse(set.entered_at) - Date.parse(set.at) >= 60_000;
    const note = late ? t('enteredAt', { by: set.by, time: clockText(Date.parse(set.entered_at)) }) : set.by;
    return (
        <Words
            kind={t('observation')}
            what={set.corrected_by ? <s>{what}</s> : what}
            note={set.corrected_by ? `${note}, ${t('corrected')}` : note}
        />
    );
}

interface WordsProps {
    kind: ComponentChildren;
    what: ComponentChildren;
    note?: string;
}

function Words({ kind, what, note }: WordsProps) {
    return (
        <>
            <span class="entry-kind">{kind}</span>
            <p class="entry-what">
                {what} {note && <small>{note}</small>}
            </p>
        </>
    );
}
