// What was measured around the moment at which an alarm was raised, as a curve and as a table.
import { curve } from '../history';
import type { Trend } from '../recorded';
import { unitText } from '../slots';
import { t } from '../text/pages';
import { clockText } from '../time';

const width = 600;
const height = 90;

interface Props {
    trend: Trend;
    metric: string;
    limit: number | null;
    sinceMs: number;
}

export function Samples({ trend, metric, limit, sinceMs }: Props) {
    const found = trend.metrics[metric];
    const buckets = trend.times.map((_, i) => {
        const low = found?.min[i] ?? null;
        const high = found?.max[i] ?? null;
        return low === null || high === null ? null : { low, high };
    });
    const known = buckets.filter((bucket) => bucket !== null);
    if (!known.length) return <p class="sheet-wait">{t('noSamples')}</p>;
    const all = [...known.flatMap((b) => [b.low, b.high]), ...(limit === null ? [] : [limit])];
    const range = [Math.min(...all) - 1, Math.max(...all) + 1] as const;
    const y = (value: number) => 1 + ((height - 2) * (range[1] - value)) / (range[1] - range[0]);
    const from = Date.parse(trend.times[0]!);
    const x = (width * (sinceMs - from)) / (Date.parse(trend.to) - from);
    return (
        <figure class="samples" data-samples={known.length}>
            <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
                {limit !== null && <line class="samples-limit" x1="0" x2={width} y1={y(limit)} y2={y(limit)} />}
                <line class="samples-raised" x1={x} x2={x} y1="0" y2={height} />
                <path class="samples-curve" d={curve(buckets, range, width, height)} />
            </svg>
            <figcaption>{t('samplesCaption', { from: clockText(from), to: clockText(Date.parse(trend.to)) })}</figcaption>
            <details>
                <summary>{t('asTable')}</summary>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t('time')}</th>
                            <th scope="col">{t('least')}</th>
                            <th scope="col">{t('most')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {trend.times.map((time, i) => (
                            <tr key={time}>
                                <th scope="row">{clockText(Date.parse(time))}</th>
                                <td>{buckets[i] ? `${buckets[i].low} ${unitText(found?.unit ?? '')}` : '--'}</td>
                                <td>{buckets[i] ? `${buckets[i].high} ${unitText(found?.unit ?? '')}` : '--'}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </details>
        </figure>
    );
}
