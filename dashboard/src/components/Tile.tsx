// One bed: who, values in fixed places, the infusion, and the alarm that needs attention most.
// A tap opens the bed's page; a long press, or the key A, acknowledges that alarm.
import { useComputed } from '@preact/signals';
import { go, type View } from '../address';
import { needsAttention } from '../attention';
import { options } from '../options';
import { bedLabel, byAttention } from '../order';
import type { Session } from '../session';
import { slots } from '../slots';
import { t } from '../text/ward';
import { watched } from '../watched';
import type { Alarm, Bed } from '../wire';
import { AlarmStrip } from './AlarmStrip';
import { CareLine } from './CareLine';
import { attentionOnly } from './FilterButton';
import { TileHead } from './TileHead';
import { Unwatched } from './Unwatched';
import { useHold } from './useHold';
import { ValueBox } from './ValueBox';

export function Tile({ session, name }: { session: Session; name: string }) {
    const bed = useComputed(() => session.ward.value?.beds.get(name)).value;
    const alarms = useComputed(() => session.alarms.value.filter((a) => a.bed === name).sort(byAttention)).value;
    const worst = alarms[0];
    const open = worst && !worst.acknowledged && !options.display ? worst.id : null;
    const { holding, handlers } = useHold(open, (alarm) => session.acknowledge(alarm));
    if (!bed) return null;
    const to: View = { name: 'bed', ward: session.name, bed: bedLabel(name), part: 'trends' };
    const seen = watched(bed);
    return (
        <article
            class="tile"
            aria-label={t('bed', { bed: bedLabel(name) })}
            data-bed={name}
            data-watched={seen}
            data-monitored={bed.monitored}
            data-priority={worst?.priority}
            data-acknowledged={worst && worst.acknowledged !== null}
            data-dimmed={attentionOnly.value && !needsAttention(bed, alarms, session.now.value)}
            data-holding={holding}
            onClick={(event) => opens(event) && go(to)}
            onKeyDown={(event) => acknowledges(event) && open && session.acknowledge(open)}
            {...handlers}
        >
            <TileHead session={session} bed={bed} to={to} />
            {seen === 'monitored' ? <Values session={session} bed={bed} alarms={alarms} /> : <Unwatched bed={bed} />}
            <CareLine bed={bed} nowMs={session.now.value} />
            <AlarmStrip session={session} alarm={worst} more={alarms.length - 1} />
        </article>
    );
}

/** The link in the tile's head answers for itself. */
function opens(event: MouseEvent): boolean {
    return !options.display && !event.defaultPrevented && !(event.target as Element).closest('a, button');
}

function acknowledges(event: KeyboardEvent): boolean {
    return event.key.toLowerCase() === 'a' && !event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey;
}

function Values({ session, bed, alarms }: { session: Session; bed: Bed; alarms: readonly Alarm[] }) {
    return (
        <div class="values">
            {slots.map((slot) => (
                <ValueBox key={slot.name} session={session} bed={bed} slot={slot} alarms={alarms} />
            ))}
        </div>
    );
}
