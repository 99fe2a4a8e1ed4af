// A priority in a line of text: its shape and its mark, and its name for those who hear the page.
import { mark } from '../components/mark';
import { PriorityIcon } from '../components/PriorityIcon';
import type { Kind, Priority } from '../wire';
import { t } from './t';

export function PriorityMark({ priority, kind = 'physiological' }: { priority: Priority; kind?: Kind }) {
    return (
        <span class="priority-mark" data-priority={priority}>
            <PriorityIcon priority={priority} kind={kind} />
            <span aria-hidden="true">{mark({ kind, priority })}</span>
            <span class="hidden">{t(priority)}</span>
        </span>
    );
}
