// A trend as comma-separated text (RFC 4180): what is shown, with whose it is, in which units and by which clock.
import { unitText } from '../slots';
import { laneMetrics } from './layout';
import type { Series } from './series';
import { type Row, rowsOf } from './table';

export interface CsvHead {
    /** "W1/3" */
    bed: string;
    /** "Europe/Berlin" */
    zone: string;
    label: (metric: string) => string;
    unit: (metric: string) => string;
    /** Minutes that the zone's clock is ahead of UTC at a time. */
    offsetMinutes: (atMs: number) => number;
}

/** One line an interval in which something came, with the patient who was in the bed then. */
export function csvOf(series: Series, head: CsvHead): string {
    const rows = rowsOf(series);
    const metrics = laneMetrics.filter((name) => rows.some((row) => row.cells.has(name)));
    const titles = metrics.flatMap((name) => ['mean', 'min', 'max'].map((part) => title(head, name, part)));
    const lines = [['time', 'zone', 'bed', 'stay', 'patient id', 'interval s', ...titles]];
    for (const row of rows) lines.push(lineOf(series, row, metrics, head));
    return lines.map((line) => line.map(field).join(',') + '\r\n').join('');
}

function title(head: CsvHead, metric: string, part: string): string {
    const unit = unitText(head.unit(metric));
    return `${head.label(metric)} ${part}${unit ? ` [${unit}]` : ''}`;
}

function lineOf(series: Series, row: Row, metrics: readonly string[], head: CsvHead): string[] {
    const lengthS = (series.ends[row.index]! - row.atMs) / 1000;
    const values = metrics.flatMap((name) => {
        const cell = row.cells.get(name);
        return cell ? [cell.mean, cell.min, cell.max].map((value) => String(Number(value.toFixed(2)))) : ['', '', ''];
    });
    const time = localTime(row.atMs, head.offsetMinutes(row.atMs));
    return [time, head.zone, head.bed, row.stay?.stay ?? '', row.stay?.patient ?? '', String(lengthS), ...values];
}

/** "2026-11-22T14:05:00+01:00" */
export function localTime(atMs: number, offsetMinutes: number): string {
    const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
    const ahead = Math.abs(offsetMinutes);
    const offset = `${offsetMinutes < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
    return new Date(atMs + offsetMinutes * 60_000).toISOString().slice(0, 19) + offset;
}

/** Quoted where it must be; what a spreadsheet would take for a formula is made a text. A number is none. */
function field(text: string): string {
    const harmless = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** "vigil_W1-3_P-17_20261122-1405.csv" */
export function csvName(bed: string, patient: string | null, atMs: number, offsetMinutes: number): string {
    const at = localTime(atMs, offsetMinutes).slice(0, 16).replaceAll('-', '').replace('T', '-').replace(':', '');
    const plain = (text: string) => text.replace(/[^\p{L}\p{N}-]+/gu, '-');
    return ['vigil', plain(bed), ...(patient ? [plain(patient)] : []), at].join('_') + '.csv';
}
