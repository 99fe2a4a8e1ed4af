// One bed: who, values in fixed places, and the alarm that needs attention most.
import { useComputed } from '@preact/signals';
import { deviceMark } from '../device';
import { watchedWord } from '../freshness';
import { bedMarks } from '../marks';
import { bedLabel, byAttention } from '../order';
import type { Session } from '../session';
import { slots } from '../slots';
import { clockText } from '../time';
import type { Alarm, Bed } from '../wire';
import { AlarmStrip } from './AlarmStrip';
import { ValueBox } from './ValueBox';

export function Tile({ session, name }: { session: Session; name: string }) {
    const bed = useComputed(() => session.ward.value?.beds.get(name)).value;
    const alarms = useComputed(() => session.alarms.value.filter((a) => a.bed === name).sort(byAttention)).value;
    if (!bed) return null;
    const worst = alarms[0];
    return (
        <article
            class="tile"
            aria-label={`Bed ${bedLabel(name)}`}
            data-bed={name}
            data-monitored={bed.monitored}
            data-priority={worst?.priority}
            data-acknowledged={worst && worst.acknowledged !== null}
        >
            <header class="tile-head">
                <h2 class="tile-bed">
                    <button class="tile-open" aria-haspopup="dialog" onClick={() => session.openBed(name)}>
                        {bedLabel(name)}
                    </button>
                </h2>
                <Marks bed={bed} />
                <DeviceMark bed={bed} />
                <span class="tile-patient">{bed.patient}</span>
            </header>
            {bed.monitored ? <Values session={session} bed={bed} alarms={alarms} /> : <NotMonitored bed={bed} />}
            <AlarmStrip session={session} alarm={worst} more={alarms.length - 1} />
        </article>
    );
}

function Marks({ bed }: { bed: Bed }) {
    const marks = bedMarks(bed);
    return (
        <span class="tile-marks" title={marks.map((m) => `${m.text} (${m.detail})`).join('\n')}>
            {marks.map((m) => m.text).join(' · ')}
        </span>
    );
}

/** Never in the colours of our alarms: the monitor itself sounds these. */
function DeviceMark({ bed }: { bed: Bed }) {
    const mark = deviceMark(bed.device_alarms);
    return mark && <span class="tile-device" title={mark.detail} data-device-mark="true">{mark.text}</span>;
}

function Values({ session, bed, alarms }: { session: Session; bed: Bed; alarms: readonly Alarm[] }) {
    return (
        <div class="values">
            {slots.map((slot) => (
                <ValueBox key={slot.name} session={session} bed={bed} slot={slot} alarms={alarms} />
            ))}
        </div>
    );
}

function NotMonitored({ bed }: { bed: Bed }) {
    return (
        <div class="unmonitored" data-unmonitored="true" data-recovering={bed.recovering}>
            <strong>{watchedWord(bed)}</strong>
            <span>{bed.last_heard ? `last heard ${clockText(Date.parse(bed.last_heard))}` : 'nothing heard yet'}</span>
        </div>
    );
}
