// What was charted in this session, by when it was observed: who, when, and what was corrected.
import { byObserved, type Row } from './observation';
import { itemText, valueText } from './names';
import { t } from './t';
import type { Care } from './useCare';
import type { ChartedValue, ObservationSet } from './wire';
import { timeText } from './when';

/** The rest stands in the report. */
const shownMax = 50;

export function Sets({ care, correct }: { care: Care; correct: (set: ObservationSet) => void }) {
    const told = care.told.session;
    const rows = told ? byObserved(told.observations) : [];
    const open = told?.infusion.phase !== 'discharged';
    return (
        <section class="sets" aria-label={t('sets')} data-sets={rows.length}>
            <h3>{t('sets')}</h3>
            {told === null && <p class="quiet">{t('setsWithout')}</p>}
            {told && rows.length === 0 && <p class="quiet">{t('setsNone')}</p>}
            {care.told.failed !== null && <p class="quiet">{t('notRead')}</p>}
            <ol>
                {rows.slice(0, shownMax).map((row) => (
                    <Line key={row.set.id} care={care} row={row} correct={open ? correct : null} />
                ))}
            </ol>
            {rows.length > shownMax && <p class="quiet">{t('setsMore', { count: rows.length - shownMax })}</p>}
        </section>
    );
}

function Line({ care, row, correct }: { care: Care; row: Row; correct: ((set: ObservationSet) => void) | null }) {
    const { set, late } = row;
    const now = care.session.now.value;
    const replaced = set.corrected_by !== null;
    const text = (value: ChartedValue) => `${itemText(value.item, care.protocol)}: ${valueText(value, care.protocol)}`;
    return (
        <li class="set" data-set={set.id} data-corrected={replaced} data-late={late}>
            <p class="set-head">
                <time dateTime={set.at}>{timeText(set.at, now)}</time> <span>{set.by}</span>
                {late && <span class="quiet">{t('enteredAt', { time: timeText(set.entered_at, now) })}</span>}
                {replaced && <span class="set-mark">{t('corrected')}</span>}
                {set.corrects !== null && <span class="set-mark">{t('correction')}</span>}
            </p>
            <ul class="set-values">
                {set.values.map((value) => (
                    <li key={value.item} data-value-of={value.item}>
                        {replaced ? <del>{text(value)}</del> : text(value)}
                        {value.from_device && <span class="quiet"> {t('ofMonitor')}</span>}
                    </li>
                ))}
            </ul>
            {set.note && <p class="set-note">{replaced ? <del>{set.note}</del> : set.note}</p>}
            {correct && !replaced && (
                <button type="button" class="press set-correct" data-correct={set.id} onClick={() => correct(set)}>
                    {t('correct')}
                </button>
            )}
        </li>
    );
}
