// Who answers for what is ordered here: asked once, and forgotten when nothing was ordered for ten minutes, so that nobody
// orders in the name of the one before.
import { signal } from '@preact/signals';
import { dropDraft, keepDraft, ownShelf, recallDraft } from './draft';

const tab = 'tab';

export const who = signal(recallDraft<string>(ownShelf(), 'who', tab, Date.now()) ?? '');

export function nameWho(name: string): void {
    who.value = name;
    if (name.trim() === '') dropDraft(ownShelf(), 'who', tab);
    else keepDraft(ownShelf(), 'who', tab, name, Date.now());
}

/** Before something is ordered: the name, or "" if it is to be asked again. */
export function whoNow(): string {
    const kept = recallDraft<string>(ownShelf(), 'who', tab, Date.now());
    if (kept === null && ownShelf()) who.value = '';
    else nameWho(who.value);
    return who.value.trim();
}
