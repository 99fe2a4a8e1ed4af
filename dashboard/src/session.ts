// One ward's page: the state as signals, the stream that feeds it, and what a person can do.
import { batch, computed, signal } from '@preact/signals';
import { Attendance } from './attendance';
import { browserPorts } from './browser';
import { options } from './options';
import { byBed } from './order';
import type { Link } from './ports';
import { answered, begin, type Requests, settle } from './requests';
import { soundWanted } from './signals';
import { Sound } from './sound';
import { requestId, stationName } from './station';
import { apply, type Ward } from './store';
import { Stream } from './stream';
import { t } from './text/ward';
import { ServerClock } from './time';
import { Trends } from './trends';
import type { Alarm, Message, StationReport, Vitals } from './wire';

const tickMs = 250;
/** Values wait for the next second of the clock, with which the page is drawn anyway: else a large ward would be laid out
 *  and painted for each of them. Beyond so many they are taken at once. */
const valuesHeldMax = 2000;
/** As bedside monitors pause their sound; the server ends it then, or when something more urgent comes. */
const audioPauseSeconds = 120;
/** Nothing has changed; its memory and clock may have. */
const reportEveryMs = 60_000;
const noRequests: Requests = new Map();

export class Session {
    readonly station = stationName();
    readonly ward = signal<Ward | null>(null);
    readonly link = signal<Link>('connecting');
    /** Server time in whole seconds, as milliseconds; not a number until it is known. */
    readonly now = signal(NaN);
    /** When the server was last heard, in its time: what is shown was so then. */
    readonly heardAt = signal(NaN);
    /** This machine's clock minus the server's, in whole seconds; not a number until it is known. */
    readonly skewS = signal(NaN);
    readonly requests = signal<Requests>(noRequests);
    readonly soundArmed = signal(false);
    /** How long nobody could see this page before it was shown again; null: nothing to tell. */
    readonly hiddenMs = signal<number | null>(null);
    readonly alarms = computed<readonly Alarm[]>(() => [...(this.ward.value?.alarms.values() ?? [])]);
    /** What does not change with every value, for parts of the page that are not to be drawn with every value. */
    readonly metrics = computed(() => this.ward.value?.metrics ?? null);
    readonly bedNames = computed(() => [...(this.ward.value?.beds.keys() ?? [])].sort(byBed).join('\n'));
    readonly trends = new Trends();

    /** Until when this station is not to sound, as the server says; null while it sounds. */
    readonly audioPausedUntil = computed(() => {
        const until = this.ward.value?.stations.get(this.station)?.audio_paused_until;
        return until && this.link.value !== 'lost' ? Date.parse(until) : null;
    });

    private readonly clock = new ServerClock();
    private readonly sound = new Sound((armed) => this.soundChanged(armed));
    private readonly shown = new Set<string>();
    private reportedAtMs = 0;
    private held: Vitals[] = [];
    private readonly stream: Stream;
    private readonly attendance: Attendance;
    private readonly timer: ReturnType<typeof setInterval>;

    constructor(readonly name: string) {
        this.stream = new Stream(browserPorts(name), {
            position: () => this.ward.peek(),
            take: (message) => batch(() => this.take(message)),
            link: (state) => (this.link.value = state),
            joined: () => {
                this.shown.clear();
                this.reportStation();
            },
        });
        this.attendance = new Attendance({
            changed: () => {
                this.tick();
                this.reportStation();
            },
            returned: (hiddenMs) => {
                this.stream.restart();
                this.hiddenMs.value = hiddenMs;
            },
            slept: () => this.stream.restart(),
        });
        if (options.display || this.sound.remembered()) this.sound.rearm();
        this.timer = setInterval(() => this.tick(), tickMs);
    }

    stop(): void {
        clearInterval(this.timer);
        this.attendance.stop();
        this.stream.stop();
        this.sound.close();
    }

