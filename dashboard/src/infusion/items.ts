// What can be charted, and how it is asked: vital signs and scales that every server knows, and a protocol's own items.
import { isScale, type Scale, type SedationScale } from './scales';
import type { Protocol } from './wire';

/** How an item is answered. Grades are none, mild, moderate, severe; a score is 0 to 10. */
export type Kind =
    | { as: 'number'; unit: string; step: number; leap: number }
    | { as: 'scale'; scale: Scale }
    | { as: 'grade' | 'score' | 'yes_no' | 'text' };

export interface Item {
    name: string;
    /** The protocol's question; null: the page has a name for it. */
    ask: string | null;
    kind: Kind;
}

const measured = (unit: string, step: number, leap: number): Kind => ({ as: 'number', unit, step, leap });
const grade: Kind = { as: 'grade' };

/** In the order in which they are asked where nothing else says so. */
export const signs = {
    pulse: measured('/min', 1, 5),
    heart_rate: measured('/min', 1, 5),
    systolic: measured('mm[Hg]', 1, 10),
    diastolic: measured('mm[Hg]', 1, 10),
    mean_pressure: measured('mm[Hg]', 1, 10),
    respiratory_rate: measured('/min', 1, 4),
    spo2: measured('%', 1, 5),
    oxygen_flow: measured('L/min', 0.5, 2),
    etco2: measured('mm[Hg]', 1, 5),
    temperature: measured('Cel', 0.1, 0.5),
    sedation: { as: 'scale', scale: 'poss' },
    acvpu: { as: 'scale', scale: 'acvpu' },
    pain: { as: 'score' },
    anxiety: grade,
    agitation: grade,
    disorientation: grade,
    hallucination: grade,
    dissociation: grade,
    dysphoria: grade,
    mood_change: grade,
    nausea: grade,
    eye_movements: grade,
    urinary_symptoms: grade,
} as const satisfies Readonly<Record<string, Kind>>;

export type Sign = keyof typeof signs;

/** One quantity that comes from two places: the line or the cuff, the ECG or the pulse. */
const families: Readonly<Record<string, readonly string[]>> = {
    systolic: ['abp_systolic', 'nibp_systolic'],
    diastolic: ['abp_diastolic', 'nibp_diastolic'],
    mean_pressure: ['abp_mean', 'nibp_mean'],
    pulse: ['heart_rate', 'pulse_rate'],
};

/** Names of metrics that measure an item. */
export function metricsOf(name: string): readonly string[] {
    return families[name] ?? [name];
}

export function isSign(name: string): name is Sign {
    return Object.hasOwn(signs, name);
}

/** Without a name that means something here it is asked as a text; the server says if it is none. */
export function itemOf(name: string, protocol: Protocol | null, sedation: SedationScale): Item {
    const own = protocol?.items.find((item) => item.name === name);
    if (own) return { name, ask: own.ask, kind: ownKind(own.answer) };
    if (name === 'sedation') return { name, ask: null, kind: { as: 'scale', scale: sedation } };
    if (isSign(name)) return { name, ask: null, kind: signs[name] };
    if (isScale(name)) return { name, ask: null, kind: { as: 'scale', scale: name } };
    const family = Object.entries(families).find(([, metrics]) => metrics.includes(name))?.[0];
    if (family && isSign(family)) return { name, ask: null, kind: signs[family] };
    return { name, ask: null, kind: { as: 'text' } };
}

function ownKind(answer: Protocol['items'][number]['answer']): Kind {
    return answer === 'number' ? measured('', 1, 5) : { as: answer };
}
