// The connection to a ward's stream: subscribes, resumes, notices silence, and reconnects for ever.
// Everything outside (socket, clock, timer, chance) is passed in, so that tests can play it.
import type { Link, Ports, Sink, Socket } from './ports';
import type { Command, Message } from './wire';

export const silenceMsMax = 3000;
const firstDelayMs = 250;
const delayMsMax = 5000;

export class Stream {
    private socket: Socket | null = null;
    private joined = false;
    private heardAt = NaN;
    private attemptedAt = 0;
    private readonly startedAt: number;
    private failures = 0;
    private fromNothing = false;
    private cancelRetry: (() => void) | null = null;
    private shownLink: Link | null = null;

    constructor(
        private readonly ports: Ports,
        private readonly sink: Sink,
    ) {
        this.startedAt = ports.now();
        this.open();
    }

    /** Call at least twice a second, and when the page becomes visible: notices silence. */
    tick(): void {
        const since = Number.isNaN(this.heardAt) ? this.attemptedAt : Math.max(this.heardAt, this.attemptedAt);
        if (this.socket && this.ports.now() - since > silenceMsMax) this.retry();
        this.report();
    }

    /** False if there is nobody to tell. */
    send(command: Command): boolean {
        if (!this.socket || !this.joined) return false;
        this.socket.send(JSON.stringify(command));
        return true;
    }

    /** Drops the connection and what was held: for a state that can no longer be trusted. */
    restart(): void {
        this.fromNothing = true;
        this.retry();
        this.report();
    }

    stop(): void {
        this.cancelRetry?.();
        this.abandon();
    }

    private open(): void {
        this.cancelRetry = null;
        this.attemptedAt = this.ports.now();
        const current = (call: () => void) => () => {
            if (this.socket === socket) call();
        };
        const socket: Socket = this.ports.connect({
            open: current(() => this.subscribe(socket)),
            text: (data) => current(() => this.receive(socket, data))(),
            closed: current(() => {
                this.socket = null;
                this.retry();
                this.report();
            }),
        });
        this.socket = socket;
        this.report();
    }

    private subscribe(socket: Socket): void {
        const held = this.fromNothing ? null : this.sink.position();
        const resume = held && { epoch: held.epoch, seq: held.seq };
        socket.send(JSON.stringify({ type: 'subscribe', resume }));
    }

    private receive(socket: Socket, data: string): void {
        for (const line of data.split('\n')) {
            if (this.socket !== socket) return;
            if (line) this.take(line);
        }
    }

    private take(line: string): void {
        const message = parse(line);
        if (!message) return this.restart();
        const answer = message.type === 'snapshot' || message.type === 'resumed';
        if (!answer && !this.joined && message.type !== 'closing') return this.restart();
        if (answer || message.type === 'heartbeat') this.heardAt = this.ports.now();
        if (this.sink.take(message) !== undefined) return this.restart();
        if (message.type === 'snapshot') this.fromNothing = false;
        if (message.type === 'heartbeat') this.failures = 0;
        if (answer) this.joined = true;
        if (answer) this.sink.joined();
        this.report();
    }

    private retry(): void {
        this.abandon();
        if (this.cancelRetry) return;
        const delayMs = Math.min(delayMsMax, firstDelayMs * 2 ** this.failures);
        this.failures = Math.min(this.failures + 1, 10);
        this.cancelRetry = this.ports.later(delayMs * (0.5 + this.ports.random() / 2), () => this.open());
    }

    private abandon(): void {
        const socket = this.socket;
        this.socket = null;
        this.joined = false;
        socket?.close();
    }

    private report(): void {
        const link = this.link();
        if (link === this.shownLink) return;
        this.shownLink = link;
        this.sink.link(link);
    }

    private link(): Link {
        const heard = !Number.isNaN(this.heardAt);
        const silentMs = this.ports.now() - (heard ? this.heardAt : this.startedAt);
        if (silentMs > silenceMsMax) return 'lost';
        if (this.joined) return 'live';
        return heard ? 'reconnecting' : 'connecting';
    }
}

function parse(line: string): Message | null {
    try {
        const message: unknown = JSON.parse(line);
        return typeof message === 'object' && message !== null && 'type' in message ? (message as Message) : null;
    } catch {
        return null;
    }
}
