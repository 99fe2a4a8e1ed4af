import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Link, Ports, SocketEvents } from '../src/ports';
import { apply, type Ward } from '../src/store';
import { Stream } from '../src/stream';
import type { Message } from '../src/wire';
import { alarm, alarmEvent, at, heartbeat, snapshot } from './samples';

interface Connection {
    events: SocketEvents;
    sent: { type: string; resume?: unknown }[];
    closed: boolean;
}

/** A page with a clock, timers and sockets that the test moves by hand. */
class Page {
    ward: Ward | null = null;
    links: Link[] = [];
    connections: Connection[] = [];
    delays: number[] = [];
    nowMs = 1000;
    private timers: { at: number; call: () => void }[] = [];
    readonly stream: Stream;

    constructor() {
        this.stream = new Stream(this.ports(), {
            position: () => this.ward,
            take: (message) => {
                const { ward, broken } = apply(this.ward, message);
                this.ward = ward;
                return broken;
            },
            link: (state) => this.links.push(state),
            joined: () => undefined,
        });
    }

    get last(): Connection {
        const connection = this.connections[this.connections.length - 1];
        assert.ok(connection);
        return connection;
    }

    open(): void {
        this.last.events.open();
    }

    receive(...messages: Message[]): void {
        this.last.events.text(messages.map((message) => JSON.stringify(message)).join('\n'));
    }

    pass(ms: number): void {
        for (const end = this.nowMs + ms; this.nowMs < end; this.nowMs += 250) {
            for (const timer of this.timers.filter((due) => due.at <= this.nowMs)) {
                this.timers = this.timers.filter((other) => other !== timer);
                timer.call();
            }
            this.stream.tick();
        }
    }

    private ports(): Ports {
        return {
            connect: (events) => {
                const connection: Connection = { events, sent: [], closed: false };
                this.connections.push(connection);
                return {
                    send: (text) => connection.sent.push(JSON.parse(text) as { type: string }),
                    close: () => (connection.closed = true),
                };
            },
            now: () => this.nowMs,
            random: () => 0.999,
            later: (ms, call) => {
                const timer = { at: this.nowMs + ms, call };
                this.timers.push(timer);
                this.delays.push(ms);
                return () => (this.timers = this.timers.filter((other) => other !== timer));
            },
        };
    }
}

function livePage(): Page {
    const page = new Page();
    page.open();
    page.receive(snapshot(5));
    return page;
}

test('a page first asks for everything, and is live once it has it', () => {
    const page = livePage();
    assert.deepEqual(page.last.sent[0], { type: 'subscribe', resume: null });
    assert.deepEqual(page.links, ['connecting', 'live']);
});

test('several messages in one frame are taken in order', () => {
    const page = livePage();
    page.receive(alarmEvent(6, alarm('a')), alarmEvent(7, alarm('b')), heartbeat(7, [alarm('a'), alarm('b')]));
    assert.equal(page.ward?.seq, 7);
    assert.equal(page.connections.length, 1);
});

test('after a break the page resumes from where it was, and catches up', () => {
    const page = livePage();
    page.last.events.closed();
    assert.equal(page.links.at(-1), 'reconnecting');
    page.pass(1000);
    page.open();
    assert.deepEqual(page.last.sent[0], { type: 'subscribe', resume: { epoch: 7, seq: 5 } });
    page.receive({ type: 'resumed', epoch: 7, seq: 6, time: at(0), rules: [] }, alarmEvent(6, alarm('a')));
    assert.equal(page.links.at(-1), 'live');
    assert.equal(page.ward?.alarms.size, 1);
});

test('after a gap the page drops the connection and asks for everything', () => {
    const page = livePage();
    const first = page.last;
    page.receive(alarmEvent(8, alarm('a')));
    assert.ok(first.closed);
    page.pass(1000);
    page.open();
    assert.deepEqual(page.last.sent[0], { type: 'subscribe', resume: null });
});

