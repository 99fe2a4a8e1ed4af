// Plays the burst of one priority over and over, once a person has allowed sound on this station.
import { type Burst, bursts, lengthMs } from './bursts';
import { moreUrgent } from './order';
import type { Priority } from './wire';

/** Partials 1 to 5 of nearly equal strength: at least four between 300 and 4000 Hz within 15 dB of each other. */
const partials = [0, 1, 0.9, 0.8, 0.7, 0.6];
const riseShare = 0.15;
const volume = 0.4;

export class Sound {
    private context: AudioContext | null = null;
    private wave: PeriodicWave | null = null;
    private output: GainNode | null = null;
    private playing: Priority | null = null;
    private nextAtMs = 0;

    /** `changed` hears whether the station can sound now. */
    constructor(private readonly changed: (armed: boolean) => void) {}

    /** Only from a person's gesture: browsers refuse anything else. */
    async arm(): Promise<void> {
        const context = this.context ?? this.create();
        await context.resume();
        this.changed(this.armed());
        if (this.armed()) this.play(bursts.low);
    }

    async disarm(): Promise<void> {
        this.silence();
        await this.context?.suspend();
        this.changed(false);
    }

    armed(): boolean {
        return this.context?.state === 'running';
    }

    /** Call often. A more urgent priority breaks into the burst under way; a pause never outlasts its burst. */
    sound(wanted: Priority | null, nowMs: number): void {
        if (!this.armed()) return;
        if (wanted === null ? this.playing !== null : moreUrgent(wanted, this.playing)) this.silence();
        this.playing = wanted;
        if (wanted === null || nowMs < this.nextAtMs) return;
        this.play(bursts[wanted]);
        this.nextAtMs = nowMs + lengthMs(bursts[wanted]) + bursts[wanted].pause_ms;
    }

    private create(): AudioContext {
        const context = new AudioContext();
        context.onstatechange = () => this.changed(this.armed());
        this.wave = context.createPeriodicWave(new Float32Array(partials.length), new Float32Array(partials));
        this.context = context;
        return context;
    }

    private silence(): void {
        this.output?.disconnect();
        this.output = null;
        this.playing = null;
        this.nextAtMs = 0;
    }

    private play(burst: Burst): void {
        const { context, wave } = this;
        if (!context || !wave) return;
        this.output?.disconnect();
        const output = context.createGain();
        output.gain.value = volume;
        output.connect(context.destination);
        this.output = output;
        const base = context.currentTime + 0.02;
        for (const start of burst.starts_ms) pulse(context, wave, output, burst, base + start / 1000);
    }
}

function pulse(context: AudioContext, wave: PeriodicWave, output: GainNode, burst: Burst, at: number): void {
    const length = burst.pulse_ms / 1000;
    const rise = length * riseShare;
    const oscillator = context.createOscillator();
    const envelope = context.createGain();
    oscillator.setPeriodicWave(wave);
    oscillator.frequency.value = burst.fundamental_hz;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(1, at + rise);
    envelope.gain.setValueAtTime(1, at + length - rise);
    envelope.gain.linearRampToValueAtTime(0, at + length);
    oscillator.connect(envelope).connect(output);
    oscillator.start(at);
    oscillator.stop(at + length);
}
