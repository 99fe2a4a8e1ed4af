// What somebody observes at the bed, charted with one hand: what is due first, then the rest; a value of the monitor only
// by a tap; a late entry with both its times; a set corrected, with the old one kept.
import type { Session } from '../session';
import type { Bed } from '../wire';
import { isEmpty } from './chartDraft';
import { ChartSection } from './ChartSection';
import { Late } from './Late';
import { Refusal } from './Refusal';
import { busy } from './sending';
import { Sets } from './Sets';
import { t } from './t';
import { type Care, useCare } from './useCare';
import { type Chart, useChart } from './useChart';
import { WhoBar } from './WhoBar';
import { timeText } from './when';

export function ChartForm({ session, bed }: { session: Session; bed: Bed }) {
    return <Page key={`${bed.bed} ${bed.stay}`} session={session} bed={bed} />;
}

function Page({ session, bed }: { session: Session; bed: Bed }) {
    const care = useCare(session, bed);
    const chart = useChart(care);
    return (
        <section class="charting" aria-label={t('charting')} data-link={session.link.value}>
            <div class="charting-columns">
                <Form care={care} chart={chart} />
                <Sets care={care} correct={chart.correct} />
            </div>
        </section>
    );
}

function Form({ care, chart }: { care: Care; chart: Chart }) {
    const { draft, change } = chart;
    const submit = (event: Event) => {
        event.preventDefault();
        chart.send(false);
    };
    return (
        <form class="chart" aria-label={t('charting')} data-form="observations" onSubmit={submit} noValidate>
            <WhoBar />
            {draft.corrects !== null && <Correcting care={care} chart={chart} />}
            <Late
                name="observed"
                title={t('observedWhen')}
                nowMs={care.session.now.value}
                atMs={draft.atMs}
                change={(atMs) => change({ ...draft, atMs })}
            />
            {chart.sections.map((section) => (
                <ChartSection key={`${section.kind} ${section.title}`} care={care} chart={chart} section={section} />
            ))}
            <label class="field chart-note">
                <span class="field-label">{t('note')}</span>
                <textarea
                    class="field-input"
                    name="note"
                    rows={2}
                    maxLength={4000}
                    value={draft.note}
                    onInput={(event) => change({ ...draft, note: event.currentTarget.value })}
                />
            </label>
            <SaveBar chart={chart} />
        </form>
    );
}

function Correcting({ care, chart }: { care: Care; chart: Chart }) {
    const set = care.told.session?.observations.find((each) => each.id === chart.draft.corrects);
    const now = care.session.now.value;
    return (
        <p class="correcting" role="status" data-correcting={chart.draft.corrects}>
            {set ? t('correcting', { time: timeText(set.at, now), by: set.by }) : t('correctingOld')}
            <button type="button" class="press" onClick={chart.clear}>
                {t('correctNot')}
            </button>
        </p>
    );
}

/** Under the thumb, whatever is scrolled. */
function SaveBar({ chart }: { chart: Chart }) {
    const { sending, read, draft } = chart;
    const text = busy(sending)
        ? t('sending')
        : sending.state === 'unanswered'
          ? t('tryAgain')
          : t('save', { count: read.values.length });
    const general = chart.objections.filter((each) => each.item === null);
    const shown = sending.state === 'refused' && general.length === 0 ? { state: 'idle' as const } : sending;
    return (
        <div class="save" data-order={sending.state}>
            <Refusal sending={shown} objections={general} />
            {sending.state === 'refused' && (
                <p class="save-said" role="alert">
                    {t(chart.confirmable ? 'confirmAsked' : 'notSaved')}
                </p>
            )}
            <p class="order-stopped" role="status">
                {chart.stopped}
            </p>
            <div class="order-buttons">
                {chart.confirmable ? (
                    <button type="button" class="press press-main" data-confirm onClick={() => chart.send(true)}>
                        {t('confirm')}
                    </button>
                ) : (
                    <button
                        type="submit"
                        class="press press-main"
                        data-save
                        aria-disabled={busy(sending) || isEmpty(draft)}
                    >
                        {text}
                    </button>
                )}
                <button
                    type="button"
                    class="press"
                    aria-disabled={busy(sending) || isEmpty(draft)}
                    onClick={() => !busy(sending) && chart.clear()}
                >
                    {t('clear')}
                </button>
            </div>
        </div>
    );
}
