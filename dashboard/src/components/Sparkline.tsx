// The last half hour of one sign, small: the least and the most of each half minute. A gap is a gap.
import { curve } from '../history';
import type { Session } from '../session';

/** Always within the picture, so that small changes look small. Proposal, needs clinical sign-off. */
const usual: Record<string, readonly [number, number]> = { heart_rate: [50, 110], pulse_rate: [50, 110], spo2: [88, 100] };

export function Sparkline({ session, bed, metric }: { session: Session; bed: string; metric: string }) {
    session.trends.drawn.value;
    const path = curve(session.trends.window(bed, metric, session.now.peek()), usual[metric] ?? [0, 1]);
    return (
        <svg class="spark" viewBox="0 0 120 24" preserveAspectRatio="none" aria-hidden="true" data-spark={metric}>
            <path d={path} />
        </svg>
    );
}
