// A made-up ward in place of the server's stream and record, so that a test decides what a page is told and when.
// Shapes as in proto/asyncapi.yaml and proto/openapi.yaml.

const epoch = 7;
const iso = (ms) => new Date(ms).toISOString();

const metric = (name, label, unit, stale_after_ms, sampling) => ({ name, label, unit, stale_after_ms, sampling });
export const metrics = [
    metric('heart_rate', 'HR', '/min', 15_000, 'continuous'),
    metric('pulse_rate', 'PR', '/min', 15_000, 'continuous'),
    metric('spo2', 'SpO2', '%', 15_000, 'continuous'),
    metric('respiratory_rate', 'RR', '/min', 30_000, 'continuous'),
    metric('etco2', 'EtCO2', 'mm[Hg]', 30_000, 'continuous'),
    metric('temperature', 'Temp', 'Cel', 300_000, 'continuous'),
    ...['systolic', 'diastolic', 'mean'].map((part) => metric(`nibp_${part}`, 'NIBP', 'mm[Hg]', 2_400_000, 'episodic')),
    metric('sedation', 'Sedation', '{score}', 14_400_000, 'charted'),
];
const level = (priority, limit, unit, adjustable) => ({ priority, limit, unit, adjustable, compares: null });
const rules = [
    { name: 'tachycardia', kind: 'physiological', levels: [level('medium', 120, '/min', [100, 150]), level('high', 150, '/min', [120, 180])] },
    { name: 'low_spo2', kind: 'physiological', levels: [level('high', 85, '%', [80, 88])] },
    { name: 'monitor_silent', kind: 'technical', levels: [level('low', null, '', null)] },
];

const rulesInForce = {
    version: '00aa00aa00aa00aa',
    source: 'ward.toml',
    rules: rules.map((rule, i) => ({
        ...rule,
        explanation: `${rule.name}: a ${rule.kind} alarm.\n  ${rule.levels[0].priority}: when it is so.\n`,
        line: rule.name === 'monitor_silent' ? null : 10 * i + 1,
        text: rule.name === 'monitor_silent' ? null : `[[alarm]]\nname = "${rule.name}"\n`,
    })),
    fixed: [{ name: 'record_away', enabled: true, priority: 'low', after_s: 60, message: 'The record (PostgreSQL) is away' }],
    calls: [{ priority: 'high', after_s: 60, to: 'charge nurse' }],
};

export function value(number, unit = '/min', changes = {}) {
    const now = iso(Date.now());
    return { value: number, unit, status: 'valid', measured_at: now, received_at: now, ...changes };
}

export function values(i = 0) {
    const cuff = { measured_at: iso(Date.now() - 66_000), received_at: iso(Date.now() - 65_000) };
    return {
        heart_rate: value(70 + ((i * 7) % 30)),
        spo2: value(96 + (i % 4), '%'),
        respiratory_rate: value(12 + (i % 6)),
        etco2: value(34 + (i % 7), 'mm[Hg]'),
        temperature: value(36.4 + (i % 9) / 10, 'Cel'),
        nibp_systolic: value(118 + (i % 20), 'mm[Hg]', cuff),
        nibp_diastolic: value(74 + (i % 9), 'mm[Hg]', cuff),
        nibp_mean: value(88 + (i % 9), 'mm[Hg]', cuff),
        sedation: value(2, '{score}', { ...cuff, text: 'POSS 2' }),
    };
}

export function infusion(changes = {}) {
    const ordered = { amount: 10, unit: 'mg/h', concentration_mg_per_ml: null, weight_kg: 70, route: 'intravenous' };
    const who = { prescriber: 'doctor-1', second_prescriber: null };
    const ago = (minutes) => iso(Date.now() - minutes * 60_000);
    return {
        session: '52c1ffe09a1d4e33', protocol: 'day-case-low-dose', version: '00c1ffe09a1d4e33', drug: 'ketamine', day: 1,
        phase: 'infusing', phase_since: ago(40), infusing_since: ago(40), stopped_at: null, ordered: { ...ordered, ...who },
        rate_mg_per_h: 10, step_at: ago(12), steps: 2, total_mg: 6.2, total_24h_mg: 6.2, total_mg_per_kg: 0.09, weight_kg: 70,
        pump_attached: true, ended_why: null, over: false,
        next_check: { name: 'checks', title: 'Pulse, pressure, sedation', due_at: iso(Date.now() + 250_000), missing: ['mood'] },
        ...changes,
    };
}

