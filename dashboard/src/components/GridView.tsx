// The ward in one look: every bed in its place, and beside them every alarm.
import { manyBeds } from '../grid';
import type { Session } from '../session';
import { AlarmList } from './AlarmList';
import { WardGrid } from './WardGrid';

export function GridView({ session }: { session: Session }) {
    const many = session.bedNames.value.split('\n').length > manyBeds;
    return (
        <div class="board" data-many={many}>
            <WardGrid session={session} />
            <AlarmList session={session} />
        </div>
    );
}
