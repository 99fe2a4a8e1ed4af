// Everything that happened to a patient in order of time: alarms, observations, dose, decisions. Pure; what an entry
// says is put into words by the page.
import type { Bed } from '../wire';
import type { AlarmMark } from './markers';
import { doseMarks } from './markers';
import type { Act, DoseHistory, Observation } from './record';
import type { Stay } from './series';

export type Entry = { key: string; atMs: number } & (
    | { kind: 'alarm'; alarm: AlarmMark }
    | { kind: 'acknowledged'; alarm: AlarmMark; by: string }
    | { kind: 'over'; alarm: AlarmMark }
    | { kind: 'dose'; what: 'step' | 'bolus' | 'pause' | 'resume' | 'stop'; text: string; by: string }
    | { kind: 'observation'; set: Observation }
    | { kind: 'session'; what: 'began' | 'pump_removed' | 'discharged'; act: Act; title: string }
    | { kind: 'stay'; stay: Stay }
    | { kind: 'limit_ends'; rule: string; limit: number; by: string; reason: string }
    | { kind: 'pause_ends'; rule: string; by: string; reason: string }
    | { kind: 'check_due'; title: string }
);

export type EntryKind = Entry['kind'];

interface Told {
    bed: Bed;
    alarms: readonly AlarmMark[];
    dose: DoseHistory | null;
    stays: readonly Stay[];
}

/** Newest first. What is still to come (a limit's end, a check) stands before everything. */
export function timeline({ bed, alarms, dose, stays }: Told): Entry[] {
    const entries: Entry[] = [
        ...alarms.flatMap(ofAlarm),
        ...ofDose(dose),
        ...stays.filter((stay) => stay.began).map((stay): Entry => ({ key: `stay ${stay.stay} ${stay.fromMs}`, atMs: stay.fromMs, kind: 'stay', stay })),
        ...ofDecisions(bed),
    ];
    return entries.filter((entry) => Number.isFinite(entry.atMs)).sort((a, b) => b.atMs - a.atMs);
}

function ofAlarm(alarm: AlarmMark): Entry[] {
    const key = (what: string) => `${what} ${alarm.id}`;
    const entries: Entry[] = [{ key: key('alarm'), atMs: alarm.atMs, kind: 'alarm', alarm }];
    if (alarm.acknowledged) {
        const { by, at } = alarm.acknowledged;
        entries.push({ key: key('acknowledged'), atMs: Date.parse(at), kind: 'acknowledged', alarm, by });
    }
    if (alarm.untilMs !== null) entries.push({ key: key('over'), atMs: alarm.untilMs, kind: 'over', alarm });
    return entries;
}

function ofDose(dose: DoseHistory | null): Entry[] {
    if (!dose) return [];
    const { began, pump_removed, discharged, title } = dose;
    const session = (what: 'began' | 'pump_removed' | 'discharged', act: Act | null): Entry[] =>
        act ? [{ key: what, atMs: Date.parse(act.at), kind: 'session', what, act, title }] : [];
    return [
        ...session('began', began),
        ...session('pump_removed', pump_removed),
        ...session('discharged', discharged),
        ...doseMarks(dose).map((mark, i): Entry => ({ key: `dose ${i} ${mark.atMs}`, kind: 'dose', ...mark })),
        ...dose.observations.map(
            (set): Entry => ({ key: `set ${set.id}`, atMs: Date.parse(set.at), kind: 'observation', set }),
        ),
    ];
}

/** When each was decided nobody tells; when it ends is known. */
function ofDecisions(bed: Bed): Entry[] {
    const due = bed.infusion?.next_check;
    return [
        ...bed.limits.map(({ rule, priority, limit, by, reason, until }): Entry => {
            const key = `limit ${rule} ${priority}`;
            return { key, atMs: Date.parse(until), kind: 'limit_ends', rule, limit, by, reason };
        }),
        ...bed.paused.map(({ rule, by, reason, until }): Entry => {
            return { key: `pause ${rule}`, atMs: Date.parse(until), kind: 'pause_ends', rule, by, reason };
        }),
        ...(due ? [{ key: 'check', atMs: Date.parse(due.due_at), kind: 'check_due' as const, title: due.title }] : []),
    ];
}

/** Entries a page of the list shows at first, and by which it grows. */
export const entriesShown = 200;
