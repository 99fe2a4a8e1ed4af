// What the server and the dashboard say to each other (see proto/asyncapi.yaml). Field names are those on the wire.

export type Priority = 'high' | 'medium' | 'low';
export type Kind = 'physiological' | 'technical';
export type Phase = 'onset' | 'active' | 'latched' | 'cleared';
export type Status = 'valid' | 'questionable' | 'sensor_off' | 'unavailable' | 'implausible' | 'test';
export type Sampling = 'continuous' | 'episodic' | 'charted';

export interface Metric {
    name: string;
    label: string;
    unit: string;
    stale_after_ms: number;
    sampling: Sampling;
}

export interface Value {
    value: number | null;
    unit: string;
    status: Status;
    /** The sender's claim: shown, never used for timing. */
    measured_at: string;
    /** The server's time: decides staleness. */
    received_at: string;
}

export type Values = Record<string, Value>;

export interface Bed {
    bed: string;
    stay: string;
    patient: string | null;
    monitored: boolean;
    last_heard: string | null;
    values: Values;
}

export interface Evidence {
    metric: string;
    value: number | null;
    limit: number | null;
    unit: string;
    measured_at: string;
    received_at: string;
    rule_version: string;
}

export interface Alarm {
    id: string;
    revision: number;
    ward: string;
    bed: string;
    stay: string;
    rule: string;
    kind: Kind;
    priority: Priority;
    phase: Phase;
    latching: boolean;
    acknowledged: { by: string; at: string } | null;
    since: string;
    shown_at: string | null;
    message: string;
    evidence: Evidence | null;
}

/** A place in a ward's sequence of alarm and bed events. */
export interface Position {
    epoch: number;
    seq: number;
}

interface Timed extends Position {
    time: string;
}

export interface Snapshot extends Timed {
    type: 'snapshot';
    ward: string;
    resumed: boolean;
    metrics: Metric[];
    beds: Bed[];
    alarms: Alarm[];
}

export interface Resumed extends Timed {
    type: 'resumed';
}

export interface AlarmEvent extends Timed {
    type: 'alarm';
    alarm: Alarm;
}

export interface BedEvent extends Timed {
    type: 'bed';
    bed: Bed;
}

export interface Vitals {
    type: 'vitals';
    time: string;
    bed: string;
    values: Values;
}

export interface Heartbeat extends Timed {
    type: 'heartbeat';
    active: number;
    digest: string;
}

export interface Result {
    type: 'result';
    request: string;
    ok: boolean;
    reason?: string;
}

export interface Closing {
    type: 'closing';
    reason: string;
}

export type Message = Snapshot | Resumed | AlarmEvent | BedEvent | Vitals | Heartbeat | Result | Closing;

export type Command =
    | { type: 'acknowledge'; request: string; alarm: string; by: string }
    | { type: 'shown'; request: string; alarm: string; station: string }
    | { type: 'station'; request: string; station: string; sound_armed: boolean; visible: boolean };

export interface WardSummary {
    ward: string;
    beds: number;
    alarms: Record<Priority, number>;
}
