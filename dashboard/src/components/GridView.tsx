// The ward in one look: every bed in its place, and beside them every alarm.
import type { Session } from '../session';
import { AlarmList } from './AlarmList';
import { WardGrid } from './WardGrid';

/** With more beds than this the list gives some of its width to the tiles. */
const manyBeds = 24;

export function GridView({ session }: { session: Session }) {
    const many = session.bedNames.value.split('\n').length > manyBeds;
    return (
        <div class="board" data-many={many}>
            <WardGrid session={session} />
            <AlarmList session={session} />
        </div>
    );
}
