// What a form holds, what is sent of it, and a set that is there back into a form. Whether a value can be is the
// server's word; here only a number that cannot be read is stopped.
import { numberOf } from './amounts';
import type { Item } from './items';
import { isSedationScale, type SedationScale } from './scales';
import type { ChartedValue, ObservationSet } from './wire';

/** As it stands in the form: a number as typed, a level, "yes", "no", a text. */
export interface Entry {
    text: string;
    /** Shown by the monitor, and confirmed by a tap. */
    fromDevice: boolean;
}

export type Entries = Readonly<Record<string, Entry>>;

export interface SentValue {
    item: string;
    value: number | boolean | string;
    from_device?: true;
}

export interface Read {
    values: SentValue[];
    /** Items whose numbers cannot be read. */
    unread: string[];
}

/** In the form's order. */
export function valuesOf(items: readonly Item[], entries: Entries): Read {
    const read: Read = { values: [], unread: [] };
    for (const item of items) {
        const entry = entries[item.name];
        if (!entry || entry.text.trim() === '') continue;
        const value = valueOf(item, entry.text);
        if (value === null) read.unread.push(item.name);
        else read.values.push(entry.fromDevice ? { ...value, from_device: true } : value);
    }
    return read;
}

function valueOf(item: Item, text: string): SentValue | null {
    switch (item.kind.as) {
        case 'scale':
            return { item: item.name === 'sedation' ? item.kind.scale : item.name, value: text };
        case 'yes_no':
            return { item: item.name, value: text === 'yes' };
        case 'text':
            return { item: item.name, value: text.trim() };
        default: {
            const number = numberOf(text);
            return number === null ? null : { item: item.name, value: number };
        }
    }
}

/** The item of the form under which a charted one stands. */
export function formName(charted: string): string {
    return isSedationScale(charted) ? 'sedation' : charted;
}

export interface Loaded {
    entries: Entries;
    sedation: SedationScale | null;
}

/** A set that is to be corrected, as it would have been entered. */
export function entriesOf(set: ObservationSet, itemOf: (name: string) => Item): Loaded {
    const entries: Record<string, Entry> = {};
    let sedation: SedationScale | null = null;
    for (const value of set.values) {
        const second = isSedationScale(value.item) && sedation !== null;
        if (isSedationScale(value.item)) sedation ??= value.item;
        const item = itemOf(second ? value.item : formName(value.item));
        entries[item.name] = { text: textOf(value, item), fromDevice: value.from_device };
    }
    return { entries, sedation };
}

function textOf(value: ChartedValue, item: Item): string {
    if (value.text) return value.text;
    if (item.kind.as === 'yes_no') return value.number === 1 ? 'yes' : 'no';
    return value.number === null ? '' : String(value.number);
}

/** One press of a stepper; a number without the noise of its sum, and none below zero. */
export function stepped(text: string, by: number): string {
    const number = numberOf(text);
    if (number === null) return text;
    const places = Math.max(placesOf(number), placesOf(by));
    return Math.max(0, number + by).toFixed(places);
}

function placesOf(number: number): number {
    return (String(number).split('.')[1] ?? '').length;
}

export interface Row {
    set: ObservationSet;
    /** Entered much later than observed. */
    late: boolean;
}

const lateMs = 60_000;

/** Newest observation first, whenever it was entered. */
export function byObserved(sets: readonly ObservationSet[]): Row[] {
    return [...sets]
        .sort((a, b) => b.at.localeCompare(a.at) || b.entered_at.localeCompare(a.entered_at))
        .map((set) => ({ set, late: Date.parse(set.entered_at) - Date.parse(set.at) > lateMs }));
}
