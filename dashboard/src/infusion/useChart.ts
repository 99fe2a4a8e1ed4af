// The form for observations: what is in it, what it asks, and what happens when it is sent.
import { useMemo, useRef, useState } from 'preact/hooks';
import { chartOrder, type ChartDraft, emptyDraft, isEmpty, withoutSent } from './chartDraft';
import { dropDraft, keepDraft, ownShelf, recallDraft } from './draft';
import { type Item, itemOf } from './items';
import { entriesOf, type Read, valuesOf } from './observation';
import { type Objection, objectionsOf, wayOn } from './objections';
import { usualScale } from './scales';
import { type Section, sectionsOf } from './sections';
import type { Sending } from './sending';
import { t } from './t';
import type { Care } from './useCare';
import { useOrder } from './useOrder';
import { focusWho } from './WhoBar';
import { whoNow } from './who';
import type { ObservationSet } from './wire';

export interface Chart {
    draft: ChartDraft;
    change: (draft: ChartDraft) => void;
    sections: readonly Section[];
    item: (name: string) => Item;
    read: Read;
    sending: Sending;
    objections: readonly Objection[];
    /** Only unlikely values stand against it. */
    confirmable: boolean;
    stopped: string;
    send: (confirmed: boolean) => void;
    correct: (set: ObservationSet) => void;
    clear: () => void;
}

const what = 'chart';

export function useChart(care: Care): Chart {
    const { stay } = care.bed;
    const [draft, setDraft] = useState<ChartDraft>(
        () => recallDraft<ChartDraft>(ownShelf(), what, stay, Date.now()) ?? emptyDraft,
    );
    const [stopped, setStopped] = useState('');
    const judged = useRef('');
    const current = useRef(draft);
    const sent = useRef(draft);
    const change = (next: ChartDraft) => {
        setDraft((current.current = next));
        if (isEmpty(next) && next.attempt === null) dropDraft(ownShelf(), what, stay);
        else keepDraft(ownShelf(), what, stay, next, Date.now());
    };
    const clear = () => {
        change(emptyDraft);
        setStopped('');
    };
    const stored = () => change(withoutSent(current.current, sent.current));
    const shown = (request: string) => care.told.session?.observations.some((set) => set.id === request) ?? false;
    const kept = {
        attempt: draft.attempt,
        keep: (attempt: ChartDraft['attempt']) => change({ ...current.current, attempt }),
    };
    const ordering = useOrder(care, 'observations', stored, { shown, kept });
    const form = useItems(care, draft);
    const refused = ordering.sending.state === 'refused' && judged.current === sentOf(draft);
    const objections = refused && 'reason' in ordering.sending ? objectionsOf(ordering.sending.reason) : [];
    const send = (confirmed: boolean) => {
        const by = whoNow();
        if (by === '') focusWho();
        const unread = form.read.unread.length ? t('unreadNumbers') : Number.isNaN(draft.atMs) ? t('clockWrong') : null;
        const stops = unread ?? (by === '' ? t('whoMissing') : null);
        const nothing = form.read.values.length === 0 && draft.note.trim() === '';
        setStopped(stops ?? (nothing ? t('nothingEntered') : ''));
        if (stops !== null || nothing) return;
        judged.current = sentOf(draft);
        sent.current = draft;
        ordering.send({ ...chartOrder(draft, form.read, by), ...(confirmed ? { confirmed } : {}) });
    };
    const correct = (set: ObservationSet) => {
        const loaded = entriesOf(set, form.item);
        change({ ...emptyDraft, ...loaded, note: set.note ?? '', atMs: Date.parse(set.at), corrects: set.id });
        ordering.forget();
    };
    const sending: Sending = ordering.sending.state === 'refused' && !refused ? { state: 'idle' } : ordering.sending;
    return {
        draft,
        change,
        ...form,
        sending,
        objections,
        confirmable: wayOn(objections) === 'confirmed',
        stopped,
        send,
        correct,
        clear,
    };
}

/** Of a draft what the server judged. */
function sentOf(draft: ChartDraft): string {
    return JSON.stringify({ ...draft, attempt: null });
}

/** What is asked, in its order; what is in the form and asked nowhere (of a set that is corrected) comes last. */
function useItems(care: Care, draft: ChartDraft): Pick<Chart, 'sections' | 'item' | 'read'> {
    const told = care.told.session ?? null;
    const active = told && told.infusion.phase !== 'discharged' ? told : null;
    const protocol = active ? care.protocol : null;
    const charted = ['poss', 'rass', 'moaas', 'ramsay', 'uk_sedation']
        .map((scale) => care.bed.values[scale]?.text)
        .find((text) => text);
    const sedation = draft.sedation ?? usualScale(charted);
    const item = (name: string) => itemOf(name, protocol, sedation);
    const sections = useMemo(() => sectionsOf(active, protocol), [active, protocol]);
    const asked = sections.flatMap((section) => section.items);
    const rest = Object.keys(draft.entries).filter((name) => !asked.includes(name));
    const all = rest.length
        ? [...sections, { kind: 'more' as const, title: '', dueAt: null, overdue: false, items: rest }]
        : sections;
    const names = [...asked, ...rest];
    return { sections: all, item, read: valuesOf(names.map(item), draft.entries) };
}
