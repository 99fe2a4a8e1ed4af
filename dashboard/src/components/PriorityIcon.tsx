// The shape of a priority: octagon, triangle, circle; a square with a broken link for a technical alarm.
import type { Kind, Priority } from '../wire';

const outlines: Record<Priority, string> = {
    high: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z',
    medium: 'M12 2.5 22 21H2z',
    low: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
};
const square = 'M3 3h18v18H3z';
const brokenLink = 'M6 15l3-3m-1-3 1-1a3 3 0 0 1 4 0M18 9l-3 3m1 3-1 1a3 3 0 0 1-4 0M9 5l1 2M15 19l-1-2';

export function PriorityIcon({ priority, kind }: { priority: Priority; kind: Kind }) {
    const technical = kind === 'technical';
    return (
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" data-shape={technical ? 'square' : priority}>
            <path class="icon-outline" d={technical ? square : outlines[priority]} />
            {technical && <path class="icon-link" d={brokenLink} />}
        </svg>
    );
}
