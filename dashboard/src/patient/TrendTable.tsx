// The same trend as numbers: one row for each interval in which something came, newest first. A gap is a row that says so.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Session } from '../session';
import { unitText } from '../slots';
import { clockText, dayText } from '../time';
import type { Bed } from '../wire';
import type { Cursor } from './cursor';
import type { TrendFeed } from './feed';
import type { Trace } from './layout';
import { cellText, type Row, rowsOf, tracesShown } from './table';
import { t } from './t';
import { useFrame } from './useFrame';

interface Props {
    session: Session;
    bed: Bed;
    feed: TrendFeed;
    cursor: Cursor;
}

export function TrendTable({ session, bed, feed, cursor }: Props) {
    const frame = useFrame(session, feed);
    const series = frame?.series;
    const rows = useMemo(() => (series ? rowsOf(series).reverse() : []), [series]);
    const traces = useMemo(() => (series ? tracesShown(series) : []), [series]);
    const metrics = session.ward.value?.metrics;
    const at = cursor.atMs.value !== null && series ? cursor.indexIn(series) : -1;
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => place.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [at]);
    if (!series) return <p class="lanes-asking">{t('asking')}</p>;
    return (
        <div
            class="table-place"
            ref={place}
            tabIndex={0}
            role="region"
            aria-label={t('tableLabel')}
            onKeyDown={(event) => cursor.key(series, newestFirst(event)) && event.preventDefault()}
        >
            <table class="trend-table" data-rows={rows.length}>
                <caption>{t('tableCaption', { bed: bed.bed, patient: bed.patient ?? t('noId'), step: stepText(series.stepMs) })}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t('time')}</th>
                        {traces.map((trace) => (
                            <th key={trace.label} scope="col">
                                {trace.label} <small>{unitText(metrics?.get(trace.metrics[0]!)?.unit ?? '')}</small>
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map((row, i) => (
                        <TableRow
                            key={row.atMs}
                            row={row}
                            traces={traces}
                            current={row.index === at}
                            stayBegins={row.stay !== rows[i + 1]?.stay && i + 1 < rows.length}
                            gap={gapText(row, rows[i + 1], series.ends)}
                        />
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** Down is back in time here. */
function newestFirst(event: KeyboardEvent): Pick<KeyboardEvent, 'key' | 'shiftKey'> {
    const keys: Partial<Record<string, string>> = { ArrowDown: 'ArrowLeft', ArrowUp: 'ArrowRight', Home: 'End', End: 'Home', PageDown: 'PageUp', PageUp: 'PageDown' };
    return { key: keys[event.key] ?? event.key, shiftKey: event.shiftKey };
}

interface RowProps {
    row: Row;
    traces: readonly Trace[];
    current: boolean;
    stayBegins: boolean;
    gap: string;
}

function TableRow({ row, traces, current, stayBegins, gap }: RowProps) {
    return (
        <>
            <tr aria-current={current ? 'true' : undefined} data-at={row.atMs}>
                <th scope="row">
                    <small>{dayText(row.atMs)}</small> {clockText(row.atMs)}
                </th>
                {traces.map((trace) => (
                    <td key={trace.label}>{cellText(row, trace)}</td>
                ))}
            </tr>
            {stayBegins && (
                <tr class="table-stay">
                    <td colSpan={traces.length + 1}>{t('stayBegan', { patient: row.stay?.patient ?? t('noId') })}</td>
                </tr>
            )}
            {gap && (
                <tr class="table-gap" data-gap="true">
                    <td colSpan={traces.length + 1}>{gap}</td>
                </tr>
            )}
        </>
    );
}

const gapMinutesMin = 2;

function gapText(row: Row, before: Row | undefined, ends: readonly number[]): string {
    if (!before) return '';
    const minutes = Math.round((row.atMs - ends[before.index]!) / 60_000);
    return minutes >= gapMinutesMin ? t('gap', { minutes }) : '';
}

function stepText(stepMs: number): string {
    return stepMs < 60_000 ? `${stepMs / 1000} s` : `${stepMs / 60_000} min`;
}
