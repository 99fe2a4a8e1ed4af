// The early warning score, as a range where something is not known, and where it is going.
import { scoreMark } from '../marks';
import { type Direction, direction, scoreText } from '../score';
import type { Session } from '../session';
import { t } from '../text/ward';
import type { Bed } from '../wire';

const arrows: Record<Direction, string> = {
    rising: 'M5 19 19 5M8 5h11v11',
    falling: 'M5 5l14 14M8 19h11V8',
    steady: 'M3 12h18M15 6l6 6-6 6',
};

export function Score({ session, bed }: { session: Session; bed: Bed }) {
    const score = bed.news2;
    if (!score || !bed.monitored) return null;
    session.trends.drawn.value;
    const going = direction(score, session.trends.window(bed.bed, 'score', session.now.peek()));
    const mark = scoreMark(score, bed.spo2_scale);
    return (
        <span class="score" title={`${mark.text} (${mark.detail})`} data-score={scoreText(score)} data-complete={score.complete}>
            <abbr class="score-name">NEWS2</abbr> <b>{scoreText(score)}</b>
            {!score.complete && <span class="score-doubt">{t('incompleteMark')}</span>}
            {going && (
                <svg class="score-arrow" viewBox="0 0 24 24" role="img" aria-label={t(going)} data-direction={going}>
                    <path d={arrows[going]} />
                </svg>
            )}
        </span>
    );
}
