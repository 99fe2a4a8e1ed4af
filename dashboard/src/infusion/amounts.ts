// Numbers as people type and read them, and doses in their units. Nothing here decides whether a dose may be given.
import { type Language, language } from '../text';
import type { Prescription } from '../wire';

/** Both marks are understood, the point and the comma, wherever only one number can be meant. */
export function numberOf(text: string, of: Language = language): number | null {
    const trimmed = text.trim().replace(/^−/, '-');
    if (!/^[-+]?\d+([.,]\d+)?$/.test(trimmed) || ambiguous(trimmed, of)) return null;
    return Number(trimmed.replace(',', '.'));
}

/** "1,000" is a thousand to some and one to others, as "1.000" is in German: nobody guesses. */
function ambiguous(text: string, of: Language): boolean {
    return (of === 'de' ? /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/ : /^[-+]?[1-9]\d{0,2},\d{3}$/).test(text);
}

/** At most `digits` after the decimal mark, without zeros that say nothing. */
export function numberText(value: number, locale: string, digits = 2): string {
    return new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

export function needsWeight(unit: string): boolean {
    return unit.includes('/kg');
}

export type Rate = Pick<Prescription, 'amount' | 'unit' | 'concentration_mg_per_ml' | 'weight_kg'>;

/** What a rate comes to, to read it over before it is ordered; null if something is missing. The server works it out. */
export function mgPerHour(rate: Rate): number | null {
    const { amount, unit, concentration_mg_per_ml: concentration, weight_kg: weight } = rate;
    switch (unit) {
        case 'mg/h':
            return amount;
        case 'mL/h':
            return concentration === null ? null : amount * concentration;
        case 'mg/kg/h':
            return weight === null ? null : amount * weight;
        case 'ug/kg/min':
            return weight === null ? null : (amount * weight * 60) / 1000;
        case 'mg/(24.h)':
        case 'mg/24h':
            return amount / 24;
        default:
            return null;
    }
}

export interface Bar {
    name: 'mg_per_h' | 'mg_per_kg_per_h' | 'mg_per_24h' | 'mg_total';
    value: number;
    most: number;
    unit: string;
}

/** What the server told, next to what the protocol has at most; only what both have, and of a rate only while it runs. */
export function bars(
    told: { rate_mg_per_h: number; weight_kg: number | null; total_mg: number; total_24h_mg: number },
    most: Readonly<Record<Bar['name'], number | null>>,
): Bar[] {
    const perKg = told.weight_kg ? told.rate_mg_per_h / told.weight_kg : null;
    const all: [Bar['name'], number | null, string][] = [
        ['mg_per_h', told.rate_mg_per_h, 'mg/h'],
        ['mg_per_kg_per_h', perKg, 'mg/kg/h'],
        ['mg_per_24h', told.total_24h_mg, 'mg'],
        ['mg_total', told.total_mg, 'mg'],
    ];
    return all.flatMap(([name, value, unit]) => {
        const limit = most[name];
        const still = told.rate_mg_per_h === 0 && (name === 'mg_per_h' || name === 'mg_per_kg_per_h');
        return limit === null || value === null || still ? [] : [{ name, value, most: limit, unit }];
    });
}
