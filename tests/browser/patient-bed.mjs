// A bed of the test's own: a monitor that reports every second now, and a day of its readings in the record.
import { execFile } from 'node:child_process';

const hour = 3600;
/** Half an hour without a value, counted back from the minute in which the day was remembered. */
const gap = { fromS: 6 * hour, toS: 5.5 * hour };
/** Before, somebody else lay there. */
export const stayS = 20 * hour;
const daySeconds = 24 * hour;

export class PatientBed {
    constructor(origin, bed) {
        this.origin = origin;
        this.bed = bed;
        this.count = 0;
        this.run = Date.now().toString(36);
        this.heartRate = 72;
    }

    async start() {
        await this.report();
        this.timer = setInterval(() => void this.report().catch((error) => (this.fault = error)), 1000);
    }

    stop() {
        clearInterval(this.timer);
    }

    async report() {
        const readings = [
            { metric: 'heart_rate', value: this.heartRate, unit: '/min' },
            { metric: 'spo2', value: 97, unit: '%' },
            { metric: 'respiratory_rate', value: 14, unit: '/min' },
            { metric: 'etco2', value: 38, unit: 'mm[Hg]' },
        ];
        const who = { bed: this.bed, patient: 'P-17', patient_name: 'TEST, PATIENT' };
        const body = { sender: 'patient-test', id: `${this.run}-${this.count++}`, time: new Date().toISOString(), ...who, readings };
        const answer = await this.post('/v1/readings', body);
        if (!answer.ok) throw new Error(`POST /v1/readings answered ${answer.status}: ${await answer.text()}`);
    }

    post(path, body) {
        const headers = { 'Content-Type': 'application/json' };
        return fetch(`${this.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    }

    /** What a person orders for whoever lies there now. */
    async order(what, body) {
        const { stay } = await this.shown();
        const answer = await this.post(`/v1/beds/${this.bed}/${what}`, { request: `${this.run}-${this.count++}`, stay, by: 'nurse-1', ...body });
        return { ok: answer.ok, text: await answer.text() };
    }

    async shown() {
        const ward = await (await fetch(`${this.origin}/v1/wards/${this.bed.split('/')[0]}`)).json();
        return ward.beds.find((bed) => bed.bed === this.bed);
    }

    /** Six signs a second for a day, as a journal that was read long ago would have left them. */
    async remember(database) {
        const { stay } = await this.shown();
        this.rememberedMs = Math.floor(Date.now() / 60_000) * 60_000;
        const [ward, bed] = this.bed.split('/');
        await psql(database, daySql, { ward, bed, stay, base: this.rememberedMs / 1000, day: daySeconds, stay_s: stayS, gap_from: gap.fromS, gap_to: gap.toS });
    }
}

/** The gap as seconds before now. */
export function gapNow(bed) {
    const sinceS = (Date.now() - bed.rememberedMs) / 1000;
    return { fromS: gap.fromS + sinceS, toS: gap.toS + sinceS };
}

const daySql = `
SELECT vigil.ensure_day((now() AT TIME ZONE 'UTC')::date - d) FROM generate_series(0, 1) AS d;
INSERT INTO vigil.reading (received_at, reported_at, seq, journal, coded, ward, bed, patient, sender, control_id,
                           heart_rate, pulse_rate, spo2, respiratory_rate, etco2, temperature)
SELECT t, t, s, 99, false, :'ward', :'bed', 'P-17', 'patient-test', 'day-' || s,
       74 + 9 * sin(s / 2900.0) + 3 * sin(s / 61.0) + 2 * sin(s / 7.0), 74 + 9 * sin(s / 2900.0) + 3 * sin(s / 61.0),
       97 - 2 * abs(sin(s / 5200.0)) - abs(sin(s / 91.0)), 14 + 2 * sin(s / 1300.0) + sin(s / 37.0),
       38 + 3 * sin(s / 1700.0) + sin(s / 53.0), 36.8 + 0.4 * sin(s / 15000.0)
FROM generate_series(1, :day) AS s, LATERAL (SELECT to_timestamp(:base) - make_interval(secs => s) AS t) AS at
WHERE s NOT BETWEEN :gap_to AND :gap_from;
UPDATE vigil.reading SET nibp_systolic = 122 + 14 * sin(seq / 3100.0), nibp_diastolic = 74 + 8 * sin(seq / 2700.0)
WHERE journal = 99 AND ward = :'ward' AND bed = :'bed' AND seq % 600 = 0;
UPDATE vigil.reading SET poss = 1 + (seq / 7200) % 3
WHERE journal = 99 AND ward = :'ward' AND bed = :'bed' AND seq % 3600 = 0;
INSERT INTO vigil.minute (minute, lowest, highest, total, count, ward, bed, metric)
SELECT date_trunc('minute', at, 'UTC'), min(value), max(value), sum(value), count(*), ward, bed, metric
FROM vigil.trend_value WHERE journal = 99 AND ward = :'ward' AND bed = :'bed' GROUP BY 1, ward, bed, metric;
INSERT INTO vigil.bed_event (journal, seq, item, at, ward_seq, ward, bed, stay, patient, monitored) VALUES
    (99, 1, 0, now() - interval '25 hours', 0, :'ward', :'bed', 'before', 'P-16', true),
    (99, 2, 0, now() - make_interval(secs => :stay_s), 0, :'ward', :'bed', :'stay', 'P-17', true);
ANALYZE vigil.minute;
`;

function psql(database, sql, values) {
    const set = Object.entries(values).flatMap(([name, value]) => ['-v', `${name}=${value}`]);
    return new Promise((resolve, reject) => {
        const child = execFile('psql', [database, '-Xq', '-v', 'ON_ERROR_STOP=1', ...set], (error, _, said) =>
            error ? reject(new Error(said || error.message)) : resolve(),
        );
        child.stdin.end(sql);
    });
}
