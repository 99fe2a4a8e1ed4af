// What every view of a ward has in common: the bar, what is wrong with this page, and what it says to a screen reader.
import { useEffect, useRef } from 'preact/hooks';
import { view, type View } from '../address';
import { options } from '../options';
import { bedLabel } from '../order';
import type { Session } from '../session';
import { t } from '../text/ward';
import { AlarmBar } from './AlarmBar';
import { Announcer } from './Announcer';
import { LinkBanner } from './LinkBanner';
import { Notices } from './Notices';
import { SoundBar } from './SoundBar';
import { StandingNotice } from './StandingNotice';
import { TopBar } from './TopBar';
import { WardView } from './WardView';

export function WardPage({ session }: { session: Session }) {
    const at = shown(view.value, session);
    const place = useRef<HTMLElement>(null);
    useTitle(at, session);
    useFocusOnChange(place, at);
    return (
        <div class="page" data-link={session.link} data-ward={session.name} data-view={at.name} data-display={options.display}>
            <TopBar session={session} at={at} />
            <LinkBanner session={session} />
            {!options.display && <SoundBar session={session} />}
            <Notices session={session} />
            {at.name !== 'grid' && at.name !== 'alarms' && <AlarmBar session={session} />}
            <main class="view" ref={place} tabIndex={-1}>
                <WardView session={session} at={at} />
            </main>
            <StandingNotice session={session} at={at} />
            <Announcer session={session} />
        </div>
    );
}

/** A display has nobody before it who could go back: it always shows the ward. */
function shown(at: View, session: Session): View {
    return options.display ? { name: 'grid', ward: session.name } : at;
}

function useTitle(at: View, session: Session): void {
    const open = session.alarms.value.filter((alarm) => !alarm.acknowledged).length;
    const what = at.name === 'bed' ? `${t('bed', { bed: bedLabel(at.bed) })} · ${session.name}` : session.name;
    const title = `${open ? `(${open}) ` : ''}${what} · Vigil`;
    useEffect(() => {
        document.title = title;
    }, [title]);
}

/** Whoever comes by keyboard is where the new view begins, not where the link was. */
function useFocusOnChange(place: { current: HTMLElement | null }, at: View): void {
    const name = at.name === 'bed' ? `bed ${at.bed}` : at.name;
    const before = useRef(name);
    useEffect(() => {
        if (before.current !== name) place.current?.focus();
        before.current = name;
    }, [name]);
}
