// The view that the address names.
import type { View } from '../address';
import type { Session } from '../session';
import { AlarmsView } from './AlarmsView';
import { BedView } from './BedView';
import { BurdenView } from './BurdenView';
import { DevicesView } from './DevicesView';
import { GridView } from './GridView';
import { RulesView } from './RulesView';

export function WardView({ session, at }: { session: Session; at: View }) {
    switch (at.name) {
        case 'bed':
            return <BedView session={session} bed={at.bed} part={at.part} />;
        case 'alarms':
            return <AlarmsView session={session} />;
        case 'rules':
            return <RulesView session={session} />;
        case 'devices':
            return <DevicesView session={session} />;
        case 'burden':
            return <BurdenView session={session} />;
        default:
            return <GridView session={session} />;
    }
}
