// The limits at which the rules raise an alarm: the ward's, or this patient's own where somebody set one.
import type { Bed, Level, OwnLimit, Priority, Rule } from '../wire';

export interface LimitLine {
    rule: string;
    priority: Priority;
    limit: number;
    /** Raised above it, or below. */
    above: boolean;
    own: boolean;
}

export interface LevelOfPatient {
    level: Level;
    /** The patient's own, while it lasts. */
    own: OwnLimit | null;
}

export function ownLimit(bed: Pick<Bed, 'limits'>, rule: string, priority: Priority): OwnLimit | null {
    return bed.limits.find((limit) => limit.rule === rule && limit.priority === priority) ?? null;
}

/** Of the metrics of a lane. A rule that joins several signs has no line of its own: its limit alone raises nothing. */
export function limitLines(rules: Iterable<Rule>, bed: Pick<Bed, 'limits'>, metrics: readonly string[]): LimitLine[] {
    return [...rules]
        .filter((rule) => rule.kind === 'physiological')
        .flatMap((rule) => rule.levels.flatMap((level) => lineOf(rule, level, bed, metrics)));
}

function lineOf(rule: Rule, level: Level, bed: Pick<Bed, 'limits'>, metrics: readonly string[]): LimitLine[] {
    const own = ownLimit(bed, rule.name, level.priority);
    const limit = own?.limit ?? level.limit;
    const { compares } = level;
    if (limit === null || !compares?.metrics.some((name) => metrics.includes(name))) return [];
    return [{ rule: rule.name, priority: level.priority, limit, above: compares.above, own: own !== null }];
}

/** Rules with a limit that may be set for one patient, each with those of its levels. */
export function adjustable(rules: Iterable<Rule>, bed: Pick<Bed, 'limits'>): { rule: Rule; levels: LevelOfPatient[] }[] {
    const levelsOf = (rule: Rule) =>
        rule.levels
            .filter((level) => level.adjustable !== null)
            .map((level) => ({ level, own: ownLimit(bed, rule.name, level.priority) }));
    return [...rules].map((rule) => ({ rule, levels: levelsOf(rule) })).filter(({ levels }) => levels.length > 0);
}

/** "low_spo2" as people read it. */
export function ruleText(name: string): string {
    return name.replaceAll('_', ' ');
}
