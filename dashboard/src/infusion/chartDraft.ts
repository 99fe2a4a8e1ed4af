// What the form for observations holds, as it is kept through a reload.
import type { Entries } from './observation';
import type { Read } from './observation';
import type { Attempt } from './sending';
import type { SedationScale } from './scales';

export interface ChartDraft {
    entries: Entries;
    /** On which scale sedation is charted; null: as usual for this patient. */
    sedation: SedationScale | null;
    note: string;
    atMs: number | null;
    /** The set that this one replaces. */
    corrects: string | null;
    attempt: Attempt | null;
}

export const emptyDraft: ChartDraft = {
    entries: {},
    sedation: null,
    note: '',
    atMs: null,
    corrects: null,
    attempt: null,
};

/** What is sent; `by` is who observed it. */
export function chartOrder(draft: ChartDraft, read: Read, by: string): object {
    return {
        by,
        ...(read.values.length ? { values: read.values } : {}),
        ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
        ...(draft.atMs === null ? {} : { at: new Date(draft.atMs).toISOString() }),
        ...(draft.corrects === null ? {} : { corrects: draft.corrects }),
    };
}

export function withEntry(draft: ChartDraft, item: string, text: string, fromDevice = false): ChartDraft {
    const { [item]: _, ...rest } = draft.entries;
    return { ...draft, entries: text === '' ? rest : { ...rest, [item]: { text, fromDevice } } };
}

/** What is left once `sent` is stored: what was entered or changed since then stays. */
export function withoutSent(now: ChartDraft, sent: ChartDraft): ChartDraft {
    const since = Object.entries(now.entries).filter(([name, entry]) => {
        const was = sent.entries[name];
        return was?.text !== entry.text || was.fromDevice !== entry.fromDevice;
    });
    return {
        ...now,
        entries: Object.fromEntries(since),
        note: now.note === sent.note ? '' : now.note,
        atMs: now.atMs === sent.atMs ? null : now.atMs,
        corrects: now.corrects === sent.corrects ? null : now.corrects,
    };
}

export function isEmpty(draft: ChartDraft): boolean {
    return Object.keys(draft.entries).length === 0 && draft.note.trim() === '';
}