    /** Never optimistic: the alarm changes when the server says so. The same request is repeated until it is done. */
    acknowledge(alarm: string): void {
        if (options.display) return;
        const id = this.requests.peek().get(alarm)?.id ?? requestId();
        const sent = this.stream.send({ type: 'acknowledge', request: id, alarm, by: this.station });
        const error = sent ? null : t('notConnected');
        this.requests.value = begin(this.requests.peek(), alarm, { id, sentAtMs: performance.now(), error });
    }

    /** The alarm was painted where a person could see it. */
    reportShown(alarm: string): void {
        if (this.shown.has(alarm)) return;
        const sent = this.stream.send({ type: 'shown', request: requestId(), alarm, station: this.station });
        if (sent) this.shown.add(alarm);
    }

    toggleSound(): void {
        void (this.sound.armed() ? this.sound.disarm() : this.sound.arm());
    }

    toggleAudioPause(): void {
        const request = requestId();
        if (this.audioPausedUntil.peek() !== null) this.stream.send({ type: 'resume_audio', request });
        else this.stream.send({ type: 'pause_audio', request, seconds: audioPauseSeconds });
    }

    /**
     * In the order of the stream: whatever is not a value, an alarm above all, is taken at once, after those before it.
     * A heartbeat says nothing of values.
     */
    private take(message: Message): string | undefined {
        if (message.type === 'vitals' && this.held.length < valuesHeldMax) {
            this.held.push(message);
            return undefined;
        }
        if (message.type === 'heartbeat') return this.takeNow(message);
        return this.takeHeld() ?? this.takeNow(message);
    }

    private takeHeld(): string | undefined {
        const { held } = this;
        this.held = [];
        for (const values of held) {
            const broken = this.takeNow(values);
            if (broken) return broken;
        }
        return undefined;
    }

    private takeNow(message: Message): string | undefined {
        if (message.type === 'result') this.requests.value = answered(this.requests.peek(), message);
        if (message.type === 'heartbeat' || message.type === 'snapshot') {
            this.clock.heard(Date.parse(message.time), performance.now());
            this.heardAt.value = Date.parse(message.time);
        }
        const { ward, broken } = apply(this.ward.peek(), message);
        this.ward.value = ward;
        this.trends.take(ward, message);
        this.settle();
        return broken;
    }

    private tick(): void {
        this.attendance.tick();
        this.stream.tick();
        const now = this.clock.at(performance.now());
        batch(() => {
            const second = Math.floor(now / 1000) * 1000;
            if (second !== this.now.peek() && this.takeHeld()) this.stream.restart();
            if (Number.isFinite(now)) {
                this.now.value = second;
                this.skewS.value = Math.round((Date.now() - now) / 1000);
            }
            this.settle();
            this.trends.tick(this.ward.peek(), now);
        });
        const pausedUntil = this.audioPausedUntil.peek();
        this.sound.sound(soundWanted(this.alarms.peek(), this.link.peek(), pausedUntil, now), performance.now());
        this.soundChanged(this.sound.armed());
        if (performance.now() - this.reportedAtMs > reportEveryMs) this.reportStation();
    }

    private settle(): void {
        const alarms = this.ward.peek()?.alarms ?? new Map<string, Alarm>();
        this.requests.value = settle(this.requests.peek(), alarms, performance.now());
        for (const id of this.shown) if (!alarms.has(id)) this.shown.delete(id);
    }

    private soundChanged(armed: boolean): void {
        if (armed === this.soundArmed.peek()) return;
        this.soundArmed.value = armed;
        this.reportStation();
    }

    private reportStation(): void {
        const { station } = this;
        const visible = document.visibilityState === 'visible';
        const request = requestId();
        this.reportedAtMs = performance.now();
        this.stream?.send({ type: 'station', request, station, sound_armed: this.sound.armed(), visible, ...this.health() });
    }

    private health(): Partial<StationReport> {
        const { memory } = performance as { memory?: { usedJSHeapSize: number } }; // Chromium alone has it
        const offset = Date.now() - this.clock.at(performance.now());
        return {
            ...(memory && { heap_bytes: memory.usedJSHeapSize }),
            ...(Number.isFinite(offset) && { clock_offset_ms: Math.round(offset) }),
        };
    }
}
