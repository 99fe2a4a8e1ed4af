// The trend as it is to be drawn now. Every value that comes is kept; the picture follows every two seconds, or every ten
// where a pixel is minutes, and at once when the record has answered.
import { useMemo } from 'preact/hooks';
import type { Session } from '../session';
import type { TrendFeed } from './feed';
import type { Series } from './series';
import { useDerived } from './useDerived';

export interface Frame {
    series: Series;
    fromMs: number;
    toMs: number;
}

const fineSpanMs = 3_600_000;

export function useFrame(session: Session, feed: TrendFeed): Frame | null {
    const everyMs = feed.spanMs > fineSpanMs ? 10_000 : 2000;
    const due = useDerived(() => `${Math.floor(session.now.value / everyMs)} ${feed.answers.value}`, [session, feed]);
    return useMemo(() => {
        const series = feed.series.peek();
        const toMs = session.now.peek();
        return series && { series, fromMs: toMs - feed.spanMs, toMs };
    }, [due, feed]);
}
