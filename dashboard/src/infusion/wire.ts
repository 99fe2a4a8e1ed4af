// What the server tells of an infusion session and its protocol (proto/openapi.yaml). Field names are those on the wire.
import type { Infusion, Prescription, Priority } from '../wire';

export type Route = 'intravenous' | 'subcutaneous' | 'oral';

/** Who, why, when it happened, and when it was entered. */
export interface Act {
    by: string;
    reason: string | null;
    at: string;
    entered_at: string;
}

export interface Question {
    question: string;
    ask: string;
    passes_if: boolean;
    /** Null: not answered yet; the rest is there once it is. */
    yes: boolean | null;
    overridden?: boolean;
    second_prescriber?: string | null;
    by?: string;
    reason?: string | null;
    at?: string;
}

export interface Step extends Act {
    ordered: Prescription;
    rate_mg_per_h: number;
    /** Names of the guards that were overridden. */
    against: string[];
}

export interface Bolus extends Act {
    mg: number;
    route: Route;
    prescriber: string;
    second_prescriber: string | null;
    against: string[];
}

/** A pause began, or what ended it. */
export interface Turn extends Act {
    second_prescriber: string | null;
    against: string[];
}

export interface Check {
    name: string;
    title: string;
    done_at: string | null;
    /** Null: not due in this phase. */
    due_at: string | null;
    overdue: boolean;
    missing: string[];
}

export interface ChartedValue {
    item: string;
    number: number | null;
    text: string | null;
    from_device: boolean;
}

export interface ObservationSet extends Act {
    id: string;
    corrects: string | null;
    corrected_by: string | null;
    values: ChartedValue[];
    note: string | null;
}

export interface Warning {
    rule: string;
    message: string;
    priority: Priority;
    since: string;
    until: string | null;
    missed: boolean;
}

export interface DischargeItem {
    name: string;
    text: string;
    state: 'done' | 'missing' | 'blocked' | 'overridden';
    why: string | null;
}

export interface PastSession {
    session: string;
    protocol: string;
    began: string;
    ended: string;
    total_mg: number;
    pain_before: number | null;
    pain_after: number | null;
    early: boolean;
    baseline: Record<string, number>;
}

/** Everything of a bed's infusion session. */
export interface InfusionSession {
    infusion: Infusion;
    title: string;
    source: string;
    bed: string;
    stay: string;
    began: Act;
    screening: Question[];
    steps: Step[];
    boluses: Bolus[];
    /** What ran from when on. */
    rates: { mg_per_h: number; at: string }[];
    pauses: Turn[];
    checks: Check[];
    /** In order of entry. */
    observations: ObservationSet[];
    warnings: Warning[];
    discharge: DischargeItem[];
    past: PastSession[];
    after_care_text: string;
    ended: Act | null;
    pump_removed: Act | null;
    after_care: Act | null;
    discharged: Act | null;
    discharge_overridden: string[];
    discharge_second_prescriber: string | null;
}

export interface ProtocolHead {
    name: string;
    version: string;
    title: string;
    drug: string;
    source: string;
}

export interface ProtocolItem {
    name: string;
    ask: string;
    answer: 'yes_no' | 'grade' | 'number' | 'text';
}

export interface Ceiling {
    mg_per_h: number | null;
    mg_per_kg_per_h: number | null;
    mg_per_24h: number | null;
    mg_total: number | null;
}

export interface Protocol extends ProtocolHead {
    items: ProtocolItem[];
    checks: { name: string; title: string; items: string[] }[];
    /** To be known before it may begin. */
    baseline: string[];
    routes: Route[];
    units: string[];
    start: Ceiling;
    most: Ceiling;
}
