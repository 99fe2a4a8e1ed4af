// What a bed's infusion is now, for everything that shows or orders something of it.
import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, bedPath } from '../server';
import type { Session } from '../session';
import type { Bed } from '../wire';
import { nothingTold, Reader, retryMs, type Told } from './reader';
import type { Protocol } from './wire';

export interface Care {
    session: Session;
    bed: Bed;
    told: Told;
    /** As the server has it now, for its questions; null while it is not known. */
    protocol: Protocol | null;
    /** It is the very text that the session began with: its numbers hold. */
    protocolHolds: boolean;
    /** Reads the session again; the number of the question whose answer knows what is so now. */
    read: () => number;
}

export function useCare(session: Session, bed: Bed): Care {
    const [told, tell] = useState<Told>(nothingTold);
    const reader = useRef<Reader | null>(null);
    useEffect(() => {
        tell(nothingTold);
        const made = new Reader(bed.stay, portsOf(bed.bed, tell));
        reader.current = made;
        return () => made.close();
    }, [bed.bed, bed.stay]);
    useChanges(session, bed, () => reader.current?.read());
    const status = told.session?.infusion;
    const protocol = useProtocol(status?.protocol ?? null, status?.version ?? null);
    const protocolHolds = protocol !== null && protocol.version === status?.version;
    return { session, bed, told, protocol, protocolHolds, read: () => reader.current?.read() ?? Infinity };
}

function portsOf(bed: string, tell: (told: Told) => void) {
    return {
        ask: () => ask<never>(bedPath(bed, 'infusion')),
        tell,
        now: () => performance.now(),
        later(ms: number, call: () => void) {
            const timer = setTimeout(call, ms);
            return () => clearTimeout(timer);
        },
    };
}

/** The stream told of the session, of an alarm at the bed, or that it is whole again. */
function useChanges(session: Session, bed: Bed, read: () => void): void {
    const alarms = useComputed(() => {
        const here = session.alarms.value.filter((alarm) => alarm.bed === bed.bed);
        return here.map((alarm) => `${alarm.id} ${alarm.revision}`).join();
    }).value;
    const live = session.link.value === 'live';
    const first = useRef(true);
    useEffect(() => {
        if (!first.current && live) read();
        first.current = false;
    }, [bed.infusion, alarms, live]);
}

function useProtocol(name: string | null, version: string | null): Protocol | null {
    const [protocol, setProtocol] = useState<Protocol | null>(null);
    useEffect(() => {
        let wanted = true;
        let timer: ReturnType<typeof setTimeout> | undefined;
        const read = async () => {
            const answer = await ask<Protocol>(`/v1/protocols/${encodeURIComponent(name ?? '')}`);
            if (!wanted) return;
            if (answer.ok) setProtocol(answer.value);
            else if (answer.status !== 404) timer = setTimeout(() => void read(), retryMs);
        };
        setProtocol(null);
        if (name !== null) void read();
        return () => {
            wanted = false;
            clearTimeout(timer);
        };
    }, [name, version]);
    return protocol;
}
