// One bed more closely: both identifiers of the patient, every value with the device's limits, the device's own alarms.
import { useEffect, useRef } from 'preact/hooks';
import { byDevicePriority, deviceLimits, deviceState } from '../device';
import { read, watchedWord } from '../freshness';
import { bedLabel } from '../order';
import type { Session } from '../session';
import { unitText } from '../slots';
import { clockText } from '../time';
import type { Bed, DeviceAlarm, Metric } from '../wire';

export function BedView({ session }: { session: Session }) {
    const name = session.viewed.value;
    const bed = name === null ? undefined : session.ward.value?.beds.get(name);
    return bed ? <Panel key={bed.bed} session={session} bed={bed} /> : null;
}

function Panel({ session, bed }: { session: Session; bed: Bed }) {
    const place = useRef<HTMLElement>(null);
    useEffect(() => place.current?.focus(), []);
    const close = () => session.closeBed();
    return (
        <section
            class="bed-view"
            role="dialog"
            aria-label={`Bed ${bedLabel(bed.bed)}`}
            data-bed-view={bed.bed}
            tabIndex={-1}
            ref={place}
            onKeyDown={(event) => event.key === 'Escape' && close()}
        >
            <header class="bed-view-head">
                <h2>Bed {bedLabel(bed.bed)}</h2>
                <button class="bed-view-close" onClick={close}>
                    Close
                </button>
            </header>
            <dl class="bed-view-who" data-identifiers="true">
                <dt>Patient</dt>
                <dd>{bed.patient_name ?? 'no name told'}</dd>
                <dt>ID</dt>
                <dd>{bed.patient ?? 'no ID told'}</dd>
            </dl>
            {!bed.monitored && <p class="bed-view-unmonitored">{watchedWord(bed)}</p>}
            <Values session={session} bed={bed} />
            <DeviceAlarms alarms={bed.device_alarms} />
        </section>
    );
}

function Values({ session, bed }: { session: Session; bed: Bed }) {
    const metrics = [...(session.ward.value?.metrics.values() ?? [])].filter((metric) => metric.name in bed.values);
    return (
        <table class="bed-view-values">
            <thead>
                <tr>
                    <th>Sign</th>
                    <th>Value</th>
                    <th>Monitor's limits</th>
                </tr>
            </thead>
            <tbody>
                {metrics.map((metric) => (
                    <ValueRow key={metric.name} bed={bed} metric={metric} nowMs={session.now.value} />
                ))}
            </tbody>
        </table>
    );
}

function ValueRow({ bed, metric, nowMs }: { bed: Bed; metric: Metric; nowMs: number }) {
    const value = bed.values[metric.name];
    const seen = read(value, metric, nowMs);
    const stale = seen.freshness === 'stale' || !bed.monitored;
    const shown = seen.word ?? `${seen.scale} ${seen.number ?? '--'}`.trim();
    return (
        <tr data-view-metric={metric.name} data-freshness={seen.freshness}>
            <th scope="row">{metric.label}</th>
            <td>
                {stale ? <s>{shown}</s> : shown}
                {seen.questionable && '?'} {unitText(metric.unit)} {seen.age}
            </td>
            <td data-device-limits="true">{deviceLimits(value)}</td>
        </tr>
    );
}

function DeviceAlarms({ alarms }: { alarms: readonly DeviceAlarm[] }) {
    return (
        <section class="bed-view-device" aria-label="From the monitor itself" data-device-alarms={alarms.length}>
            <h3>From the monitor itself</h3>
            <p>{alarms.length ? 'Alarms of the monitor, which sounds them itself.' : 'It tells of no alarm of its own.'}</p>
            <ul>
                {[...alarms].sort(byDevicePriority).map((alarm) => (
                    <li key={`${alarm.device} ${alarm.id}`} data-device-alarm={alarm.id}>
                        <b>{alarm.text || `code ${alarm.code ?? 'unknown'}`}</b>
                        <span>
                            {deviceState(alarm)}
                            {alarm.measured_at && `, at ${clockText(Date.parse(alarm.measured_at))}`}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
