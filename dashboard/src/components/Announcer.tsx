// Tells a screen reader about new high alarms at once, and about the others when it has time.
import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { placeLabel } from '../order';
import type { Session } from '../session';
import { t } from '../text/ward';
import type { Alarm } from '../wire';

export function Announcer({ session }: { session: Session }) {
    const told = useRef<ReadonlySet<string>>(new Set());
    const [high, setHigh] = useState('');
    const [others, setOthers] = useState('');
    useSignalEffect(() => {
        const alarms = session.alarms.value;
        const fresh = alarms.filter((alarm) => !alarm.acknowledged && !told.current.has(keyOf(alarm)));
        told.current = new Set(alarms.map(keyOf));
        const urgent = fresh.filter((alarm) => alarm.priority === 'high');
        const rest = fresh.filter((alarm) => alarm.priority !== 'high');
        if (urgent.length) setHigh(urgent.map(sentence).join('. '));
        if (rest.length) setOthers(rest.map(sentence).join('. '));
    });
    return (
        <>
            <p class="hidden" aria-live="assertive" data-announcer="high">
                {high}
            </p>
            <p class="hidden" aria-live="polite" data-announcer="others">
                {others}
            </p>
        </>
    );
}

/** One that becomes more urgent is new. */
function keyOf(alarm: Alarm): string {
    return `${alarm.id} ${alarm.priority}`;
}

function sentence(alarm: Alarm): string {
    return t('announced', { priority: t(alarm.priority), place: placeLabel(alarm), message: alarm.message });
}
