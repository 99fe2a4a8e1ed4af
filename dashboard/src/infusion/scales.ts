// Scales as they are printed: which levels there are, in their order. What each means stands in catalogue/observations.ts;
// whether one can be charted is the server's word (proto/vitals/scale.cpp).

/** From the lightest to the deepest, or from well to ill. */
export const levels = {
    poss: ['S', '1', '2', '3', '4'],
    rass: ['+4', '+3', '+2', '+1', '0', '-1', '-2', '-3', '-4', '-5'],
    moaas: ['5', '4', '3', '2', '1', '0'],
    ramsay: ['1', '2', '3', '4', '5', '6'],
    uk_sedation: ['0', '1', '2', '3'],
    acvpu: ['A', 'C', 'V', 'P', 'U'],
} as const;

export type Scale = keyof typeof levels;
export type Level = { [S in Scale]: `${S}_${(typeof levels)[S][number]}` }[Scale];

export const scaleLabels: Readonly<Record<Scale, string>> = {
    poss: 'POSS',
    rass: 'RASS',
    moaas: 'MOAA/S',
    ramsay: 'Ramsay',
    uk_sedation: 'UK 0-3',
    acvpu: 'ACVPU',
};

/** Those on which "sedation" may be charted; ACVPU is asked on its own. */
export const sedationScales = ['poss', 'rass', 'moaas', 'ramsay', 'uk_sedation'] as const;
export type SedationScale = (typeof sedationScales)[number];

export function isScale(name: string): name is Scale {
    return Object.hasOwn(levels, name);
}

export function isSedationScale(name: string): name is SedationScale {
    return (sedationScales as readonly string[]).includes(name);
}

/** That on which this patient was charted last ("POSS 3"); else POSS. */
export function usualScale(charted: string | undefined): SedationScale {
    const label = charted?.slice(0, charted.lastIndexOf(' '));
    return sedationScales.find((scale) => scaleLabels[scale] === label) ?? 'poss';
}
