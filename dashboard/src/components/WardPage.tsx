// The whole page of one ward.
import type { Session } from '../session';
import { AlarmList } from './AlarmList';
import { Announcer } from './Announcer';
import { BedView } from './BedView';
import { LinkBanner } from './LinkBanner';
import { TopBar } from './TopBar';
import { WardGrid } from './WardGrid';

export function WardPage({ session }: { session: Session }) {
    return (
        <div class="page" data-link={session.link} data-ward={session.name}>
            <TopBar session={session} />
            <LinkBanner session={session} />
            <main class="board">
                <WardGrid session={session} />
                <AlarmList session={session} />
                <BedView session={session} />
            </main>
            <Announcer session={session} />
        </div>
    );
}
