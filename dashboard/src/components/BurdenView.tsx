// How much the ward's alarms ask of its staff, counted over the record.
import { useComputed, useSignal } from '@preact/signals';
import { askBurden } from '../burden';
import type { Session } from '../session';
import { t } from '../text/pages';
import { whenText } from '../time';
import { Asked } from './Asked';
import { BurdenFigures, tenths } from './BurdenFigures';
import { useAsked } from './useAsked';

const hourMs = 3_600_000;
const spans = [
    { key: 'hours8', ms: 8 * hourMs },
    { key: 'hours24', ms: 24 * hourMs },
    { key: 'days7', ms: 7 * 24 * hourMs },
    { key: 'days30', ms: 30 * 24 * hourMs },
] as const;

export function BurdenView({ session }: { session: Session }) {
    const spanMs = useSignal<number>(spans[1].ms);
    return (
        <div class="sheet">
            <section aria-label={t('burden')}>
                <div class="row">
                    <h2 class="sheet-title">{t('burden')}</h2>
                    {spans.map((span) => (
                        <button
                            key={span.key}
                            type="button"
                            class="button"
                            aria-pressed={spanMs.value === span.ms}
                            data-span={span.key}
                            onClick={() => (spanMs.value = span.ms)}
                        >
                            {t(span.key)}
                        </button>
                    ))}
                </div>
                <Until session={session} spanMs={spanMs.value} />
            </section>
        </div>
    );
}

/** Spans end now, by the server's clock: until that is known there is nothing to ask. */
function Until({ session, spanMs }: { session: Session; spanMs: number }) {
    const known = useComputed(() => Number.isFinite(session.now.value)).value;
    return known ? <Read session={session} spanMs={spanMs} /> : <p class="sheet-wait">{t('asking')}</p>;
}

function Read({ session, spanMs }: { session: Session; spanMs: number }) {
    const toMs = session.now.peek();
    const answer = useAsked(() => askBurden(session.name, toMs - spanMs, toMs), [spanMs], null);
    return (
        <Asked answer={answer}>
            {(burden) => (
                <>
                    <p class="sheet-note">
                        {t('burdenSpan', { from: whenText(Date.parse(burden.from)), to: whenText(Date.parse(burden.to)), days: tenths(burden.monitored_bed_days) })}
                    </p>
                    <BurdenFigures burden={burden} />
                </>
            )}
        </Asked>
    );
}
