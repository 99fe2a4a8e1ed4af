// Alarms by hour of the day, as bars and in words.
import { t } from '../text/pages';

const width = 720;
const height = 120;

export function HourBars({ counts }: { counts: readonly number[] }) {
    const most = Math.max(1, ...counts);
    const step = width / counts.length;
    return (
        <figure class="hours">
            <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('byHourSaid', { said: counts.map((n, h) => `${h}: ${n}`).join(', ') })}>
                {counts.map((count, hour) => {
                    const tall = ((height - 34) * count) / most;
                    return (
                        <g key={hour} data-hour={hour} data-count={count}>
                            <rect class="hours-bar" x={hour * step + 3} width={step - 6} y={height - 18 - tall} height={tall} rx="2" />
                            {count > 0 && (
                                <text class="hours-count" x={(hour + 0.5) * step} y={height - 22 - tall}>
                                    {count}
                                </text>
                            )}
                            <text class="hours-hour" x={(hour + 0.5) * step} y={height - 4}>
                                {hour}
                            </text>
                        </g>
                    );
                })}
            </svg>
        </figure>
    );
}
