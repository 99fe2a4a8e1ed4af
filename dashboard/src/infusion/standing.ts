// What the server tells now that may stand against more of the drug. Nothing is judged here: an order is answered by the
// server, with its reasons.
import type { Alarm, Priority } from '../wire';
import type { InfusionSession } from './wire';

export interface Standing {
    key: string;
    text: string;
    kind: 'check' | 'warning' | 'alarm';
    priority: Priority | null;
}

export function standingOf(session: InfusionSession, alarms: readonly Alarm[]): Standing[] {
    const open = session.warnings.filter((warning) => warning.until === null && !warning.rule.startsWith('overdue_'));
    const told = new Set(session.warnings.map((warning) => warning.rule));
    const high = alarms.filter(
        (alarm) => alarm.priority === 'high' && alarm.phase === 'active' && !told.has(alarm.rule),
    );
    const overdue = session.checks.filter((check) => check.overdue);
    return [
        ...high.map(
            (alarm) => ({ key: alarm.id, text: alarm.message, kind: 'alarm', priority: alarm.priority }) as const,
        ),
        ...open.map(
            (warning) =>
                ({ key: warning.rule, text: warning.message, kind: 'warning', priority: warning.priority }) as const,
        ),
        ...overdue.map((check) => ({ key: check.name, text: check.title, kind: 'check', priority: null }) as const),
    ];
}
