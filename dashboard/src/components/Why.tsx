// Why an alarm is or was there: what was measured, which limit it crossed, how long each step took, by which rule, and
// what was measured around it.
import { useComputed } from '@preact/signals';
import { fullBed } from '../order';
import { askTrend, type RecordedAlarm } from '../recorded';
import { askRules } from '../rules';
import type { Session } from '../session';
import { unitText } from '../slots';
import { t } from '../text/pages';
import { t as word } from '../text/ward';
import { whenText } from '../time';
import type { Alarm } from '../wire';
import { AlarmWords } from './AlarmWords';
import { Asked } from './Asked';
import { Fact } from './Fact';
import { RuleText } from './RuleText';
import { Samples } from './Samples';
import { useAsked } from './useAsked';

const aroundMs = 5 * 60_000;
const points = 60;

export function Why({ session, alarm }: { session: Session; alarm: Alarm | RecordedAlarm }) {
    const { evidence } = alarm;
    const rule = useComputed(() => session.ward.value?.rules.get(alarm.rule)).value;
    const metric = evidence && session.metrics.value?.get(evidence.metric);
    const unit = unitText(metric?.unit ?? '');
    return (
        <div class="why" data-why-of={alarm.id}>
            <dl class="facts">
                <Fact name={t('rule')} value={alarm.rule} />
                {evidence && <Fact name={t('ruleVersion')} value={evidence.rule_version} />}
                {evidence && <Fact name={metric?.label ?? evidence.metric} value={`${evidence.value ?? '--'} ${unit}`} />}
                {evidence?.limit != null && <Fact name={t('limitThen')} value={`${evidence.limit} ${unit}`} />}
                {rule?.levels.filter((level) => level.limit !== null).map((level) => (
                    <Fact
                        key={level.priority}
                        name={t('limitNow', { priority: word(level.priority) })}
                        value={`${level.limit} ${unitText(level.unit)}`}
                    />
                ))}
            </dl>
            <AlarmWords alarm={alarm} notesMax={10} />
            <Steps alarm={alarm} />
            {evidence && <RuleThen rule={alarm.rule} version={evidence.rule_version} />}
            {evidence && alarm.bed !== null && <Around session={session} alarm={alarm} metric={evidence.metric} />}
        </div>
    );
}

/** The rule's own words, if it is still the one by which the alarm was raised. */
function RuleThen({ rule: name, version }: { rule: string; version: string }) {
    const answer = useAsked(askRules, [version], null);
    return (
        <Asked answer={answer}>
            {(rules) => {
                const rule = rules.rules.find((each) => each.name === name);
                if (rules.version !== version) return <p class="sheet-note">{t('otherRulesNow', { version: rules.version })}</p>;
                return rule ? <RuleText rule={rule} source={rules.source} /> : null;
            }}
        </Asked>
    );
}

/** What was measured last, received, raised, shown: in order of time, and how long after the step before. */
function Steps({ alarm }: { alarm: Alarm | RecordedAlarm }) {
    const steps = [
        { name: t('measured'), at: alarm.evidence?.measured_at },
        { name: t('received'), at: alarm.evidence?.received_at },
        { name: t('raised'), at: alarm.since },
        { name: t('shown'), at: alarm.shown_at },
        { name: t('acknowledgedStep'), at: alarm.acknowledged?.at },
    ]
        .filter((step) => step.at)
        .sort((a, b) => Date.parse(a.at!) - Date.parse(b.at!));
    return (
        <ol class="steps" aria-label={t('steps')}>
            {steps.map((step, i) => {
                const at = Date.parse(step.at!);
                const afterS = i ? (at - Date.parse(steps[i - 1]!.at!)) / 1000 : null;
                return (
                    <li key={step.name}>
                        <b>{step.name}</b> {whenText(at)} {afterS !== null && <span>{t('after', { s: afterS.toFixed(1) })}</span>}
                    </li>
                );
            })}
        </ol>
    );
}

function Around({ session, alarm, metric }: { session: Session; alarm: Alarm | RecordedAlarm; metric: string }) {
    const since = Date.parse(alarm.since);
    const bed = fullBed(session.name, alarm.bed!);
    const now = session.now.peek();
    const toMs = Number.isFinite(now) ? Math.min(since + aroundMs, now) : since + aroundMs;
    const answer = useAsked(() => askTrend(bed, [metric], since - aroundMs, toMs, points), [alarm.id], null);
    const limit = alarm.evidence?.limit ?? null;
    return <Asked answer={answer}>{(trend) => <Samples trend={trend} metric={metric} limit={limit} sinceMs={since} />}</Asked>;
}
