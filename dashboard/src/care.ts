// Where a bed's infusion stands and what is due next, in a tile's few words. Pure.
import { t } from './text/ward';
import { ageText, minuteText } from './time';
import { unitText } from './slots';
import type { Bed, Infusion } from './wire';

export interface InfusionBadge {
    /** "" where only the phase is known. */
    drug: string;
    /** The rate as ordered while it runs, else the phase: "10 mg/h", "PAUSED". */
    state: string;
    running: boolean;
    step: string;
    /** How long ago the dose, or else the phase, was changed. */
    since: string;
    detail: string;
}

const phaseWords = {
    screening: 'screening',
    baseline: 'baseline',
    infusing: 'infusing',
    paused: 'paused',
    recovery: 'recovery',
    ready: 'ready',
    discharged: 'discharged',
} as const;

export function phaseText(phase: string): string {
    const key = phaseWords[phase as keyof typeof phaseWords];
    return key ? t(key) : phase;
}

/** Null: there is no infusion, or its last word was said. */
export function infusionBadge(bed: Bed, nowMs: number): InfusionBadge | null {
    const { infusion } = bed;
    if (infusion?.over || (!infusion && bed.phase === 'none')) return null;
    const phase = infusion?.phase ?? bed.phase;
    const running = phase === 'infusing';
    const changed = Date.parse((running ? (infusion?.step_at ?? bed.step_at) : null) ?? infusion?.phase_since ?? bed.phase_since);
    return {
        drug: infusion?.drug ?? '',
        state: (running && infusion && rateText(infusion)) || phaseText(phase),
        running,
        step: running && infusion && infusion.steps > 0 ? t('step', { n: infusion.steps }) : '',
        since: ageText(nowMs - changed),
        detail: detail(infusion, phase, changed),
    };
}

function rateText(infusion: Infusion): string {
    return infusion.ordered ? `${infusion.ordered.amount} ${unitText(infusion.ordered.unit)}` : '';
}

function detail(infusion: Infusion | null, phase: string, changed: number): string {
    const said = [phaseText(phase), t('changedAt', { time: minuteText(changed) })];
    if (infusion) said.push(infusion.protocol, t('inAll', { mg: Math.round(infusion.total_mg * 10) / 10 }));
    return said.join(', ');
}

export interface NextCheck {
    text: string;
    overdue: boolean;
    detail: string;
}

/** Of the running session, the check that is due first. */
export function nextCheck(bed: Bed, nowMs: number): NextCheck | null {
    const check = bed.infusion?.over ? null : bed.infusion?.next_check;
    if (!check) return null;
    const leftMs = Date.parse(check.due_at) - nowMs;
    const overdue = leftMs < 0;
    const text = overdue ? t('checkOverdue', { time: ageText(-leftMs) }) : t('checkIn', { time: ageText(leftMs) });
    return { text: Number.isFinite(leftMs) ? text : '', overdue, detail: [check.title, ...check.missing].join(', ') };
}
