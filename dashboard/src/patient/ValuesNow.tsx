// Every value of the bed as it stands: number, unit, age, and the monitor's own limits.
import { read, type Reading } from '../freshness';
import { deviceLimits } from '../device';
import { byAttention } from '../order';
import type { Session } from '../session';
import { fill, slots, unitText } from '../slots';
import { ageText } from '../time';
import type { Alarm, Bed, Metric } from '../wire';
import { t } from './t';

interface Shown extends Reading {
    name: string;
    label: string;
    unit: string;
    metrics: readonly string[];
}

const inSlots = new Set(slots.flatMap((slot) => slot.sources.flatMap((source) => source.metrics)));

export function ValuesNow({ session, bed }: { session: Session; bed: Bed }) {
    const metrics = session.ward.value?.metrics ?? new Map<string, Metric>();
    const now = session.now.value;
    const alarms = session.alarms.value.filter((alarm) => alarm.bed === bed.bed);
    const main = slots.map((slot) => ({ name: slot.name, ...fill(slot, bed, metrics, now) }));
    const anyLimits = Object.values(bed.values).some((value) => deviceLimits(value) !== '');
    return (
        <section class="patient-values" aria-label={t('values')}>
            <table>
                <caption class="hidden">{t('values')}</caption>
                <thead class="hidden">
                    <tr>
                        <th scope="col">{t('sign')}</th>
                        <th scope="col">{t('value')}</th>
                        <th scope="col">{t('age')}</th>
                        <th scope="col">{t('monitorLimits')}</th>
                    </tr>
                </thead>
                <tbody>
                    {[...main, ...others(bed, metrics, now)].map((shown) => (
                        <ValueRow key={shown.name} shown={shown} bed={bed} alarms={alarms} nowMs={now} />
                    ))}
                </tbody>
            </table>
            {anyLimits && <p class="patient-none">{t('limitsBeside')}</p>}
        </section>
    );
}

/** What has no place in a tile, as long as there is something to show. The scale of a sedation is in that place. */
function others(bed: Bed, metrics: ReadonlyMap<string, Metric>, nowMs: number): Shown[] {
    const sedation = bed.values['sedation']?.text;
    const again = (name: string) => sedation !== undefined && bed.values[name]?.text === sedation;
    return [...metrics.values()]
        .filter((metric) => metric.name in bed.values && !inSlots.has(metric.name) && !again(metric.name))
        .map((metric) => ({
            ...read(bed.values[metric.name], metric, nowMs),
            name: metric.name,
            label: metric.label,
            unit: unitText(metric.unit),
            metrics: [metric.name],
        }))
        .filter((shown) => shown.freshness !== 'absent');
}

interface RowProps {
    shown: Shown;
    bed: Bed;
    alarms: readonly Alarm[];
    nowMs: number;
}

function ValueRow({ shown, bed, alarms, nowMs }: RowProps) {
    const first = bed.values[shown.metrics[0]!];
    const cause = alarms
        .filter((a) => a.phase !== 'latched' && a.evidence && shown.metrics.includes(a.evidence.metric))
        .sort(byAttention)[0];
    const known = shown.freshness !== 'absent';
    return (
        <tr data-value-of={shown.name} data-freshness={shown.freshness} data-alarmed={cause?.priority}>
            <th scope="row">{shown.label}</th>
            <td class="patient-value">
                <Number shown={shown} struck={shown.freshness === 'stale' || !bed.monitored} />
            </td>
            <td class="patient-age">{known && (shown.age || ageText(nowMs - Date.parse(first?.received_at ?? '')))}</td>
            <td data-device-limits="true">{deviceLimits(first)}</td>
        </tr>
    );
}

function Number({ shown, struck }: { shown: Shown; struck: boolean }) {
    if (shown.word) return <span class="patient-word">{shown.word}</span>;
    if (shown.number === null) return <span class="patient-absent">--</span>;
    const number = `${shown.scale} ${shown.number}`.trim();
    return (
        <>
            <b class="patient-number">{struck ? <s>{number}</s> : number}</b>
            {shown.questionable && <abbr title={t('questionable')}>?</abbr>} <small>{shown.unit}</small>
        </>
    );
}
