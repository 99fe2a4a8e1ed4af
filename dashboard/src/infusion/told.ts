// Small things that forms need of a session as it was told.
import type { InfusionSession } from './wire';

/** Whoever has prescribed in this session. */
export function prescribersOf(told: InfusionSession): string[] {
    const all = [...told.steps.map((step) => step.ordered), ...told.boluses].flatMap((p) => [
        p.prescriber,
        p.second_prescriber,
    ]);
    return [...new Set(all.filter((name): name is string => name !== null && name !== ''))];
}

/** Texts of the protocol that a refusal of a dose may quote. */
export function titlesOf(told: InfusionSession): string[] {
    return told.checks.map((check) => check.title);
}
