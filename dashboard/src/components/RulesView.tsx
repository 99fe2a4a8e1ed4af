// The rules in force: at which limits which priority is raised, and what was decided for single patients.
import { useComputed } from '@preact/signals';
import { bedLabel, byBed } from '../order';
import { askRules, type RulesInForce } from '../rules';
import type { Session } from '../session';
import { unitText } from '../slots';
import { t } from '../text/pages';
import { t as word } from '../text/ward';
import { whenText } from '../time';
import type { Bed, Rule } from '../wire';
import { Asked } from './Asked';
import { PriorityIcon } from './PriorityIcon';
import { RuleText } from './RuleText';
import { useAsked } from './useAsked';
import { ViewLink } from './ViewLink';

export function RulesView({ session }: { session: Session }) {
    const held = useComputed(() => session.ward.value?.rules).value;
    const rules = [...(held?.values() ?? [])];
    const answer = useAsked(askRules, [held], null);
    const told = answer?.ok ? answer.value : null;
    return (
        <div class="sheet">
            <Decisions session={session} />
            <section aria-label={t('rules')} data-rules={rules.length}>
                <h2 class="sheet-title">{t('rules')}</h2>
                <p class="sheet-note">{t('rulesNote')}</p>
                <div class="scroll" tabIndex={0} role="region" aria-label={t('rules')}>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t('rule')}</th>
                                <th scope="col">{t('kind')}</th>
                                <th scope="col">{t('priority')}</th>
                                <th scope="col">{t('limit')}</th>
                                <th scope="col">{t('adjustable')}</th>
                            </tr>
                        </thead>
                        {rules.map((rule) => (
                            <RuleRows key={rule.name} rule={rule} told={told} />
                        ))}
                    </table>
                </div>
                <Asked answer={answer}>{(all) => <RulesAround told={all} />}</Asked>
            </section>
        </div>
    );
}

function RuleRows({ rule, told }: { rule: Rule; told: RulesInForce | null }) {
    const said = told?.rules.find((each) => each.name === rule.name);
    return (
        <tbody data-rule-name={rule.name}>
            {rule.levels.map((level, i) => (
                <tr key={level.priority}>
                    {i === 0 && (
                        <>
                            <th scope="rowgroup" rowSpan={rule.levels.length}>
                                {rule.name}
                            </th>
                            <td rowSpan={rule.levels.length}>{word(rule.kind)}</td>
                        </>
                    )}
                    <td>
                        <span class="chip" data-priority={level.priority}>
                            <PriorityIcon priority={level.priority} kind={rule.kind} /> {word(level.priority)}
                        </span>
                    </td>
                    <td class="number">{level.limit === null ? '' : `${level.limit} ${unitText(level.unit)}`}</td>
                    <td class="number">{level.adjustable ? t('fromTo', { from: level.adjustable[0], to: level.adjustable[1] }) : ''}</td>
                </tr>
            ))}
            {said && (
                <tr>
                    <td colSpan={5}>
                        <RuleText rule={said} source={told!.source} />
                    </td>
                </tr>
            )}
        </tbody>
    );
}

/** What the wards raise by themselves, who is called, and which text all this is. */
function RulesAround({ told }: { told: RulesInForce }) {
    return (
        <>
            <ul class="rows">
                {told.fixed.map((each) => (
                    <li key={each.name} class="decision" data-fixed={each.name}>
                        <b>{each.name}</b>
                        <span>{word(each.priority)}</span>
                        <span>{each.enabled ? t('raisedAfter', { s: each.after_s }) : t('switchedOff')}</span>
                        <span>{each.message}</span>
                    </li>
                ))}
                {told.calls.map((each) => (
                    <li key={each.to + each.priority} class="decision" data-call={each.to}>
                        <b>{t('callOf', { to: each.to })}</b>
                        <span>{t('callAfter', { priority: word(each.priority), s: each.after_s })}</span>
                    </li>
                ))}
            </ul>
            <p class="sheet-note" data-rules-version={told.version}>
                {t('rulesOf', { file: told.source ?? '--', version: told.version })}
            </p>
        </>
    );
}

interface Decision {
    bed: Bed;
    what: string;
    by: string;
    reason: string;
    until: string;
}

/** Limits of single patients, and paused alarms: each ends by itself. */
function Decisions({ session }: { session: Session }) {
    const decisions = useComputed(() => [...(session.ward.value?.beds.values() ?? [])].sort((a, b) => byBed(a.bed, b.bed)).flatMap(ofBed)).value;
    return (
        <section aria-label={t('decisions')} data-decisions={decisions.length}>
            <h2 class="sheet-title">{t('decisions')}</h2>
            {decisions.length === 0 && <p class="sheet-wait">{t('noDecisions')}</p>}
            <ul class="rows">
                {decisions.map((decision) => (
                    <li key={decision.bed.bed + decision.what} class="decision" data-decision={decision.bed.bed}>
                        <ViewLink class="decision-bed" to={{ name: 'bed', ward: session.name, bed: bedLabel(decision.bed.bed), part: 'trends' }}>
                            {word('bed', { bed: bedLabel(decision.bed.bed) })}
                        </ViewLink>
                        <b>{decision.what}</b>
                        <span>{decision.reason}</span>
                        <span>{t('decidedBy', { by: decision.by, time: whenText(Date.parse(decision.until)) })}</span>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function ofBed(bed: Bed): Decision[] {
    const limits = bed.limits.map((l) => ({ ...l, bed, what: t('limitOf', { rule: l.rule, priority: word(l.priority), limit: l.limit }) }));
    const pauses = bed.paused.map((p) => ({ ...p, bed, what: t('pauseOf', { rule: p.rule }) }));
    return [...limits, ...pauses];
}
