// Asks for what was before this page, one bed after the other, so that a ward of sixty beds does not crowd the record.

const restMs = 60_000;

export class Backfill {
    private readonly wanted = new Set<string>();
    private busy = false;
    private restUntilMs = 0;

    /** `read` fills one bed, and says whether it could. */
    constructor(private readonly read: (bed: string) => Promise<boolean>) {}

    want(beds: Iterable<string>): void {
        for (const bed of beds) this.wanted.add(bed);
    }

    /** Call often. After a failure it rests for a minute: the record may be away. */
    tick(nowMs: number): void {
        const [next] = this.wanted;
        if (this.busy || next === undefined || nowMs < this.restUntilMs) return;
        this.busy = true;
        this.wanted.delete(next);
        void this.read(next).then((done) => {
            this.busy = false;
            if (done) return;
            this.wanted.add(next);
            this.restUntilMs = nowMs + restMs;
        });
    }

    keepOnly(beds: ReadonlyMap<string, unknown>): void {
        for (const bed of this.wanted) if (!beds.has(bed)) this.wanted.delete(bed);
    }
}
