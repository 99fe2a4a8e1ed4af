// What is marked on a trend besides values: alarms, and what happened to the dose. Pure.
import type { Alarm, Kind, Priority } from '../wire';
import type { DoseHistory, RecordedAlarm } from './record';

export interface AlarmMark {
    id: string;
    atMs: number;
    /** Null while it is there. */
    untilMs: number | null;
    priority: Priority;
    kind: Kind;
    rule: string;
    message: string;
    /** Of the evidence: in whose lane its length is drawn. */
    metric: string | null;
    acknowledged: Alarm['acknowledged'];
}

export interface DoseMark {
    atMs: number;
    what: 'step' | 'bolus' | 'pause' | 'resume' | 'stop';
    text: string;
    by: string;
}

/**
 * The record is a moment behind the stream: an alarm that is in both is as the stream says, and one that the record
 * holds for active and the stream does not know any more is over.
 */
export function alarmMarks(recorded: readonly RecordedAlarm[], live: readonly Alarm[]): AlarmMark[] {
    const now = new Set(live.map((alarm) => alarm.id));
    const past = recorded.filter((alarm) => !now.has(alarm.id)).map((a) => markOf(a, Date.parse(a.changed_at)));
    return [...past, ...live.map((alarm) => markOf(alarm, null))].sort((a, b) => a.atMs - b.atMs);
}

function markOf(alarm: RecordedAlarm | Alarm, untilMs: number | null): AlarmMark {
    const { id, priority, kind, rule, message, acknowledged } = alarm;
    const metric = alarm.evidence?.metric ?? null;
    return { id, atMs: Date.parse(alarm.since), untilMs, priority, kind, rule, message, metric, acknowledged };
}

export function doseMarks(dose: DoseHistory | null): DoseMark[] {
    if (!dose) return [];
    const marks: DoseMark[] = [
        ...dose.steps.map((s) => ({ ...of(s), what: 'step' as const, text: `${s.ordered.amount} ${s.ordered.unit}` })),
        ...dose.boluses.map((b) => ({ ...of(b), what: 'bolus' as const, text: `${b.mg} mg` })),
        ...dose.pauses.map((p, i) => ({ ...of(p), what: i % 2 ? ('resume' as const) : ('pause' as const), text: '' })),
        ...(dose.ended ? [{ ...of(dose.ended), what: 'stop' as const, text: '' }] : []),
    ];
    return marks.sort((a, b) => a.atMs - b.atMs);
}

function of(act: { at: string; by: string }): { atMs: number; by: string } {
    return { atMs: Date.parse(act.at), by: act.by };
}

export interface Group<Mark> {
    atMs: number;
    marks: readonly Mark[];
}

/** Marks that would cover each other stand as one: the first one's place, all of their contents. */
export function grouped<Mark extends { atMs: number }>(marks: readonly Mark[], apartMs: number): Group<Mark>[] {
    const groups: { atMs: number; marks: Mark[] }[] = [];
    for (const mark of marks) {
        const group = groups[groups.length - 1];
        if (group && mark.atMs - group.atMs < apartMs) group.marks.push(mark);
        else groups.push({ atMs: mark.atMs, marks: [mark] });
    }
    return groups;
}

const ranks: Record<Priority, number> = { high: 0, medium: 1, low: 2 };

/** What a group is shown as. */
export function worst(marks: readonly AlarmMark[]): AlarmMark | undefined {
    return [...marks].sort((a, b) => ranks[a.priority] - ranks[b.priority])[0];
}

/** The rate from each time on, within the span; it goes on to its end. */
export function rateSteps(dose: DoseHistory | null, fromMs: number, toMs: number): { atMs: number; rate: number }[] {
    const rates = (dose?.rates ?? []).map((r) => ({ atMs: Date.parse(r.at), rate: r.mg_per_h }));
    const before = rates.filter((r) => r.atMs <= fromMs).slice(-1);
    return [...before.map((r) => ({ ...r, atMs: fromMs })), ...rates.filter((r) => r.atMs > fromMs && r.atMs < toMs)];
}
