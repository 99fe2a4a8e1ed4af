// Hands what is shown over as a file for a spreadsheet, made here from what the page holds.
import type { Session } from '../session';
import type { Bed } from '../wire';
import { csvName, csvOf } from './csv';
import type { TrendFeed } from './feed';
import { t } from './t';

export function ExportButton({ session, bed, feed }: { session: Session; bed: Bed; feed: TrendFeed }) {
    const save = () => {
        const series = feed.series.peek();
        const metrics = session.ward.peek()?.metrics;
        if (!series || !metrics) return;
        const offsetMinutes = (atMs: number) => -new Date(atMs).getTimezoneOffset();
        const text = csvOf(series, {
            bed: bed.bed,
            zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            label: (metric) => metrics.get(metric)?.label ?? metric,
            unit: (metric) => metrics.get(metric)?.unit ?? '',
            offsetMinutes,
        });
        const now = session.now.peek();
        download(text, csvName(bed.bed, bed.patient, now, offsetMinutes(now)));
    };
    return (
        <button type="button" class="trends-export" data-export="csv" disabled={feed.series.value === null} onClick={save}>
            {t('export')}
        </button>
    );
}

function download(text: string, name: string): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
}
