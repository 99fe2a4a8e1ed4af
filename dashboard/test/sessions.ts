// Infusion sessions as the server tells them, for tests to vary.
import type { Act, ChartedValue, Check, InfusionSession, ObservationSet, Protocol } from '../src/infusion/wire';
import { at, infusion } from './samples';

export function act(offsetMs: number): Act {
    return { by: 'nurse-1', reason: null, at: at(offsetMs), entered_at: at(offsetMs) };
}

export function check(name: string, changes: Partial<Check> = {}): Check {
    return { name, title: `Title of ${name}`, done_at: null, due_at: at(0), overdue: false, missing: [], ...changes };
}

export function set(id: string, offsetMs: number, values: Partial<ChartedValue>[], changes: Partial<ObservationSet> = {}): ObservationSet {
    const all = values.map((value) => ({ item: 'pain', number: null, text: null, from_device: false, ...value }));
    return { ...act(offsetMs), id, corrects: null, corrected_by: null, values: all, note: null, ...changes };
}

export function session(changes: Partial<InfusionSession> = {}): InfusionSession {
    const what = { infusion: infusion(), title: 'Small', source: 'Proposal', bed: 'W1/3', stay: 's1', began: act(0) };
    const lists = { screening: [], steps: [], boluses: [], rates: [], pauses: [], checks: [], observations: [] };
    const end = { ended: null, pump_removed: null, after_care: null, discharged: null };
    const rest = { warnings: [], discharge: [], past: [], after_care_text: '' };
    return { ...what, ...lists, ...rest, ...end, discharge_overridden: [], discharge_second_prescriber: null, ...changes };
}

export function protocol(changes: Partial<Protocol> = {}): Protocol {
    const head = { name: 'small', version: '00c1ffe09a1d4e33', title: 'Small', drug: 'ketamine', source: 'Proposal' };
    const none = { mg_per_h: null, mg_per_kg_per_h: null, mg_per_24h: null, mg_total: null };
    const lists = { items: [], checks: [], baseline: [], routes: ['intravenous' as const], units: ['mg/h'] };
    return { ...head, ...lists, start: none, most: none, ...changes };
}
