// What the server and the dashboard say to each other (see proto/asyncapi.yaml). Field names are those on the wire.

export type Priority = 'high' | 'medium' | 'low';
export type Kind = 'physiological' | 'technical';
export type Phase = 'onset' | 'active' | 'latched' | 'cleared';
export type Status = 'valid' | 'questionable' | 'sensor_off' | 'unavailable' | 'implausible' | 'test';
export type Sampling = 'continuous' | 'episodic' | 'charted' | 'device';

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
    /** What was charted, with its scale: "POSS 3". */
    text?: string;
    /** Charted by hand where no monitor measures it: stale after this, and shown with its age. */
    charted_counts_for_ms?: number;
    /** The device's own limits, in `unit`: shown, never compared with. */
    device_low?: number;
    device_high?: number;
}

export type Values = Record<string, Value>;

export interface Bed {
    bed: string;
    stay: string;
    patient: string | null;
    /** The second identifier: "Doe, John". */
    patient_name: string | null;
    monitored: boolean;
    /** The server has started, and the monitor that was heard before it is still to be heard again. */
    recovering: boolean;
    /** The patient is on leave: nothing is watched until somebody is seen or measured there. */
    away: boolean;
    last_heard: string | null;
    /** Of an infusion: "none", "infusing", ... */
    phase: string;
    phase_since: string;
    /** The last change of the dose. */
    step_at: string | null;
    /** Its infusion session, until another one begins or the stay ends. */
    infusion: Infusion | null;
    baseline: Record<string, { value: number; taken_at: string }>;
    limits: OwnLimit[];
    paused: (Pause & { rule: string })[];
    spo2_scale: 1 | 2;
    news2: News2 | null;
    device_alarms: DeviceAlarm[];
    values: Values;
}

/** A rate as it was ordered. */
export interface Prescription {
    amount: number;
    /** "mg/h", "mL/h", ... (UCUM) */
    unit: string;
    concentration_mg_per_ml: number | null;
    weight_kg: number | null;
    route: string;
    prescriber: string;
    second_prescriber: string | null;
}

/** An infusion session in one look. */
export interface Infusion {
    session: string;
    protocol: string;
    /** Of the protocol's text that the session began with. */
    version: string;
    drug: string;
    phase: string;
    phase_since: string;
    /** Which session of the course. */
    day: number;
    infusing_since: string | null;
    stopped_at: string | null;
    ordered: Prescription | null;
    /** 0 while it does not run. */
    rate_mg_per_h: number;
    step_at: string | null;
    steps: number;
    /** At the time of the event; it grows with the rate. */
    total_mg: number;
    total_24h_mg: number;
    total_mg_per_kg: number | null;
    weight_kg: number | null;
    pump_attached: boolean;
    /** The one that is due first. */
    next_check: { name: string; title: string; due_at: string; missing: string[] } | null;
    /** Of one that ended early. */
    ended_why: string | null;
    /** The last word of this session. */
    over: boolean;
}

/** What a device says of an alarm of its own. None of ours: it does not sound here, and no count has it. */
export interface DeviceAlarm {
    /** Unique at its device. */
    id: string;
    device: string;
    text: string;
    code: number | null;
    source: number | null;
    phase: string;
    state: 'inactive' | 'active' | 'latched';
    priority: Priority | 'none';
    kind: Kind | 'advisory';
    /** Which of its signals are off at the device: "audio_paused", ... */
    inactivation: string[];
    measured_at: string | null;
}

/** A rule's alarm that is shown and does not sound, until then. */
export interface Pause {
    by: string;
    reason: string;
    until: string;
}

/** A limit of this patient alone. */
export interface OwnLimit extends Pause {
    rule: string;
    priority: Priority;
    limit: number;
}

/** Between what is known for certain and the most that the unknown parts can add. */
export interface News2 {
    low: number;
    high: number;
    complete: boolean;
    missing: string[];
    stale: string[];
    undecided: string[];
}

export interface Station {
    name: string;
    connected: boolean;
    sound_armed: boolean;
    visible: boolean;
    audio_paused_until: string | null;
    paused_by: string | null;
}

export interface Level {
    priority: Priority;
    limit: number | null;
    unit: string;
    /** Of which signs one beyond the limit alone raises the alarm, and on which side; null where the rule asks for more. */
    compares: { metrics: string[]; above: boolean } | null;
    /** Least and most that a limit of one patient may be. */
    adjustable: [number, number] | null;
}

export interface Rule {
    name: string;
    kind: Kind;
    levels: Level[];
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
    /** Null: the alarm is about the whole ward. */
    bed: string | null;
    stay: string | null;
    rule: string;
    kind: Kind;
    priority: Priority;
    phase: Phase;
    latching: boolean;
    acknowledged: { by: string; at: string } | null;
    since: string;
    /** Its sound last began. */
    signalled_at: string;
    shown_at: string | null;
    paused: Pause | null;
    /** Nobody acknowledged it in time: who is called. */
    called: { step: number; to: string; at: string } | null;
    message: string;
    evidence: Evidence | null;
    /** It stands for the alarms of the same rule at these beds. */
    beds: string[];
    /** Who goes there; it is to be acknowledged all the same. */
    assigned: { to: string; by: string; at: string } | null;
    /** What people wrote about it: the newest ten, oldest first. */
    notes: { by: string; at: string; text: string }[];
}

/** A place in a ward's sequence of alarm, bed and station events. */
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
    rules: Rule[];
    stations: Station[];
    beds: Bed[];
    alarms: Alarm[];
}

export interface Resumed extends Timed {
    type: 'resumed';
    rules: Rule[];
}

/** Other rules are in force now. */
export interface RulesChanged {
    type: 'rules';
    rules: Rule[];
}

export interface AlarmEvent extends Timed {
    type: 'alarm';
    change: string;
    alarm: Alarm;
}

export interface BedEvent extends Timed {
    type: 'bed';
    bed: Bed;
}

export interface StationEvent extends Timed {
    type: 'station';
    station: Station;
}

export interface DeviceAlarmEvent extends Timed {
    type: 'device_alarm';
    bed: string;
    /** Over: it is gone from the bed's list. */
    ended: boolean;
    device_alarm: DeviceAlarm;
}

export interface InfusionEvent extends Timed {
    type: 'infusion';
    bed: string;
    stay: string;
    infusion: Infusion;
}

export interface Vitals {
    type: 'vitals';
    time: string;
    bed: string;
    last_heard: string | null;
    values: Values;
    news2: News2 | null;
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

export type Message =
    | Snapshot
    | Resumed
    | RulesChanged
    | AlarmEvent
    | BedEvent
    | StationEvent
    | DeviceAlarmEvent
    | InfusionEvent
    | Vitals
    | Heartbeat
    | Result
    | Closing;

export type Command =
    | { type: 'acknowledge'; request: string; alarm: string; by: string }
    | { type: 'shown'; request: string; alarm: string; station: string }
    | StationReport
    | { type: 'pause_audio'; request: string; seconds: number }
    | { type: 'resume_audio'; request: string };

export interface StationReport {
    type: 'station';
    request: string;
    station: string;
    sound_armed: boolean;
    visible: boolean;
    /** Of the page's script, where the browser tells. */
    heap_bytes?: number;
    /** This machine's clock minus the server's. */
    clock_offset_ms?: number;
}

export interface WardSummary {
    ward: string;
    beds: number;
    alarms: Record<Priority, number>;
}
