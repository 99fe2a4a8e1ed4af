// Above the lanes: when alarms began, by shape, mark and colour, and whose stay began when. Alarms that would cover each
// other stand as one with their number. A tap puts the cursor there; what it was is then read below.
import { PriorityIcon } from '../components/PriorityIcon';
import { mark } from '../components/mark';
import type { Bed } from '../wire';
import type { Cursor } from './cursor';
import { type AlarmMark, type Group, grouped, worst } from './markers';
import { intervalAt } from './table';
import { t } from './t';
import type { Frame } from './useFrame';

/** Of the strip's width: what a marker takes. */
const markerShare = 1 / 22;

interface Props {
    bed: Bed;
    frame: Frame;
    alarms: readonly AlarmMark[];
    cursor: Cursor;
}

export function MarkerStrip({ bed, frame, alarms, cursor }: Props) {
    const { series, fromMs, toMs } = frame;
    const [first] = series.stays;
    const inSpan = alarms.filter((alarm) => alarm.atMs >= fromMs && alarm.atMs <= toMs);
    const share = (atMs: number) => ({ '--at': String((atMs - fromMs) / (toMs - fromMs)) });
    return (
        <div class="strip-row" role="group" aria-label={t('alarms')}>
            <div class="lane-label">
                <p class="lane-trace">
                    <b>{t('alarms')}</b>
                    <span class="lane-value">{inSpan.length}</span>
                </p>
            </div>
            <div class="time-line" data-time-line="true">
                {series.stays.filter((stay) => stay.began && stay.fromMs > fromMs).map((stay) => (
                    <span key={stay.fromMs} class="stay-edge" data-stay-edge={stay.stay} style={share(stay.fromMs)}>
                        {stay.patient ?? t('noId')}
                    </span>
                ))}
                {first && first.stay !== bed.stay && (
                    <span class="stay-edge stay-other" style={share(series.stays[1]?.fromMs ?? toMs)}>
                        {t('otherPatient', { patient: first.patient ?? '?' })}
                    </span>
                )}
                {grouped(inSpan, (toMs - fromMs) * markerShare).map((group) => (
                    <Marker key={group.marks[0]!.id} group={group} at={share(group.atMs)} frame={frame} cursor={cursor} />
                ))}
            </div>
        </div>
    );
}

interface MarkerProps {
    group: Group<AlarmMark>;
    at: Record<string, string>;
    frame: Frame;
    cursor: Cursor;
}

/** Not a stop for the Tab key: there may be many, and the cursor reads all of them. */
function Marker({ group, at, frame, cursor }: MarkerProps) {
    const shown = worst(group.marks)!;
    const index = intervalAt(frame.series, group.atMs);
    const said = group.marks.length > 1 ? String(group.marks.length) : mark(shown);
    const show = () => cursor.point(index < 0 ? group.atMs : frame.series.starts[index]!);
    return (
        <button
            type="button"
            class="marker"
            tabIndex={-1}
            data-marker={shown.id}
            data-priority={shown.priority}
            data-kind={shown.kind}
            data-count={group.marks.length}
            title={group.marks.map((alarm) => alarm.message).join('\n')}
            aria-label={`${said} ${group.marks.map((alarm) => `${t(alarm.priority)}: ${alarm.message}`).join('. ')}`}
            style={at}
            onClick={show}
        >
            <PriorityIcon priority={shown.priority} kind={shown.kind} />
            <span class="marker-mark">{said}</span>
        </button>
    );
}
