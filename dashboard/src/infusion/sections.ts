// In what order a form asks: what is due first, then what the session waits for, then the rest of the protocol, then
// everything else that can be charted. When something is due, and what is missing, is the server's word.
import { type Sign, signs } from './items';
import type { Check, InfusionSession, Protocol } from './wire';

export interface Section {
    kind: 'due' | 'baseline' | 'leaving' | 'rest' | 'check' | 'protocol' | 'more';
    /** The protocol's title of a check; "" where the page has one. */
    title: string;
    dueAt: string | null;
    overdue: boolean;
    items: string[];
}

export function sectionsOf(session: InfusionSession | null, protocol: Protocol | null): Section[] {
    const checks = [...(session?.checks ?? [])].sort(byDue);
    const due = checks.filter((check, i) => check.due_at !== null && (i === 0 || check.overdue));
    const all = [
        ...due.map((check) => ofCheck('due', check, check.missing)),
        ...waitingFor(session, protocol),
        ...checks.map((check) => ofCheck(due.includes(check) ? 'rest' : 'check', check, itemsOf(check, protocol))),
        plain('protocol', protocol?.items.map((item) => item.name) ?? []),
        plain('more', generalItems(protocol)),
    ];
    return withoutRepeats(all);
}

/** The first that is due; what is not due in this phase comes last. */
export function byDue(a: Check, b: Check): number {
    return dueMs(a) - dueMs(b);
}

function dueMs(check: Check): number {
    return check.due_at === null ? Number.MAX_VALUE : Date.parse(check.due_at);
}

function waitingFor(session: InfusionSession | null, protocol: Protocol | null): Section[] {
    const phase = session?.infusion.phase;
    if (!session || !protocol) return [];
    if (phase === 'screening' || phase === 'baseline') return [plain('baseline', protocol.baseline)];
    if (phase === 'recovery' || phase === 'ready') return [plain('leaving', askedByChecklist(session, protocol))];
    return [];
}

/** Items that the checklist names in what it still lacks. */
export function askedByChecklist(session: InfusionSession, protocol: Protocol): string[] {
    const lacks = session.discharge.filter((line) => line.state === 'missing' || line.state === 'blocked');
    const words = new Set(lacks.flatMap((line) => (line.why ?? '').split(/[^a-z0-9_]+/)));
    const known = [...protocol.items.map((item) => item.name), ...Object.keys(signs)];
    const asksSedation = lacks.some((line) => /\bsedat/.test(line.why ?? ''));
    return known.filter((name) => words.has(name) || (name === 'sedation' && asksSedation));
}

function itemsOf(check: Check, protocol: Protocol | null): string[] {
    return protocol?.checks.find((each) => each.name === check.name)?.items ?? check.missing;
}

function generalItems(protocol: Protocol | null): string[] {
    const named = new Set([...(protocol?.baseline ?? []), ...(protocol?.checks.flatMap((check) => check.items) ?? [])]);
    const same = (name: Sign) =>
        (name === 'pulse' && named.has('heart_rate')) || (name === 'heart_rate' && !named.has(name));
    return (Object.keys(signs) as Sign[]).filter((name) => !same(name));
}

function ofCheck(kind: Section['kind'], check: Check, items: readonly string[]): Section {
    return { kind, title: check.title, dueAt: check.due_at, overdue: check.overdue, items: [...items] };
}

function plain(kind: Section['kind'], items: readonly string[]): Section {
    return { kind, title: '', dueAt: null, overdue: false, items: [...items] };
}

/** Each item where it stands first; a section without any is left out. */
function withoutRepeats(all: readonly Section[]): Section[] {
    const seen = new Set<string>();
    const kept = all.map((section) => {
        const items = section.items.filter((name) => !seen.has(name));
        items.forEach((name) => seen.add(name));
        return { ...section, items };
    });
    return kept.filter((section) => section.items.length > 0);
}
