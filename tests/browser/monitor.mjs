// A bedside monitor for the test's own bed, so that an alarm comes when the test wants one.

export class Monitor {
    constructor(origin, bed) {
        this.origin = origin;
        this.bed = bed;
        this.run = Date.now().toString(36);
        this.count = 0;
        this.heartRate = 72;
        this.spo2 = 97;
        this.further = [];
    }

    start() {
        this.timer = setInterval(() => void this.report().catch((error) => (this.fault = error)), 1000);
    }

    async stop() {
        clearInterval(this.timer);
        this.heartRate = 72;
        await this.report().catch(() => undefined);
    }

    async report() {
        const report = {
            sender: 'browser-test',
            id: `${this.run}-${this.count++}`,
            bed: this.bed,
            time: new Date().toISOString(),
            readings: [
                { metric: 'heart_rate', value: this.heartRate, unit: '/min' },
                { metric: 'spo2', value: this.spo2, unit: '%' },
                ...this.further,
            ],
        };
        const headers = { 'Content-Type': 'application/json' };
        const request = { method: 'POST', headers, body: JSON.stringify(report) };
        const answer = await fetch(`${this.origin}/v1/readings`, request);
        if (!answer.ok) throw new Error(`POST /v1/readings answered ${answer.status}: ${await answer.text()}`);
    }
}
