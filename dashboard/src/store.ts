// The ward as this dashboard knows it: a pure fold over the server's messages. No DOM, no clock, no socket.
import { digest } from './digest';
import type {
    Alarm,
    Bed,
    DeviceAlarmEvent,
    Heartbeat,
    InfusionEvent,
    Message,
    Metric,
    Position,
    Resumed,
    Rule,
    Snapshot,
    Station,
    Vitals,
} from './wire';

export interface Ward extends Position {
    name: string;
    metrics: ReadonlyMap<string, Metric>;
    beds: ReadonlyMap<string, Bed>;
    alarms: ReadonlyMap<string, Alarm>;
    stations: ReadonlyMap<string, Station>;
    /** In force now; the order is the server's. */
    rules: ReadonlyMap<string, Rule>;
}

/** `broken` says why what we hold can no longer be trusted: subscribe again from nothing. */
export type Applied = { ward: Ward | null; broken?: string };

export function apply(ward: Ward | null, message: Message): Applied {
    switch (message.type) {
        case 'snapshot':
            return { ward: fromSnapshot(message) };
        case 'resumed':
            return resume(ward, message);
        case 'alarm':
            return inSequence(ward, message, (held) => ({ ...held, alarms: withAlarm(held.alarms, message.alarm) }));
        case 'bed':
            return inSequence(ward, message, (held) => ({ ...held, beds: withBed(held.beds, message.bed) }));
        case 'station':
            return inSequence(ward, message, (held) => ({
                ...held,
                stations: withStation(held.stations, message.station),
            }));
        case 'device_alarm':
            return inSequence(ward, message, (held) => ({ ...held, beds: withDeviceAlarm(held.beds, message) }));
        case 'infusion':
            return inSequence(ward, message, (held) => ({ ...held, beds: withInfusion(held.beds, message) }));
        case 'rules':
            return { ward: ward && { ...ward, rules: byName(message.rules) } };
        case 'vitals':
            return { ward: ward && withVitals(ward, message) };
        case 'heartbeat':
            return ward ? prove(ward, message) : { ward };
        default:
            return { ward };
    }
}

function fromSnapshot(snapshot: Snapshot): Ward {
    return {
        epoch: snapshot.epoch,
        seq: snapshot.seq,
        name: snapshot.ward,
        metrics: byName(snapshot.metrics),
        beds: new Map(snapshot.beds.map((bed) => [bed.bed, bed])),
        alarms: new Map(snapshot.alarms.filter((a) => a.phase !== 'cleared').map((alarm) => [alarm.id, alarm])),
        stations: byName(snapshot.stations),
        rules: byName(snapshot.rules),
    };
}

/** The missed events follow; the next heartbeat proves that all of them came. */
function resume(ward: Ward | null, at: Resumed): Applied {
    if (!ward) return { ward, broken: 'resumed without a state to resume' };
    if (at.epoch !== ward.epoch) return { ward, broken: `resumed in epoch ${at.epoch}, held ${ward.epoch}` };
    if (at.seq < ward.seq) return { ward, broken: `resumed at ${at.seq}, already at ${ward.seq}` };
    return { ward: { ...ward, rules: byName(at.rules) } };
}

function byName<T extends { name: string }>(list: readonly T[]): ReadonlyMap<string, T> {
    return new Map(list.map((each) => [each.name, each]));
}

function inSequence(ward: Ward | null, event: Position, change: (held: Ward) => Ward): Applied {
    if (!ward) return { ward, broken: 'an event before the first snapshot' };
    if (event.epoch !== ward.epoch) return { ward, broken: `event of epoch ${event.epoch}, held ${ward.epoch}` };
    if (event.seq <= ward.seq) return { ward };
    if (event.seq > ward.seq + 1) return { ward, broken: `gap: expected ${ward.seq + 1}, got ${event.seq}` };
    return { ward: { ...change(ward), seq: event.seq } };
}

function withAlarm(alarms: ReadonlyMap<string, Alarm>, alarm: Alarm): ReadonlyMap<string, Alarm> {
    const held = alarms.get(alarm.id);
    if (held && alarm.revision <= held.revision) return alarms;
    const changed = new Map(alarms);
    if (alarm.phase === 'cleared') changed.delete(alarm.id);
    else changed.set(alarm.id, alarm);
    return changed;
}

function withBed(beds: ReadonlyMap<string, Bed>, bed: Bed): ReadonlyMap<string, Bed> {
    return new Map(beds).set(bed.bed, bed);
}

/** In its place if it is known, so that a list does not jump; else at the end. */
function withDeviceAlarm(beds: ReadonlyMap<string, Bed>, event: DeviceAlarmEvent): ReadonlyMap<string, Bed> {
    const bed = beds.get(event.bed);
    if (!bed) return beds;
    const told = event.device_alarm;
    const list = [...bed.device_alarms];
    const found = list.findIndex((held) => held.id === told.id && held.device === told.device);
    list.splice(found < 0 ? list.length : found, found < 0 ? 0 : 1, ...(event.ended ? [] : [told]));
    return withBed(beds, { ...bed, device_alarms: list });
}

/** Of a stay that is over, the last word may come after the next patient: it is not theirs. */
function withInfusion(beds: ReadonlyMap<string, Bed>, event: InfusionEvent): ReadonlyMap<string, Bed> {
    const bed = beds.get(event.bed);
    return bed && bed.stay === event.stay ? withBed(beds, { ...bed, infusion: event.infusion }) : beds;
}

function withStation(stations: ReadonlyMap<string, Station>, station: Station): ReadonlyMap<string, Station> {
    const changed = new Map(stations);
    if (station.connected) changed.set(station.name, station);
    else changed.delete(station.name);
    return changed;
}

function withVitals(ward: Ward, vitals: Vitals): Ward {
    const bed = ward.beds.get(vitals.bed);
    if (!bed) return ward;
    const values = { ...bed.values, ...vitals.values };
    const merged = { ...bed, last_heard: vitals.last_heard, values, news2: vitals.news2 };
    return { ...ward, beds: withBed(ward.beds, merged) };
}

function prove(ward: Ward, heartbeat: Heartbeat): Applied {
    if (heartbeat.epoch !== ward.epoch)
        return { ward, broken: `heartbeat of epoch ${heartbeat.epoch}, held ${ward.epoch}` };
    if (heartbeat.seq !== ward.seq) return { ward, broken: `heartbeat at ${heartbeat.seq}, held ${ward.seq}` };
    if (heartbeat.active !== ward.alarms.size)
        return { ward, broken: `server has ${heartbeat.active} alarms, held ${ward.alarms.size}` };
    const own = digest(ward.alarms.values());
    if (heartbeat.digest !== own) return { ward, broken: `server's digest ${heartbeat.digest}, own ${own}` };
    return { ward };
}
