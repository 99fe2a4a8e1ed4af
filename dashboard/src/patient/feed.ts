// Keeps the trend of one bed current: asks the record when the page opens and when something changed that the stream
// does not tell in full, and adds what the stream tells in between. Never asks more often than every ten seconds.
import { computed, effect, signal } from '@preact/signals';
import type { Answer } from '../server';
import type { Session } from '../session';
import type { Alarm, Bed, Metric } from '../wire';
import { laneMetrics } from './layout';
import { askAlarms, askDose, askTrend, type DoseHistory, type RecordedAlarm } from './record';
import { append, beginStay, emptySeries, pointsWanted, type Sample, type Series, seriesOf, slide } from './series';

const askAgainMs = 10_000;
/** What comes late, by sender or record, is seen after this long at the latest. */
const refreshMs = 10 * 60_000;
/** Where it did not answer. */
const retryMs = 30_000;
/** The record follows the stream within about this time. */
const recordDelayMs = 3000;

export class TrendFeed {
    readonly series = signal<Series | null>(null);
    readonly alarms = signal<readonly RecordedAlarm[]>([]);
    readonly alarmsComplete = signal(true);
    readonly dose = signal<DoseHistory | null>(null);
    /** Why the record did not answer. */
    readonly problem = signal<string | null>(null);

    /** Grows with every answer: what is shown is then drawn at once. */
    readonly answers = signal(0);

    private readonly held = computed(() => this.session.ward.value?.beds.get(this.bed));
    private timer: ReturnType<typeof setTimeout> | undefined;
    private askedAtMs = -Infinity;
    private again = false;
    private stopped = false;
    private seen = new Map<string, string>();
    private told = '';
    private readonly endEffect: () => void;

    constructor(
        private readonly session: Session,
        readonly bed: string,
        readonly spanMs: number,
    ) {
        this.endEffect = effect(() => this.follow());
    }

    stop(): void {
        this.stopped = true;
        this.endEffect();
        clearTimeout(this.timer);
    }

    /** Runs at every message about the bed or an alarm, and every second. */
    private follow(): void {
        const now = this.session.now.value;
        const bed = this.held.value;
        const alarms = this.session.alarms.value;
        const live = this.session.link.value === 'live';
        const metrics = this.session.ward.peek()?.metrics;
        if (!metrics || !bed || !Number.isFinite(now)) return;
        this.take(bed, metrics, now);
        const told = tellsOfChange(bed, metrics, alarms, live);
        if (told !== this.told) this.askSoon(this.told === '' ? 0 : recordDelayMs);
        this.told = told;
        const againMs = this.problem.peek() === null ? refreshMs : retryMs;
        if (this.timer === undefined && performance.now() - this.askedAtMs > againMs) this.askSoon(0);
    }

    private take(bed: Bed, metrics: ReadonlyMap<string, Metric>, now: number): void {
        const samples = this.newOf(bed, metrics);
        const held = this.series.peek();
        if (!held) return;
        const current = held.stays[held.stays.length - 1];
        const stay = { fromMs: now, stay: bed.stay, patient: bed.patient, began: true };
        const whose = current && current.stay !== bed.stay ? beginStay(held, stay) : held;
        this.series.value = slide(append(whose, samples), now);
    }

    /** A cuff, a charted level: when they count, only the record says; it is asked then. */
    private newOf(bed: Bed, metrics: ReadonlyMap<string, Metric>): Sample[] {
        const samples: Sample[] = [];
        for (const metric of laneMetrics) {
            const value = bed.values[metric];
            if (!value || metrics.get(metric)?.sampling !== 'continuous') continue;
            if (this.seen.get(metric) === value.received_at) continue;
            this.seen.set(metric, value.received_at);
            const usable = value.status === 'valid' || value.status === 'questionable';
            if (usable && value.value !== null)
                samples.push({ metric, atMs: Date.parse(value.received_at), value: value.value });
        }
        return samples;
    }

    /** What changes while it is asked, or just before, may not be in the answer: then once more. */
    private askSoon(delayMs: number): void {
        if (this.stopped) return;
        this.again = this.timer !== undefined;
        if (this.again) return;
        const waitMs = Math.max(delayMs, this.askedAtMs + askAgainMs - performance.now());
        this.timer = setTimeout(() => void this.ask(), waitMs);
    }

    private async ask(): Promise<void> {
        this.askedAtMs = performance.now();
        const fromMs = this.session.now.peek() - this.spanMs;
        const [trend, alarms, dose] = await Promise.all([
            askTrend(this.bed, laneMetrics, fromMs, pointsWanted),
            askAlarms(this.session.name, this.bed, fromMs),
            askDose(this.bed),
        ]);
        this.timer = undefined;
        if (this.stopped) return;
        if (this.again) this.askSoon(recordDelayMs);
        const nowMs = this.session.now.peek();
        if (trend.ok) this.series.value = seriesOf(trend.value, fromMs, this.spanMs);
        else this.series.value ??= emptySeries(laneMetrics, this.spanMs, nowMs);
        if (alarms.ok) {
            this.alarms.value = alarms.value.alarms;
            this.alarmsComplete.value = alarms.value.complete;
        }
        if (dose.ok) this.dose.value = dose.value;
        this.problem.value = reasonOf(trend) ?? reasonOf(alarms) ?? reasonOf(dose);
        this.answers.value += 1;
    }
}

function reasonOf(answer: Answer<unknown>): string | null {
    return answer.ok ? null : answer.reason;
}

/** Changes whenever the record has more to tell than the stream told. */
function tellsOfChange(bed: Bed, metrics: ReadonlyMap<string, Metric>, alarms: readonly Alarm[], live: boolean): string {
    const sparse = laneMetrics.filter((name) => metrics.get(name)?.sampling !== 'continuous');
    return [
        live,
        bed.stay,
        ...sparse.map((name) => `${bed.values[name]?.measured_at} ${bed.values[name]?.value}`),
        ...alarms.filter((alarm) => alarm.bed === bed.bed).map((alarm) => `${alarm.id} ${alarm.revision}`),
        JSON.stringify(bed.infusion),
    ].join('|');
}
