// Every alarm of the ward, most urgent first.
import { useComputed } from '@preact/signals';
import { byUrgency, withoutMembers } from '../order';
import type { Session } from '../session';
import { AlarmCard } from './AlarmCard';

export function AlarmList({ session }: { session: Session }) {
    const alarms = useComputed(() => [...withoutMembers(session.alarms.value)].sort(byUrgency)).value;
    const open = alarms.filter((alarm) => !alarm.acknowledged).length;
    return (
        <aside class="alarms" aria-label="Alarms" data-alarms={alarms.length}>
            <header class="alarms-head">
                <h2>Alarms</h2>
                {alarms.length > 0 && <span>{open > 0 ? `${open} not acknowledged` : 'all acknowledged'}</span>}
            </header>
            {alarms.length === 0 && session.ward.value && <p class="alarms-none">No alarms</p>}
            <ol class="alarms-list">
                {alarms.map((alarm) => (
                    <AlarmCard key={alarm.id} session={session} alarm={alarm} />
                ))}
            </ol>
        </aside>
    );
}
