// Tells a screen reader about new high alarms at once, and about nothing else.
import { useSignalEffect } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { placeLabel } from '../order';
import type { Session } from '../session';

export function Announcer({ session }: { session: Session }) {
    const told = useRef<ReadonlySet<string>>(new Set());
    const [text, setText] = useState('');
    useSignalEffect(() => {
        const high = session.alarms.value.filter((alarm) => alarm.priority === 'high');
        const fresh = high.filter((alarm) => !alarm.acknowledged && !told.current.has(alarm.id));
        told.current = new Set(high.map((alarm) => alarm.id));
        if (fresh.length) setText(fresh.map((a) => `High alarm, ${placeLabel(a)}: ${a.message}`).join('. '));
    });
    return (
        <p class="hidden" aria-live="assertive" data-announcer="high">
            {text}
        </p>
    );
}
