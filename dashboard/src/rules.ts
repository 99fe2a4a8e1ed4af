// The rules in force as the server tells them in full: in plain English, and as they were written.
import { ask } from './server';
import type { Priority, Rule } from './wire';

export interface RuleInForce extends Rule {
    /** Several lines. */
    explanation: string;
    /** Where it stands in the file; null: it is there without standing in it. */
    line: number | null;
    text: string | null;
}

export interface RulesInForce {
    version: string;
    source: string | null;
    rules: RuleInForce[];
    /** Alarms of a whole ward, of which the rules set only this. */
    fixed: { name: string; enabled: boolean; priority: Priority; after_s: number; message: string }[];
    /** Who is called when nobody acknowledges. */
    calls: { priority: Priority; after_s: number; to: string }[];
}

export const askRules = () => ask<RulesInForce>('/v1/rules');
