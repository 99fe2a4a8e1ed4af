// Dims the beds that need nobody now. Nothing is hidden and nothing moves.
import { signal } from '@preact/signals';
import { needsAttention } from '../attention';
import type { Session } from '../session';
import { t } from '../text/ward';

export const attentionOnly = signal(false);

export function FilterButton({ session }: { session: Session }) {
    const beds = [...(session.ward.value?.beds.values() ?? [])];
    const count = beds.filter((bed) => needsAttention(bed, session.alarms.value, session.now.value)).length;
    return (
        <button
            type="button"
            class="bar-button"
            aria-pressed={attentionOnly.value}
            data-filter={attentionOnly.value ? 'attention' : 'all'}
            onClick={() => (attentionOnly.value = !attentionOnly.value)}
        >
            <span class="bar-button-state">{t('needsAttention')}</span>
            <b class="bar-button-count">{count}</b>
        </button>
    );
}
