// What ran when, drawn: the rate as steps, boluses as diamonds, pauses hatched. The list below says the same in words.
import { locale } from '../text';
import { numberText } from './amounts';
import { t } from './t';
import type { Strip } from './course';
import { timeText } from './when';

const across = 1000;
const up = 100;

export function DoseStrip({ strip, nowMs }: { strip: Strip; nowMs: number }) {
    const points = strip.corners.map(([x, y]) => `${x * across} ${up - y * up}`);
    const last = strip.corners.at(-1)?.[0] ?? 0;
    return (
        <figure class="dose-strip" aria-label={t('stripLabel')}>
            <figcaption class="quiet">
                {t('stripMost', { rate: numberText(strip.mostMgPerHour, locale, 3) })}
            </figcaption>
            <div class="strip-plot">
                <svg viewBox={`0 0 ${across} ${up}`} preserveAspectRatio="none" aria-hidden="true">
                    {points.length > 0 && (
                        <>
                            <path
                                class="strip-area"
                                d={`M${points.join('L')}L${last * across} ${up}L${strip.corners[0]![0] * across} ${up}z`}
                            />
                            <path class="strip-line" d={`M${points.join('L')}`} />
                        </>
                    )}
                </svg>
                {strip.pauses.map((pause) => (
                    <span
                        key={pause.x}
                        class="strip-pause"
                        style={{ '--x': String(pause.x), '--width': String(pause.width) }}
                    />
                ))}
                {strip.boluses.map((bolus) => (
                    <span
                        key={bolus.x}
                        class="strip-bolus"
                        style={{ '--x': String(bolus.x) }}
                        title={`${numberText(bolus.mg, locale, 3)} mg`}
                    />
                ))}
            </div>
            <p class="strip-times quiet">
                <span>{timeText(strip.fromMs, nowMs)}</span>
                <span>{timeText(strip.toMs, nowMs)}</span>
            </p>
        </figure>
    );
}
