// One lane: its signs with the values under the cursor, and its curves.
import { useMemo } from 'preact/hooks';
import { unitText } from '../slots';
import { dayText, minuteText } from '../time';
import type { Bed, Metric, Rule } from '../wire';
import type { Cursor } from './cursor';
import { holdOf } from './hold';
import { type Lane, metricsOf, scaleOf, type Trace, tracesOf } from './layout';
import { limitLines } from './limits';
import type { AlarmMark, DoseMark } from './markers';
import type { Drawn } from './drawing';
import { Plot } from './Plot';
import { intervalAt, lastOf, newestAt } from './table';
import { t } from './t';
import type { Frame } from './useFrame';

interface Props {
    bed: Bed;
    rules: ReadonlyMap<string, Rule> | undefined;
    metrics: ReadonlyMap<string, Metric> | undefined;
    lane: Lane;
    frame: Frame;
    alarms: readonly AlarmMark[];
    doses: readonly DoseMark[];
    cursor: Cursor;
    withTimes: boolean;
}

export function LanePlot({ bed, rules, metrics, lane, frame, alarms, doses, cursor, withTimes }: Props) {
    const { limits, stay } = bed;
    const drawn = useMemo((): Drawn => {
        const { series, fromMs, toMs } = frame;
        const names = metricsOf(lane);
        const lines = limitLines(rules?.values() ?? [], { limits }, names);
        return {
            lane,
            series,
            fromMs,
            toMs,
            stay,
            stays: series.stays,
            limits: lines,
            alarms: alarms.filter((alarm) => alarm.metric !== null && names.includes(alarm.metric)),
            dose: doses,
            scale: scaleOf(lane, series.metrics, lines.map((line) => line.limit)),
            holdMs: holdOf(metrics),
            timeText,
        };
    }, [lane, frame, rules, limits, stay, alarms, doses, metrics]);
    return (
        <div
            class="lane"
            role="group"
            data-lane={lane.name}
            data-shape={lane.shape}
            data-limit-lines={drawn.limits.length}
            aria-label={t(lane.name)}
        >
            <div class="lane-label">
                {tracesOf(lane, frame.series.metrics).map((trace) => (
                    <TraceLabel
                        key={trace.label}
                        {...{ trace, frame, cursor, drawn }}
                        unit={metrics?.get(trace.metrics[0]!)?.unit ?? ''}
                    />
                ))}
            </div>
            <Plot drawn={drawn} withTimes={withTimes} />
        </div>
    );
}

interface LabelProps {
    trace: Trace;
    frame: Frame;
    cursor: Cursor;
    drawn: Drawn;
    unit: string;
}

/** Without a cursor what is newest, as long as it counts; with it what held there. What came earlier has its time. */
function TraceLabel({ trace, frame, cursor, drawn, unit }: LabelProps) {
    const { series, toMs } = frame;
    const atMs = cursor.atMs.value;
    const hold = drawn.holdMs(trace.metrics[0]!);
    const index = atMs === null ? newestAt(series, toMs, hold) : intervalAt(series, atMs);
    const last = lastOf(series, index, trace, hold);
    const [number, range] = last.text.split(' ');
    const beside = last.atMs === null ? range : minuteText(last.atMs);
    return (
        <p class="lane-trace" data-trace={trace.metrics[0]} data-second={trace.second}>
            <span>
                <b>{trace.label}</b> <small>{unitText(unit)}</small>
            </span>
            <span class="lane-now">
                <span class="lane-value">{number || '--'}</span> {beside && <small>{beside}</small>}
            </span>
        </p>
    );
}

/** "14:05"; a day's beginning is its date. */
function timeText(ms: number): string {
    const text = minuteText(ms);
    return text === '00:00' ? dayText(ms) : text;
}
