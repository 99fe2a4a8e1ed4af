// A made-up ward with something of everything: alarms, decisions, an infusion, beds that nobody watches, a history.
import { alarm, bed, FakeWard, infusion } from './fakeward.mjs';

export const id = (letter) => letter.repeat(16);

export function busyWard(count = 12) {
    const limit = { rule: 'tachycardia', priority: 'medium', limit: 140, by: 'desk', reason: 'athlete', until: new Date(Date.now() + 3e6).toISOString() };
    const special = [{ infusion: infusion() }, { limits: [limit] }, { monitored: false, values: {} }, { patient: null, monitored: false, last_heard: null, values: {} }];
    const beds = Array.from({ length: count }, (_, i) => bed(`W1/${i + 1}`, i, special[i]));
    const ward = new FakeWard(beds, [alarm(id('a'), 'W1/1', { priority: 'high' }), alarm(id('b'), 'W1/2'), alarm(id('c'), 'W1/2', { priority: 'low', evidence: null })]);
    ward.recorded = ['d', 'e', 'f'].map((letter, i) => {
        const { signalled_at: _, evidence, ...rest } = alarm(id(letter), String(i + 1), { phase: 'cleared' });
        return { ...rest, evidence: { ...evidence, unit: undefined }, changed_at: new Date(Date.now() + 20_000).toISOString() };
    });
    const finding = { kind: 'unknown_code', text: 'MDC_SOMETHING', count: 3, first: ward.now(), last: ward.now() };
    const counts = { messages: 812, readings: 4481, duplicates: 3, reused_control_ids: 0, refused: 2, findings_not_listed: 0 };
    ward.senders = [{ name: 'monitor-1', address: '10.0.0.7:4411', dialect: 'ihe-pcd01', detected: true, zone: '', last_heard: ward.now(), skew_seconds: 12.3, findings: [finding], ...counts }];
    ward.without = ['monitor-17'];
    ward.burden = burden();
    return ward;
}

function burden() {
    const counts = (alarms, acknowledged) => ({
        alarms, acknowledged, acknowledged_median_s: alarms ? 25 : null, acknowledged_p90_s: alarms ? 41 : null,
        over_in_10_s_share: alarms ? 0 : null, over_in_30_s_share: alarms ? 1 / 3 : null,
    });
    const by_hour = Array.from({ length: 24 }, (_, hour) => (hour === 2 ? 1 : hour === 9 ? 2 : 0));
    return {
        ward: 'W1', from: new Date(Date.now() - 864e5).toISOString(), to: new Date().toISOString(),
        monitored_bed_days: 1.5, alarms_per_bed_day: 2, technical_share: 1 / 3, all: counts(3, 2),
        by_priority: { high: counts(0, 0), medium: counts(3, 2), low: counts(0, 0) }, by_hour,
        by_rule: [{ rule: 'tachycardia', kind: 'physiological', ...counts(2, 2) }, { rule: 'monitor_silent', kind: 'technical', ...counts(1, 0) }],
        top_rules: ['tachycardia', 'monitor_silent'],
    };
}
