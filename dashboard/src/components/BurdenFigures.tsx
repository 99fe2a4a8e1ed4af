// The figures of a ward's alarms: in all, by rule, by hour.
import type { Burden } from '../burden';
import { priorities } from '../order';
import { t } from '../text/pages';
import { t as word } from '../text/ward';
import { ageText } from '../time';
import { Fact } from './Fact';
import { HourBars } from './HourBars';

const topRules = 10;

export function BurdenFigures({ burden }: { burden: Burden }) {
    return (
        <div data-burden={burden.alarms}>
            <dl class="facts facts-large">
                <Fact name={t('perBedDay')} value={number(burden.perBedDay)} />
                <Fact name={t('inAllAlarms')} value={String(burden.alarms)} />
                {priorities.map((p) => (
                    <Fact key={p} name={word(p)} value={String(burden.byPriority[p])} />
                ))}
                <Fact name={t('technicalShare')} value={percent(burden.technicalShare)} />
                <Fact name={t('acknowledgedShare')} value={percent(burden.acknowledgedShare)} />
                <Fact name={t('acknowledgedMedian')} value={time(burden.acknowledgedMedianMs)} />
                <Fact name={t('acknowledgedWorst')} value={time(burden.acknowledgedWorstTenthMs)} />
                <Fact name={t('selfCleared')} value={percent(burden.selfClearedShare)} />
                <Fact name={t('selfClearedSoon')} value={percent(burden.selfClearedSoonShare)} />
            </dl>
            <h3 class="sheet-subtitle">{t('byHour')}</h3>
            <HourBars counts={burden.byHour} />
            <h3 class="sheet-subtitle">{t('byRule')}</h3>
            <Rules burden={burden} />
        </div>
    );
}

function Rules({ burden }: { burden: Burden }) {
    return (
        <div class="scroll" tabIndex={0} role="region" aria-label={t('byRule')}>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t('rule')}</th>
                        <th scope="col">{t('inAllAlarms')}</th>
                        <th scope="col">{t('perBedDay')}</th>
                        <th scope="col">{t('selfCleared')}</th>
                        <th scope="col">{t('lastedMedian')}</th>
                    </tr>
                </thead>
                <tbody>
                    {burden.byRule.slice(0, topRules).map((rule) => (
                        <tr key={rule.rule} data-burden-rule={rule.rule}>
                            <th scope="row">{rule.rule}</th>
                            <td class="number">{rule.alarms}</td>
                            <td class="number">{number(rule.perBedDay)}</td>
                            <td class="number">{percent(rule.selfClearedShare)}</td>
                            <td class="number">{time(rule.lastedMedianMs)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function number(value: number): string {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function percent(share: number | null): string {
    return share === null ? '--' : `${Math.round(share * 100)} %`;
}

function time(ms: number | null): string {
    return ms === null ? '--' : ageText(ms);
}
