// Ward, standing notice, counts by priority, sound, link and clock.
import { priorities } from '../order';
import type { Session } from '../session';
import { clockText, dayText, zoneText } from '../time';
import { AudioPauseButton } from './AudioPauseButton';
import { PriorityIcon } from './PriorityIcon';
import { SoundButton } from './SoundButton';

const linkWords = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', lost: 'Lost' } as const;

export function TopBar({ session }: { session: Session }) {
    return (
        <header class="topbar">
            <h1 class="topbar-ward">
                <a href="/" title="All wards">
                    {session.name}
                </a>
            </h1>
            <p class="topbar-notice">
                <b>Secondary notification:</b> the bedside monitor is the primary alarm
            </p>
            <Counts session={session} />
            <SoundButton session={session} />
            <AudioPauseButton session={session} />
            <LinkState session={session} />
            <Clock session={session} />
        </header>
    );
}

function Counts({ session }: { session: Session }) {
    const alarms = session.alarms.value;
    return (
        <ul class="counts" aria-label="Alarms by priority">
            {priorities.map((priority) => {
                const count = alarms.filter((alarm) => alarm.priority === priority).length;
                return (
                    <li key={priority} class="count" data-priority={priority} data-count={count} data-any={count > 0}>
                        <PriorityIcon priority={priority} kind="physiological" />
                        <span class="count-number">{count}</span>
                        <span class="count-word">{priority}</span>
                    </li>
                );
            })}
        </ul>
    );
}

function LinkState({ session }: { session: Session }) {
    const link = session.link.value;
    return (
        <p class="link" data-link={link}>
            <span class="link-dot" /> {linkWords[link]}
        </p>
    );
}

function Clock({ session }: { session: Session }) {
    const now = session.now.value;
    return (
        <p class="clock" title="Server time">
            <time class="clock-time">{clockText(now)}</time>
            <span class="clock-zone">
                {dayText(now)} {zoneText(now)}
            </span>
        </p>
    );
}
