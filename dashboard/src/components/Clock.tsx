// The server's time. Where this machine's own clock is far from it, that is said: people read both.
import type { Session } from '../session';
import { t } from '../text/ward';
import { ageText, clockText, dayText, zoneText } from '../time';

const skewSMax = 5;

export function Clock({ session }: { session: Session }) {
    const now = session.now.value;
    const skew = session.skewS.value;
    const off = Math.abs(skew) > skewSMax;
    return (
        <div class="clock" title={t('serverTime')}>
            <time class="clock-time">{clockText(now)}</time>
            {off ? (
                <strong class="clock-skew" role="status" data-skew={skew}>
                    {t(skew > 0 ? 'clockAhead' : 'clockBehind', { time: ageText(1000 * Math.abs(skew)) })}
                </strong>
            ) : (
                <span class="clock-zone">
                    {dayText(now)} {zoneText(now)}
                </span>
            )}
        </div>
    );
}
