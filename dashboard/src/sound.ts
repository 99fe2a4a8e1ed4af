// Plays the burst of one priority over and over, once a person has allowed sound on this station.
import { type Burst, bursts, lengthMs } from './bursts';
import { playBurst } from './pulses';
import { moreUrgent } from './order';
import type { Priority } from './wire';

const volume = 0.4;
/** After a burst was cut off by what is less urgent, so that the two are not heard as one. */
const breathMs = 1000;
const key = 'vigil.sound';

export class Sound {
    private context: AudioContext | null = null;
    private output: GainNode | null = null;
    private playing: Priority | null = null;
    private nextAtMs = 0;

    /** `changed` hears whether the station can sound now. */
    constructor(private readonly changed: (armed: boolean) => void) {}

    /** From a person's gesture: browsers refuse anything else. One pulse proves it. */
    async arm(): Promise<void> {
        const context = this.context ?? this.create();
        await context.resume();
        this.changed(this.armed());
        if (!this.armed()) return;
        keep('on');
        this.play(bursts.low);
    }

    /** Without a gesture, where the browser lets it: a kiosk, or a page that has reloaded itself. */
    rearm(): void {
        const context = this.context ?? this.create();
        // What the browser refuses stays pending: nobody waits for it, and `changed` hears if it comes.
        void context.resume();
    }

    async disarm(): Promise<void> {
        this.silence();
        keep('off');
        await this.context?.suspend();
        this.changed(false);
    }

    close(): void {
        this.silence();
        void this.context?.close();
        this.context = null;
    }

    armed(): boolean {
        return this.context?.state === 'running';
    }

    /** This tab sounded before it was loaded again. */
    remembered(): boolean {
        return recall() === 'on';
    }

    /** Call often. A more urgent priority breaks into the burst under way; nothing sounds on that is no longer wanted. */
    sound(wanted: Priority | null, nowMs: number): void {
        if (!this.armed()) return;
        if (wanted !== this.playing) {
            const rises = moreUrgent(wanted, this.playing);
            this.silence();
            this.nextAtMs = rises ? nowMs : nowMs + breathMs;
        }
        this.playing = wanted;
        if (wanted === null || nowMs < this.nextAtMs) return;
        this.play(bursts[wanted]);
        this.nextAtMs = nowMs + lengthMs(bursts[wanted]) + bursts[wanted].pause_ms;
    }

    private create(): AudioContext {
        const context = new AudioContext();
        context.onstatechange = () => this.changed(this.armed());
        this.context = context;
        return context;
    }

    private silence(): void {
        this.output?.disconnect();
        this.output = null;
        this.playing = null;
    }

    private play(burst: Burst): void {
        const { context } = this;
        if (!context) return;
        this.output?.disconnect();
        const output = context.createGain();
        output.gain.value = volume;
        output.connect(context.destination);
        this.output = output;
        playBurst(context, output, burst, context.currentTime + 0.02);
    }
}

function recall(): string | null {
    try {
        return sessionStorage.getItem(key);
    } catch {
        return null;
    }
}

function keep(state: 'on' | 'off'): void {
    try {
        sessionStorage.setItem(key, state);
    } catch {
        // Storage may be forbidden: a reloaded page then waits for a gesture.
    }
}
