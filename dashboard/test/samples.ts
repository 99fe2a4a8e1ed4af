// Messages as the server sends them, for tests to vary.
import { digest } from '../src/digest';
import type {
    Alarm,
    AlarmEvent,
    Bed,
    BedEvent,
    DeviceAlarm,
    DeviceAlarmEvent,
    Heartbeat,
    Infusion,
    InfusionEvent,
    Metric,
    Snapshot,
    Station,
    StationEvent,
    Value,
} from '../src/wire';

export const noon = Date.parse('2026-11-22T12:00:00.000Z');

export function at(offsetMs: number): string {
    return new Date(noon + offsetMs).toISOString();
}

export const heartRate: Metric = {
    name: 'heart_rate',
    label: 'HR',
    unit: '/min',
    stale_after_ms: 15000,
    sampling: 'continuous',
};

export const cuff = (part: string): Metric => ({
    name: `nibp_${part}`,
    label: 'NIBP',
    unit: 'mm[Hg]',
    stale_after_ms: 2400000,
    sampling: 'episodic',
});

export function value(number: number | null, changes: Partial<Value> = {}): Value {
    return { value: number, unit: '/min', status: 'valid', measured_at: at(0), received_at: at(0), ...changes };
}

export function bed(name: string, changes: Partial<Bed> = {}): Bed {
    const care = { phase: 'none', phase_since: at(0), step_at: null, infusion: null, baseline: {}, limits: [], paused: [] };
    const score = { spo2_scale: 1 as const, news2: null };
    const who = { bed: name, stay: 's1', patient: null, patient_name: null, monitored: true, recovering: false, away: false, last_heard: at(0) };
    return { ...who, ...care, ...score, device_alarms: [], values: {}, ...changes };
}

export function alarm(id: string, changes: Partial<Alarm> = {}): Alarm {
    return {
        id,
        revision: 1,
        ward: 'W1',
        bed: 'W1/3',
        stay: 's1',
        rule: 'tachycardia',
        kind: 'physiological',
        priority: 'medium',
        phase: 'active',
        latching: false,
        acknowledged: null,
        since: at(0),
        signalled_at: at(0),
        shown_at: null,
        paused: null,
        called: null,
        message: 'Heart rate 128 above 120',
        evidence: null,
        beds: [], assigned: null, notes: [],
        ...changes,
    };
}

export function snapshot(seq: number, alarms: Alarm[] = [], beds: Bed[] = [bed('W1/3')]): Snapshot {
    const given = { metrics: [heartRate], rules: [], stations: [] };
    return { type: 'snapshot', epoch: 7, seq, time: at(0), ward: 'W1', resumed: false, ...given, beds, alarms };
}

export function alarmEvent(seq: number, what: Alarm, epoch = 7): AlarmEvent {
    return { type: 'alarm', epoch, seq, time: at(0), change: 'onset', alarm: what };
}

export function bedEvent(seq: number, what: Bed): BedEvent {
    return { type: 'bed', epoch: 7, seq, time: at(0), bed: what };
}

export function deviceAlarm(id: string, changes: Partial<DeviceAlarm> = {}): DeviceAlarm {
    const what = { code: 196670, source: null, kind: 'physiological', priority: 'medium' } as const;
    const now = { phase: 'start', state: 'active', inactivation: [] as string[], measured_at: at(0) } as const;
    return { id, device: 'monitor', text: '**SpO2 LOW', ...what, ...now, ...changes };
}

export function deviceAlarmEvent(seq: number, what: DeviceAlarm, ended = false, name = 'W1/3'): DeviceAlarmEvent {
    return { type: 'device_alarm', epoch: 7, seq, time: at(0), bed: name, ended, device_alarm: what };
}

export function infusion(changes: Partial<Infusion> = {}): Infusion {
    const what = { session: '52c1ffe09a1d4e33', protocol: 'small', version: '00c1ffe09a1d4e33', drug: 'ketamine', day: 1 };
    const now = { phase: 'infusing', phase_since: at(0), infusing_since: at(0), stopped_at: null, ended_why: null };
    const dose = { ordered: null, rate_mg_per_h: 10, step_at: at(0), steps: 1, total_mg: 5, total_24h_mg: 5 };
    const rest = { total_mg_per_kg: null, weight_kg: null, pump_attached: true, next_check: null, over: false };
    return { ...what, ...now, ...dose, ...rest, ...changes };
}

export function infusionEvent(seq: number, what: Infusion, stay = 's1', name = 'W1/3'): InfusionEvent {
    return { type: 'infusion', epoch: 7, seq, time: at(0), bed: name, stay, infusion: what };
}

export function stationEvent(seq: number, name: string, changes: Partial<Station> = {}): StationEvent {
    const state = { connected: true, sound_armed: true, visible: true, audio_paused_until: null, paused_by: null };
    return { type: 'station', epoch: 7, seq, time: at(0), station: { name, ...state, ...changes } };
}

export function heartbeat(seq: number, alarms: Alarm[], changes: Partial<Heartbeat> = {}): Heartbeat {
    const proof = { active: alarms.length, digest: digest(alarms) };
    return { type: 'heartbeat', epoch: 7, seq, time: at(0), ...proof, ...changes };
}
