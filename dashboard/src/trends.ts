// Feeds the small curves of the tiles: from the stream as it comes, and from the record for the half hour before.
import { signal } from '@preact/signals';
import { Backfill } from './backfill';
import { History, bucketMs, bucketsMax, spanMs, type Bucket } from './history';
import { askTrend, type Trend } from './recorded';
import type { Ward } from './store';
import type { Bed, Message, Values } from './wire';

const metrics = ['heart_rate', 'pulse_rate', 'spo2'] as const;
const redrawMs = 5000;

export class Trends {
    /** Changes when curves are to be drawn again. */
    readonly drawn = signal(0);
    private readonly history = new History();
    private readonly backfill = new Backfill((bed) => this.read(bed));
    private ward: Ward | null = null;
    private nowMs = NaN;

    take(ward: Ward | null, message: Message): void {
        this.ward = ward;
        if (!ward) return;
        if (message.type === 'snapshot') {
            this.history.keepOnly(ward.beds);
            this.backfill.keepOnly(ward.beds);
            for (const bed of ward.beds.values()) this.add(bed, bed.values);
            this.backfill.want(ward.beds.keys());
        }
        // What was said while the link was down is not said again but for the newest of it.
        if (message.type === 'resumed') this.backfill.want(ward.beds.keys());
        if (message.type !== 'vitals') return;
        const bed = ward.beds.get(message.bed);
        if (bed) this.add(bed, message.values);
    }

    tick(ward: Ward | null, nowMs: number): void {
        if (!ward || !Number.isFinite(nowMs)) return;
        this.nowMs = nowMs;
        this.backfill.tick(nowMs);
        this.drawn.value = Math.floor(nowMs / redrawMs);
    }

    window(bed: string, metric: string, nowMs: number): (Bucket | null)[] {
        return this.history.window(bed, metric, nowMs);
    }

    private add(bed: Bed, values: Values): void {
        for (const metric of metrics) {
            const value = values[metric];
            if (value && value.value !== null && (value.status === 'valid' || value.status === 'questionable'))
                this.history.add(bed.bed, bed.stay, metric, Date.parse(value.received_at), value.value);
        }
        const times = Object.values(values).map((value) => Date.parse(value.received_at));
        if (bed.news2 && times.length)
            this.history.add(bed.bed, bed.stay, 'score', Math.max(...times), bed.news2.low, bed.news2.high);
    }

    private async read(bed: string): Promise<boolean> {
        const answer = await askTrend(bed, metrics, this.nowMs - spanMs, this.nowMs, bucketsMax);
        if (answer.ok) this.fill(bed, answer.value);
        return answer.ok;
    }

    /** Only what is of the patient who is there now. */
    private fill(name: string, trend: Trend): void {
        const bed = this.ward?.beds.get(name);
        const last = trend.stays[trend.stays.length - 1];
        if (!bed || !last || last.stay !== bed.stay) return;
        trend.times.forEach((time, i) => {
            const atMs = Date.parse(time);
            if (atMs < Date.parse(last.from)) return;
            for (const metric of metrics) {
                const { min, max } = trend.metrics[metric] ?? {};
                const low = min?.[i] ?? null;
                const high = max?.[i] ?? null;
                if (low !== null && high !== null) this.history.add(name, bed.stay, metric, atMs + bucketMs / 2, low, high);
            }
        });
    }
}