export function bed(name, i = 0, changes = {}) {
    const now = iso(Date.now());
    const score = { low: 1, high: 1, complete: true, missing: [], stale: [], undecided: [] };
    return {
        bed: name, stay: `stay-${name}`, patient: `P-${100 + i}`, patient_name: null, monitored: true, recovering: false,
        last_heard: now, phase: 'none', phase_since: now, step_at: null, infusion: null, baseline: {}, limits: [], paused: [],
        spo2_scale: 1, news2: score, device_alarms: [], values: values(i), ...changes,
    };
}

export function alarm(id, bedName, changes = {}) {
    const now = iso(Date.now());
    const evidence = { metric: 'heart_rate', value: 128, limit: 120, unit: '/min', measured_at: now, received_at: now, rule_version: '00aa00aa00aa00aa' };
    return {
        id, revision: 1, ward: 'W1', bed: bedName, stay: `stay-${bedName}`, rule: 'tachycardia', kind: 'physiological', priority: 'medium',
        phase: 'active', latching: false, acknowledged: null, since: now, signalled_at: now, shown_at: null, paused: null, called: null,
        message: 'Heart rate 128 above 120', beds: [], assigned: null, notes: [], evidence, ...changes,
    };
}

/** FNV-1a, 64 bits. */
function hash(text) {
    let sum = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
    return sum;
}

export class FakeWard {
    constructor(beds, alarms = []) {
        this.beds = beds;
        this.alarms = new Map(alarms.map((each) => [each.id, each]));
        this.seq = 10;
        this.sockets = new Set();
        this.heard = [];
        this.speaking = true;
        this.skewMs = 0;
        this.recorded = [];
        this.senders = [];
        this.without = [];
        this.given = [];
        this.burden = null;
    }

