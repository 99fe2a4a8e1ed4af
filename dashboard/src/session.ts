// One ward's page: the state as signals, the stream that feeds it, and what a person can do.
import { batch, computed, signal } from '@preact/signals';
import { browserPorts } from './browser';
import { moreUrgent, mostUrgentSound } from './order';
import type { Link } from './ports';
import { answered, begin, type Requests, settle } from './requests';
import { Sound } from './sound';
import { requestId, stationName } from './station';
import { apply, type Ward } from './store';
import { Stream } from './stream';
import { ServerClock } from './time';
import type { Alarm, Message } from './wire';

const tickMs = 250;
const sleptMs = 2000;
/** As bedside monitors pause their sound; the server ends it then, or when something more urgent comes. */
const audioPauseSeconds = 120;
/** A bed's view closes by itself, so that no tile stays covered. */
const bedViewMs = 60_000;
const noRequests: Requests = new Map();

export class Session {
    readonly station = stationName();
    readonly ward = signal<Ward | null>(null);
    readonly link = signal<Link>('connecting');
    /** Server time in whole seconds, as milliseconds; not a number until it is known. */
    readonly now = signal(NaN);
    readonly requests = signal<Requests>(noRequests);
    readonly soundArmed = signal(false);
    /** The bed that somebody looks at more closely. */
    readonly viewed = signal<string | null>(null);
    readonly alarms = computed<readonly Alarm[]>(() => [...(this.ward.value?.alarms.values() ?? [])]);

    /** Until when this station is not to sound, as the server says; null while it sounds. */
    readonly audioPausedUntil = computed(() => {
        const until = this.ward.value?.stations.get(this.station)?.audio_paused_until;
        return until && this.link.value !== 'lost' ? Date.parse(until) : null;
    });

    private readonly clock = new ServerClock();
    private readonly sound = new Sound((armed) => this.soundChanged(armed));
    private readonly shown = new Set<string>();
    private viewedAt = 0;
    private sleepBase = Date.now() - performance.now();
    private readonly stream: Stream;

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
        setInterval(() => this.tick(), tickMs);
        document.addEventListener('visibilitychange', () => {
            this.tick();
            this.reportStation();
        });
    }

    /** Never optimistic: the alarm changes when the server says so. The same request is repeated until it is done. */
    acknowledge(alarm: string): void {
        const id = this.requests.peek().get(alarm)?.id ?? requestId();
        const sent = this.stream.send({ type: 'acknowledge', request: id, alarm, by: this.station });
        const error = sent ? null : 'not connected';
        this.requests.value = begin(this.requests.peek(), alarm, { id, sentAtMs: performance.now(), error });
    }

    /** The alarm was painted where a person could see it. */
    reportShown(alarm: string): void {
        if (this.shown.has(alarm)) return;
        const sent = this.stream.send({ type: 'shown', request: requestId(), alarm, station: this.station });
        if (sent) this.shown.add(alarm);
    }

    openBed(bed: string): void {
        this.viewed.value = bed;
        this.viewedAt = performance.now();
    }

    closeBed(): void {
        this.viewed.value = null;
    }

    toggleSound(): void {
        void (this.sound.armed() ? this.sound.disarm() : this.sound.arm());
    }

    toggleAudioPause(): void {
        const request = requestId();
        if (this.audioPausedUntil.peek() !== null) this.stream.send({ type: 'resume_audio', request });
        else this.stream.send({ type: 'pause_audio', request, seconds: audioPauseSeconds });
    }

    private take(message: Message): string | undefined {
        if (message.type === 'result') this.requests.value = answered(this.requests.peek(), message);
        if (message.type === 'heartbeat') this.clock.heard(Date.parse(message.time), performance.now());
        if (message.type === 'snapshot') this.clock.heard(Date.parse(message.time), performance.now());
        const { ward, broken } = apply(this.ward.peek(), message);
        this.ward.value = ward;
        this.settle();
        return broken;
    }

    private tick(): void {
        this.noticeSleep();
        this.stream.tick();
        if (performance.now() - this.viewedAt > bedViewMs) this.closeBed();
        const now = this.clock.at(performance.now());
        batch(() => {
            if (Number.isFinite(now)) this.now.value = Math.floor(now / 1000) * 1000;
            this.settle();
        });
        this.sound.sound(this.wantedSound(), performance.now());
    }

    /** A machine that slept has a monotonic clock that slept too: nothing held is known to be current. */
    private noticeSleep(): void {
        const base = Date.now() - performance.now();
        if (base - this.sleepBase > sleptMs) this.stream.restart();
        this.sleepBase = base;
    }

    private settle(): void {
        const alarms = this.ward.peek()?.alarms ?? new Map<string, Alarm>();
        this.requests.value = settle(this.requests.peek(), alarms, performance.now());
        for (const id of this.shown) if (!alarms.has(id)) this.shown.delete(id);
    }

    /** A lost connection sounds as a medium priority: proposal, needs clinical sign-off. */
    private wantedSound() {
        if (this.pausedNow()) return null;
        const patients = mostUrgentSound(this.alarms.peek());
        const own = this.link.peek() === 'lost' ? 'medium' : null;
        return moreUrgent(own, patients) ? own : patients;
    }

    /** A pause always ends, even if the server does not say so; without a server there is none. */
    private pausedNow(): boolean {
        const until = this.audioPausedUntil.peek();
        return until !== null && this.clock.at(performance.now()) < until;
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
        this.stream?.send({ type: 'station', request, station, sound_armed: this.sound.armed(), visible });
    }
}
