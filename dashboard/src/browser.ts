// The stream's ports in a real browser.
import type { Ports, Socket, SocketEvents } from './ports';

export function browserPorts(ward: string): Ports {
    const url = new URL(`/v1/wards/${encodeURIComponent(ward)}/stream`, location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    return {
        connect: (events) => connect(url, events),
        now: () => performance.now(),
        random: () => Math.random(),
        later(ms, call) {
            const timer = setTimeout(call, ms);
            return () => clearTimeout(timer);
        },
    };
}

function connect(url: URL, events: SocketEvents): Socket {
    const socket = new WebSocket(url, 'vigil.v1');
    socket.onopen = () => events.open();
    socket.onclose = () => events.closed();
    socket.onmessage = (event) => {
        if (typeof event.data === 'string') events.text(event.data);
    };
    return {
        send: (text) => {
            if (socket.readyState === WebSocket.OPEN) socket.send(text);
        },
        close: () => socket.close(),
    };
}
