// Ward and views, counts by priority, sound, link and clock.
import type { View } from '../address';
import { options } from '../options';
import type { Session } from '../session';
import { t } from '../text/ward';
import { AudioPauseButton } from './AudioPauseButton';
import { Clock } from './Clock';
import { Counts } from './Counts';
import { FilterButton } from './FilterButton';
import { LinkState } from './LinkState';
import { Nav } from './Nav';
import { SoundButton } from './SoundButton';
import { SoundState } from './SoundState';
import { ViewLink } from './ViewLink';

export function TopBar({ session, at }: { session: Session; at: View }) {
    const { display } = options;
    const name = session.name;
    return (
        <header class="topbar">
            <h1 class="topbar-ward">
                {display ? name : <ViewLink to={{ name: 'wards' }} title={t('allWards')}>{name}</ViewLink>}
            </h1>
            {!display && <Nav at={at} ward={name} />}
            <Counts session={session} />
            {!display && at.name === 'grid' && <FilterButton session={session} />}
            {display ? <SoundState session={session} /> : <SoundButton session={session} />}
            {!display && <AudioPauseButton session={session} />}
            <LinkState session={session} />
            <Clock session={session} />
        </header>
    );
}
