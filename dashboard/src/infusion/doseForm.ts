// From the fields of a dose to the order that is sent, and what still lacks. Whether it may be given is the server's word.
import { mgPerHour, needsWeight, numberOf } from './amounts';

export interface RateFields {
    amount: string;
    unit: string;
    concentration: string;
    weight: string;
    route: string;
    prescriber: string;
}

export type Lacking = 'amount' | 'concentration' | 'weight' | 'prescriber' | null;

export interface DoseOrder {
    fields: Record<string, unknown>;
    lacking: Lacking;
    /** What it comes to, to be read over; null where it cannot be told. */
    mgPerHour: number | null;
}

/** `sessionKg`: the weight that counts where none is given. */
export function rateOrder(form: RateFields, sessionKg: number | null): DoseOrder {
    const amount = numberOf(form.amount);
    const concentration = optional(form.concentration);
    const weight = optional(form.weight);
    const fields: Record<string, unknown> = {
        amount,
        unit: form.unit,
        route: form.route,
        prescriber: form.prescriber.trim(),
    };
    if (concentration.number !== null) fields['concentration_mg_per_ml'] = concentration.number;
    if (weight.number !== null) fields['weight_kg'] = weight.number;
    const kg = weight.number ?? sessionKg;
    const rate = {
        amount: amount ?? NaN,
        unit: form.unit,
        concentration_mg_per_ml: concentration.number,
        weight_kg: kg,
    };
    const comesTo = amount === null ? null : mgPerHour(rate);
    return { fields, mgPerHour: comesTo, lacking: lackingOf(form, amount, concentration, weight, kg) };
}

function lackingOf(
    form: RateFields,
    amount: number | null,
    concentration: Optional,
    weight: Optional,
    kg: number | null,
): Lacking {
    if (amount === null) return 'amount';
    if (concentration.unread || (form.unit === 'mL/h' && concentration.number === null)) return 'concentration';
    if (weight.unread || (needsWeight(form.unit) && kg === null)) return 'weight';
    return form.prescriber.trim() === '' ? 'prescriber' : null;
}

export function bolusOrder(form: { mg: string; route: string; prescriber: string }): Omit<DoseOrder, 'mgPerHour'> {
    const mg = numberOf(form.mg);
    const lacking = mg === null ? 'amount' : form.prescriber.trim() === '' ? 'prescriber' : null;
    return { fields: { mg, route: form.route, prescriber: form.prescriber.trim() }, lacking };
}

interface Optional {
    number: number | null;
    /** Something stands there that is no number. */
    unread: boolean;
}

function optional(text: string): Optional {
    const number = numberOf(text);
    return { number, unread: text.trim() !== '' && number === null };
}
