// One value in its place: label, number or word, unit, age; a large one with its last half hour.
import { byAttention } from '../order';
import type { Session } from '../session';
import { fill, type Filled, type Slot } from '../slots';
import { t } from '../text/ward';
import type { Alarm, Bed } from '../wire';
import { Sparkline } from './Sparkline';

interface Props {
    session: Session;
    bed: Bed;
    slot: Slot;
    alarms: readonly Alarm[];
}

export function ValueBox({ session, bed, slot, alarms }: Props) {
    const metrics = session.metrics.value;
    if (!metrics) return null;
    const filled = fill(slot, bed, metrics, session.now.value);
    const cause = alarms
        .filter((a) => a.phase !== 'latched' && a.evidence && filled.metrics.includes(a.evidence.metric))
        .sort(byAttention)[0];
    return (
        <div
            class={`value value-${slot.size}`}
            data-metric={slot.name}
            data-freshness={filled.freshness}
            data-alarmed={cause?.priority}
            data-questionable={filled.questionable}
            data-taken={filled.taken || undefined}
        >
            <span class="value-head">
                <span class="value-label">{filled.label}</span>
                <span class="value-unit">{filled.unit}</span>
                {filled.taken && <time class="value-taken">{filled.taken}</time>}
                <span class="value-age">{filled.age}</span>
            </span>
            <span class="value-body">{body(filled)}</span>
            {slot.size === 'large' && <Sparkline session={session} bed={bed.bed} metric={filled.metrics[0]!} />}
        </div>
    );
}

function body(filled: Filled) {
    if (filled.word) return <span class="value-word">{filled.word}</span>;
    if (filled.number === null) return <span class="value-number value-none">--</span>;
    const shown = (
        <>
            {filled.scale && <span class="value-scale">{filled.scale} </span>}
            {filled.number}
        </>
    );
    return (
        <>
            <span class="value-number">{filled.freshness === 'stale' ? <s>{shown}</s> : shown}</span>
            {filled.questionable && (
                <abbr class="value-doubt" title={t('questionable')}>
                    ?
                </abbr>
            )}
        </>
    );
}
