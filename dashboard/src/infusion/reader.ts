// A bed's session, read whole when something changed: at most once a second, and once a minute besides, because sums,
// due times and times to wait grow by time alone. What comes from outside is passed in, so that tests can play it.
import type { Answer } from '../server';
import type { InfusionSession } from './wire';

export const gapMs = 1_000;
export const restMs = 60_000;
export const retryMs = 5_000;

export interface Told {
    /** Null: the bed has no session; undefined: nothing was heard yet. */
    session: InfusionSession | null | undefined;
    /** Why the last question had no answer: what stands here is older then. */
    failed: string | null;
    /** Which question was answered last; see read(). */
    answered: number;
}

export const nothingTold: Told = { session: undefined, failed: null, answered: 0 };

export interface ReaderPorts {
    ask(): Promise<Answer<InfusionSession | Record<string, never>>>;
    tell(told: Told): void;
    /** Monotonic milliseconds. */
    now(): number;
    later(ms: number, call: () => void): () => void;
}

export class Reader {
    private told = nothingTold;
    private asked = 0;
    private askedAt = -Infinity;
    private asking = false;
    private wanted = false;
    private closed = false;
    private cancel: (() => void) | null = null;

    constructor(
        private readonly stay: string,
        private readonly ports: ReaderPorts,
    ) {
        this.read();
    }

    /** Something changed. The number of the question whose answer knows it. */
    read(): number {
        const next = this.asked + 1;
        if (this.asking) this.wanted = true;
        else this.schedule(Math.max(0, this.askedAt + gapMs - this.ports.now()));
        return next;
    }

    close(): void {
        this.closed = true;
        this.cancel?.();
    }

    private schedule(ms: number): void {
        this.cancel?.();
        this.cancel = null;
        if (this.closed) return;
        if (ms === 0) void this.ask();
        else this.cancel = this.ports.later(ms, () => void this.ask());
    }

    private async ask(): Promise<void> {
        this.asking = true;
        this.wanted = false;
        this.askedAt = this.ports.now();
        const asked = ++this.asked;
        const answer = await this.ports.ask();
        this.asking = false;
        if (this.closed) return;
        this.told = answer.ok
            ? { session: this.ofThisStay(answer.value), failed: null, answered: asked }
            : { ...this.told, failed: answer.reason };
        this.ports.tell(this.told);
        const soonMs = Math.max(gapMs - (this.ports.now() - this.askedAt), 1);
        this.schedule(this.wanted ? soonMs : answer.ok ? restMs : retryMs);
    }

    /** Another patient's session is none of this one's. */
    private ofThisStay(answer: InfusionSession | Record<string, never>): InfusionSession | null {
        return 'infusion' in answer && answer.stay === this.stay ? (answer as InfusionSession) : null;
    }
}
