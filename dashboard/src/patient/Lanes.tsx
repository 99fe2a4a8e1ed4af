// All lanes of a trend above one time axis, with one cursor. Keys move it; what stands under it is said by Reading.
import { useMemo, useRef } from 'preact/hooks';
import type { Session } from '../session';
import type { Bed } from '../wire';
import type { Cursor } from './cursor';
import { DoseStrip } from './DoseStrip';
import type { TrendFeed } from './feed';
import { LanePlot } from './LanePlot';
import { type Lane, lanes, tracesOf } from './layout';
import { MarkerStrip } from './MarkerStrip';
import { alarmMarks, doseMarks } from './markers';
import { t } from './t';
import { useDerived } from './useDerived';
import { type Frame, useFrame } from './useFrame';

interface Props {
    session: Session;
    bed: Bed;
    feed: TrendFeed;
    cursor: Cursor;
}

export function Lanes(props: Props) {
    const frame = useFrame(props.session, props.feed);
    if (!frame) return <p class="lanes-asking">{t('asking')}</p>;
    return <Drawn {...props} frame={frame} />;
}

function Drawn({ session, bed, feed, cursor, frame }: Props & { frame: Frame }) {
    const { series, fromMs, toMs } = frame;
    const place = useRef<HTMLDivElement>(null);
    const live = useDerived(() => session.alarms.value.filter((alarm) => alarm.bed === bed.bed), [session, bed.bed]);
    const rules = useDerived(() => session.ward.value?.rules, [session]);
    const metrics = useDerived(() => session.ward.value?.metrics, [session]);
    const recorded = feed.alarms.value;
    const alarms = useMemo(() => alarmMarks(recorded, live), [recorded, live]);
    const dose = feed.dose.value;
    const doses = useMemo(() => doseMarks(dose), [dose]);
    const shown = lanes.filter((lane) => tracesOf(lane, series.metrics).length > 0);
    const last = shown[shown.length - 1];
    return (
        <div
            class="lanes"
            ref={place}
            role="application"
            aria-label={t('lanesLabel')}
            tabIndex={0}
            data-lanes={feed.answers.value > 0 ? 'shown' : 'asking'}
            data-intervals={series.starts.length}
            onKeyDown={(event) => cursor.key(series, event) && event.preventDefault()}
            onPointerDown={(event) => cursor.point(timeUnder(place.current, event, frame))}
            onPointerMove={(event) => cursor.point(timeUnder(place.current, event, frame))}
            onPointerLeave={(event) => event.pointerType === 'mouse' && !cursor.byKey.peek() && cursor.point(null)}
        >
            <MarkerStrip bed={bed} frame={frame} alarms={alarms} cursor={cursor} />
            {dose && <DoseStrip dose={dose} frame={frame} cursor={cursor} />}
            {shown.map((lane) => (
                <LanePlot
                    key={lane.name}
                    {...{ bed, rules, metrics, lane, frame, alarms, doses, cursor }}
                    withTimes={lane === last}
                />
            ))}
            <Missing shown={shown} />
            <CursorLine cursor={cursor} fromMs={fromMs} toMs={toMs} />
        </div>
    );
}

/** Lanes of which nothing came in the span take no room, and are named. */
function Missing({ shown }: { shown: readonly Lane[] }) {
    const missing = lanes.filter((lane) => !shown.includes(lane)).map((lane) => t(lane.name));
    if (missing.length === 0) return null;
    return (
        <p class="lanes-missing" data-missing={missing.length}>
            {t('nothingOf', { signs: missing.join(', ') })}
        </p>
    );
}

/** Null beside the curves. */
function timeUnder(place: HTMLElement | null, event: PointerEvent, { fromMs, toMs }: Frame): number | null {
    const plot = place?.querySelector('[data-time-line]')?.getBoundingClientRect();
    if (!plot) return null;
    const share = (event.clientX - plot.left) / plot.width;
    return share < 0 || share > 1 ? null : fromMs + share * (toMs - fromMs);
}

function CursorLine({ cursor, fromMs, toMs }: { cursor: Cursor; fromMs: number; toMs: number }) {
    const atMs = cursor.atMs.value;
    if (atMs === null) return null;
    const share = Math.max(0, Math.min(1, (atMs - fromMs) / (toMs - fromMs)));
    return <div class="lanes-cursor" data-cursor={Math.round(atMs)} style={{ '--at': String(share) }} />;
}
