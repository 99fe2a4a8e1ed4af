// Where a bed's score is going. Pure.
import type { Bucket } from './history';
import type { News2 } from './wire';

export type Direction = 'rising' | 'falling' | 'steady';

/**
 * Against the oldest that is known of the last half hour (proposal, needs clinical sign-off). A score that lacks
 * something is a range: it rose only if it is now for certain more than it can have been then. Null: not known.
 */
export function direction(now: News2, window: readonly (Bucket | null)[]): Direction | null {
    const oldest = window.findIndex((bucket) => bucket !== null);
    const then = window[oldest];
    if (!then || oldest >= window.length - 1) return null;
    if (now.low > then.high) return 'rising';
    if (now.high < then.low) return 'falling';
    return now.low === now.high && then.low === then.high ? 'steady' : null;
}

/** "5", or "5–11" of what is not known for certain. */
export function scoreText(score: News2): string {
    return score.low === score.high ? String(score.low) : `${score.low}–${score.high}`;
}