test('a wrong digest makes the page ask for everything', () => {
    const page = livePage();
    page.receive(heartbeat(5, [], { digest: '00000000000000ff' }));
    page.pass(1000);
    page.open();
    assert.deepEqual(page.last.sent[0], { type: 'subscribe', resume: null });
});

test('what follows a gap in the same frame, or comes late from a dropped connection, is not applied', () => {
    const page = livePage();
    const dropped = page.last;
    page.receive(alarmEvent(8, alarm('a')), alarmEvent(6, alarm('b')));
    dropped.events.text(JSON.stringify(alarmEvent(6, alarm('c'))));
    assert.equal(page.ward?.seq, 5);
    assert.equal(page.ward?.alarms.size, 0);
});

test('text that is not a message makes the page ask for everything', () => {
    for (const garbage of ['{"type":"alarm"', '42', 'null', '{}']) {
        const page = livePage();
        page.last.events.text(garbage);
        assert.ok(page.connections[0]?.closed, garbage);
        assert.equal(page.links.at(-1), 'reconnecting');
    }
});

test('three seconds without a heartbeat are a lost connection, whatever else arrives', () => {
    const page = livePage();
    for (let quarter = 0; quarter < 12; quarter++) {
        page.pass(250);
        page.receive({ type: 'vitals', time: at(0), bed: 'W1/3', last_heard: at(0), values: {}, news2: null });
    }
    assert.equal(page.links.at(-1), 'live');
    page.pass(500);
    assert.equal(page.links.at(-1), 'lost');
    assert.ok(page.connections[0]?.closed);
});

test('a lost connection comes back by itself', () => {
    const page = livePage();
    page.pass(4000);
    assert.equal(page.links.at(-1), 'lost');
    page.open();
    page.receive({ type: 'resumed', epoch: 7, seq: 5, time: at(0), rules: [] });
    assert.equal(page.links.at(-1), 'live');
});

test('a page that never reaches the server says so after three seconds', () => {
    const page = new Page();
    page.pass(3500);
    assert.deepEqual(page.links, ['connecting', 'lost']);
});

test('attempts come further apart, up to five seconds, and start again after a heartbeat', () => {
    const page = livePage();
    for (let attempt = 0; attempt < 8; attempt++) {
        page.last.events.closed();
        page.pass(6000);
    }
    assert.ok(page.delays.every((ms, i) => i === 0 || ms >= page.delays[i - 1]!));
    assert.ok(page.delays.at(-1)! > 4900 && page.delays.at(-1)! <= 5000);
    page.open();
    page.receive(snapshot(9), heartbeat(9, []));
    page.last.events.closed();
    assert.ok(page.delays.at(-1)! <= 250);
});

test('a snapshot that its own heartbeat contradicts does not reset the back-off', () => {
    const page = livePage();
    for (let attempt = 0; attempt < 4; attempt++) {
        page.receive(heartbeat(5, [], { digest: '00000000000000ff' }));
        page.pass(6000);
        page.open();
        page.receive(snapshot(5));
    }
    assert.ok(page.delays.at(-1)! > page.delays[0]! * 4);
});

test('heartbeats without an answer to the subscription are no life', () => {
    const page = livePage();
    page.last.events.closed();
    page.pass(1000);
    page.open();
    page.receive(heartbeat(5, []));
    assert.ok(page.last.closed);
    page.pass(1000);
    page.open();
    assert.deepEqual(page.last.sent[0], { type: 'subscribe', resume: null });
});

test('a command is refused while nobody would hear it', () => {
    const page = new Page();
    const command = { type: 'acknowledge', request: 'r', alarm: 'a', by: 'x' } as const;
    assert.equal(page.stream.send(command), false);
    page.open();
    page.receive(snapshot(5));
    assert.equal(page.stream.send(command), true);
    assert.deepEqual(page.last.sent[1], command);
});