    async attach(page) {
        await page.routeWebSocket(/\/v1\/wards\/[^/]+\/stream$/, (socket) => {
            socket.onMessage((text) => this.take(socket, JSON.parse(text)));
            socket.onClose(() => this.sockets.delete(socket));
        });
        const answer = (route, body) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(body) });
        await page.route(/\/v1\/beds\/.*\/trend/, (route) => answer(route, this.trend(new URL(route.request().url()))));
        await page.route(/\/v1\/beds\/.*\/infusion$/, (route) => answer(route, {}));
        await page.route(/\/v1\/alarms\?/, (route) => answer(route, { alarms: this.recorded, next: null }));
        await page.route(/\/v1\/senders$/, (route) => answer(route, { time: iso(Date.now()), senders: this.senders }));
        await page.route(/\/v1\/senders\/assigned$/, (route) => answer(route, { assigned: this.given }));
        await page.route(/\/v1\/senders\/assign$/, (route) => {
            const { sender, bed: to, by } = route.request().postDataJSON();
            this.given = this.given.filter((each) => each.sender !== sender);
            if (to) this.given.push({ sender, bed: to, by, at: this.now() });
            return answer(route, { ok: true });
        });
        await page.route(/\/v1\/wards$/, (route) =>
            answer(route, { wards: [{ ward: 'unassigned', beds: this.without.length, alarms: { high: 0, medium: 0, low: 0 } }] }));
        await page.route(/\/v1\/wards\/unassigned$/, (route) =>
            answer(route, { beds: this.without.map((name) => bed(`unassigned/${name}`)) }));
        await page.route(/\/v1\/rules$/, (route) => answer(route, rulesInForce));
        await page.route(/\/v1\/burden\?/, (route) => answer(route, this.burden));
        await page.route(/\/v1\/alarms\/[^/]+\/(note|assign)$/, (route) => {
            const [id, what] = new URL(route.request().url()).pathname.split('/').slice(3);
            const { by, text, to } = route.request().postDataJSON();
            const held = this.alarms.get(id);
            if (what === 'note') this.change({ ...held, notes: [...held.notes, { by, text, at: this.now() }] }, 'noted');
            else this.change({ ...held, assigned: to && { to, by, at: this.now() } }, 'assigned');
            return answer(route, { ok: true });
        });
        this.timer = setInterval(() => this.beat(), 1000);
    }

    stop() {
        clearInterval(this.timer);
    }

    now() {
        return iso(Date.now() + this.skewMs);
    }

    take(socket, message) {
        this.heard.push(message);
        if (message.type === 'subscribe') {
            this.sockets.add(socket);
            this.tell(socket, this.snapshot());
        } else if (message.type === 'acknowledge') {
            this.tell(socket, { type: 'result', request: message.request, ok: true });
            const held = this.alarms.get(message.alarm);
            if (held && !this.deaf) this.change({ ...held, acknowledged: { by: message.by, at: this.now() } }, 'acknowledged');
        }
    }

    snapshot() {
        const at = { epoch, seq: this.seq, time: this.now() };
        const given = { metrics, rules, stations: [], beds: this.beds, alarms: [...this.alarms.values()] };
        return { type: 'snapshot', ...at, ward: 'W1', resumed: false, ...given };
    }

    /** Alarms, beds: in sequence. */
    event(message) {
        this.all({ epoch, seq: ++this.seq, time: this.now(), ...message });
    }

    raise(what) {
        this.alarms.set(what.id, what);
        this.event({ type: 'alarm', change: 'onset', alarm: what });
    }

    change(what, change) {
        const next = { ...what, revision: what.revision + 1 };
        this.alarms.set(next.id, next);
        this.event({ type: 'alarm', change, alarm: next });
    }

    clear(id) {
        const held = this.alarms.get(id);
        this.alarms.delete(id);
        this.event({ type: 'alarm', change: 'cleared', alarm: { ...held, revision: held.revision + 1, phase: 'cleared' } });
    }

    vitals(bedName, told) {
        const news2 = this.beds.find((each) => each.bed === bedName)?.news2 ?? null;
        this.all({ type: 'vitals', time: this.now(), bed: bedName, last_heard: this.now(), values: told, news2 });
    }

    beat() {
        let digest = 0n;
        for (const each of this.alarms.values()) digest ^= hash(`${each.id}:${each.revision}`);
        const proof = { active: this.alarms.size, digest: digest.toString(16).padStart(16, '0') };
        this.all({ type: 'heartbeat', epoch, seq: this.seq, time: this.now(), ...proof });
    }

    all(message) {
        if (this.held) this.held.push(message);
        else for (const socket of this.sockets) this.tell(socket, message);
    }

    /** What `say` tells comes in one frame. */
    inOneFrame(say) {
        this.held = [];
        say();
        const lines = this.held.map((message) => JSON.stringify(message)).join('\n');
        this.held = null;
        for (const socket of this.sockets) socket.send(lines);
    }

    tell(socket, message) {
        if (this.speaking) socket.send(JSON.stringify(message));
    }

    trend(url) {
        const to = Date.parse(url.searchParams.get('to') ?? this.now());
        const from = Date.parse(url.searchParams.get('from') ?? iso(to - 86_400_000));
        const count = Number(url.searchParams.get('points') ?? 600);
        const bedName = decodeURIComponent(url.pathname.split('/').slice(3, 5).join('/'));
        const times = Array.from({ length: count }, (_, i) => iso(from + ((to - from) * i) / count));
        const wave = (base, size) => times.map((_, i) => (i > 20 && i < 24 ? null : base + Math.round(size * Math.sin(i / 5))));
        const of = (base, size) => ({ unit: '', min: wave(base - 1, size), mean: wave(base, size), max: wave(base + 1, size) });
        const asked = url.searchParams.get('metric').split(',');
        const all = { heart_rate: of(82, 9), spo2: of(96, 2) };
        return {
            ward: 'W1', bed: bedName, to: iso(to), source: 'readings', step_s: 30, times,
            stays: [{ from: iso(from - 1000), stay: `stay-${bedName}`, patient: null }],
            metrics: Object.fromEntries(asked.map((name) => [name, all[name] ?? { unit: '', min: [], mean: [], max: [] }])),
        };
    }
}
