// What the stream needs from outside, and whom it tells.
import type { Message, Position } from './wire';

export type Link = 'connecting' | 'live' | 'reconnecting' | 'lost';

export interface SocketEvents {
    open(): void;
    text(data: string): void;
    closed(): void;
}

export interface Socket {
    send(text: string): void;
    close(): void;
}

export interface Ports {
    connect(events: SocketEvents): Socket;
    /** Monotonic milliseconds. */
    now(): number;
    /** In [0, 1). */
    random(): number;
    /** Calls once, later; returns how to call it off. */
    later(ms: number, call: () => void): () => void;
}

export interface Sink {
    /** Where to resume from; null: from nothing. */
    position(): Position | null;
    /** Takes one message; returns why the state can no longer be trusted, or nothing. */
    take(message: Message): string | undefined;
    link(state: Link): void;
    /** A subscription is answered: the place to report what the server forgets with a connection. */
    joined(): void;
}
