// Renders a burst: into the loudspeaker, or into a buffer to be measured.
import type { Burst } from './bursts';

/** Partials 1 to 5 of nearly equal strength: at least four between 300 and 4000 Hz within 15 dB of each other. */
const partials = [0, 1, 0.9, 0.8, 0.7, 0.6];
const riseShare = 0.15;

/** `at` is in the context's seconds. */
export function playBurst(context: BaseAudioContext, output: AudioNode, burst: Burst, at: number): void {
    const wave = context.createPeriodicWave(new Float32Array(partials.length), new Float32Array(partials));
    for (const start of burst.starts_ms) pulse(context, wave, output, burst, at + start / 1000);
}

function pulse(context: BaseAudioContext, wave: PeriodicWave, output: AudioNode, burst: Burst, at: number): void {
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
