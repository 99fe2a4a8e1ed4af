// A bed of the test's own, with a monitor that reports every second, and what others than the page under test do there.

const reportMs = 1000;

export class InfusionBed {
    constructor(origin, place) {
        this.origin = origin;
        this.place = place;
        this.run = Date.now().toString(36);
        this.count = 0;
        /** What its pump tells; null: there is none. */
        this.pumpMgPerHour = null;
    }

    async start() {
        await this.report();
        this.timer = setInterval(() => void this.report().catch((error) => (this.fault = error)), reportMs);
        const { beds } = await this.ward();
        this.stay = beds.find((bed) => bed.bed === this.place).stay;
    }

    async stop() {
        clearInterval(this.timer);
        if (this.fault) throw this.fault;
    }

    async ward() {
        return (await fetch(`${this.origin}/v1/wards/${this.place.split('/')[0]}`)).json();
    }

    /** Another bed of the ward. */
    async neighbour() {
        const ward = this.place.split('/')[0];
        const bed = `${ward}/97`;
        await this.post('/v1/readings', { sender: 'infusion-test', id: `${this.run}-n${this.count++}`, bed, readings: [{ metric: 'heart_rate', value: 70, unit: '/min' }] });
        return bed;
    }

    /** The day case, in real time if the server has it so. */
    async protocol() {
        const { protocols } = await (await fetch(`${this.origin}/v1/protocols`)).json();
        const named = protocols.map((each) => each.name).filter((name) => name.startsWith('day-case-low-dose'));
        return named.sort((a, b) => a.length - b.length)[0];
    }

    path(what) {
        return `/v1/beds/${this.place.split('/').map(encodeURIComponent).join('/')}/${what}`;
    }

    async session() {
        return (await fetch(this.origin + this.path('infusion'))).json();
    }

    order(what, members) {
        return this.post(this.path(what), { request: `${this.run}-o${this.count++}`, stay: this.stay, by: 'nurse-2', ...members });
    }

    /** A session whose baseline is to be known next. */
    async begin() {
        await this.order('infusion_start', { protocol: await this.protocol(), weight_kg: 71.5 });
        await this.answerTheRest();
    }

    async answerTheRest() {
        const { screening } = await this.session();
        for (const { question, passes_if, yes } of screening)
            if (yes === null) await this.order('infusion_screening', { question, yes: passes_if });
    }

    /** Where times are short, what the page charted before is too old by now. */
    async chartBaseline() {
        const values = [{ item: 'pain', value: 6 }, { item: 'poss', value: '1' }, { item: 'mood_change', value: 0 }];
        await this.order('observations', { values });
    }

    async report() {
        const number = (metric, value, unit) => ({ metric, value, unit });
        const readings = [
            number('heart_rate', 72 + (this.count % 3), '/min'),
            number('spo2', 97, '%'),
            number('respiratory_rate', 14, '/min'),
            number('nibp_systolic', 124, 'mm[Hg]'),
            number('nibp_diastolic', 78, 'mm[Hg]'),
        ];
        if (this.pumpMgPerHour !== null) readings.push(number('pump_dose_rate', this.pumpMgPerHour, 'mg/h'));
        const id = `${this.run}-${this.count++}`;
        await this.post('/v1/readings', { sender: 'infusion-test', id, bed: this.place, patient: 'P-17', time: new Date().toISOString(), readings });
    }

    async post(path, body) {
        const headers = { 'Content-Type': 'application/json' };
        const answer = await fetch(this.origin + path, { method: 'POST', headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
    }
}
