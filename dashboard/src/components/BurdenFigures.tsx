// The figures of a ward's alarms: in all, by priority, by hour, by rule.
import { type AlarmCounts, type Burden, byHourOf } from '../burden';
import { priorities } from '../order';
import { t } from '../text/pages';
import { t as word } from '../text/ward';
import { ageText } from '../time';
import { Fact } from './Fact';
import { HourBars } from './HourBars';

const topRules = 10;

export function BurdenFigures({ burden }: { burden: Burden }) {
    const minutesAhead = -new Date(burden.to).getTimezoneOffset();
    const rows = [
        ...priorities.map((priority) => ({ name: word(priority), of: burden.by_priority[priority] })),
        ...burden.by_rule.slice(0, topRules).map((rule) => ({ name: rule.rule, of: rule })),
    ];
    return (
        <div data-burden={burden.all.alarms}>
            <dl class="facts facts-large">
                <Fact name={t('perBedDay')} value={burden.alarms_per_bed_day === null ? '--' : tenths(burden.alarms_per_bed_day)} />
                <Fact name={t('inAllAlarms')} value={burden.all.alarms} />
                <Fact name={t('technicalShare')} value={percent(burden.technical_share)} />
                <Fact name={t('acknowledgedShare')} value={percent(burden.all.alarms ? burden.all.acknowledged / burden.all.alarms : null)} />
                <Fact name={t('acknowledgedMedian')} value={time(burden.all.acknowledged_median_s)} />
                <Fact name={t('acknowledgedWorst')} value={time(burden.all.acknowledged_p90_s)} />
                <Fact name={t('overIn10')} value={percent(burden.all.over_in_10_s_share)} />
                <Fact name={t('overIn30')} value={percent(burden.all.over_in_30_s_share)} />
            </dl>
            <h3 class="sheet-subtitle">{t('byHour')}</h3>
            <HourBars counts={byHourOf(burden.by_hour, minutesAhead)} />
            <h3 class="sheet-subtitle">{t('byRule')}</h3>
            <div class="scroll" tabIndex={0} role="region" aria-label={t('byRule')}>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t('rule')}</th>
                            <th scope="col">{t('inAllAlarms')}</th>
                            <th scope="col">{t('acknowledgedShare')}</th>
                            <th scope="col">{t('acknowledgedMedian')}</th>
                            <th scope="col">{t('overIn30')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map(({ name, of }) => (
                            <Row key={name} name={name} of={of} />
                        ))}
                    </tbody>
                </table>
            </div>
        </div>
    );
}

function Row({ name, of }: { name: string; of: AlarmCounts }) {
    return (
        <tr data-burden-of={name}>
            <th scope="row">{name}</th>
            <td class="number">{of.alarms}</td>
            <td class="number">{percent(of.alarms ? of.acknowledged / of.alarms : null)}</td>
            <td class="number">{time(of.acknowledged_median_s)}</td>
            <td class="number">{percent(of.over_in_30_s_share)}</td>
        </tr>
    );
}

export function tenths(value: number): string {
    return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

function percent(share: number | null): string {
    return share === null ? '--' : `${Math.round(share * 100)} %`;
}

function time(seconds: number | null): string {
    return seconds === null ? '--' : ageText(seconds * 1000);
}
