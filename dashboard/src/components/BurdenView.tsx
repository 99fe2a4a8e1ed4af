// How much the ward's alarms ask of its staff, counted over the record.
import { useComputed, useSignal } from '@preact/signals';
import { burdenOf } from '../burden';
import { readAlarms, type Span } from '../span';
import type { Session } from '../session';
import { t } from '../text/pages';
import { whenText } from '../time';
import { Asked } from './Asked';
import { BurdenFigures } from './BurdenFigures';
import { useAsked } from './useAsked';

const hourMs = 3_600_000;
const spans = [
    { key: 'hours8', ms: 8 * hourMs },
    { key: 'hours24', ms: 24 * hourMs },
    { key: 'days7', ms: 7 * 24 * hourMs },
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
    const beds = useComputed(() => session.ward.value?.beds.size ?? 0).value;
    const toMs = session.now.peek();
    const answer = useAsked(() => readAlarms(session.name, toMs - spanMs, toMs), [spanMs], null);
    return <Asked answer={answer}>{(span) => <Figures span={span} beds={beds} />}</Asked>;
}

function Figures({ span, beds }: { span: Span; beds: number }) {
    const burden = burdenOf(span.alarms, beds, span.toMs - span.fromMs);
    return (
        <>
            <p class="sheet-note" data-span-read={span.complete ? 'whole' : 'part'}>
                {t('burdenSpan', { from: whenText(span.fromMs), to: whenText(span.toMs), beds })}
                {!span.complete && <strong> {t('burdenCut', { n: span.alarms.length })}</strong>}
            </p>
            <BurdenFigures burden={burden} />
        </>
    );
}
