// Everything that may be decided for this patient about alarms: limits, pauses, the scale of NEWS2, open confusion.
import type { Session } from '../session';
import type { Bed } from '../wire';
import { ConfusionForm } from './ConfusionForm';
import { LimitRow } from './LimitRow';
import { adjustable } from './limits';
import { PauseForm } from './PauseForm';
import { ScaleForm } from './ScaleForm';
import { t } from './t';

export function LimitsPart({ session, bed }: { session: Session; bed: Bed }) {
    const rules = [...(session.ward.value?.rules.values() ?? [])];
    const rows = adjustable(rules, bed).flatMap(({ rule, levels }) =>
        levels.map((level) => ({ rule: rule.name, ...level })),
    );
    return (
        <div class="limits" data-limits={rows.length}>
            <ConfusionForm session={session} bed={bed} />
            <section aria-label={t('limits')} data-list="limits">
                <h3>{t('limits')}</h3>
                <p class="limits-note">{t('limitsNote')}</p>
                {rows.length === 0 && <p class="patient-none">{t('noLimits')}</p>}
                <ul class="limits-list">
                    {rows.map((row) => (
                        <LimitRow key={`${row.rule} ${row.level.priority}`} session={session} bed={bed} {...row} />
                    ))}
                </ul>
            </section>
            <PauseForm session={session} bed={bed} rules={rules} />
            <ScaleForm session={session} bed={bed} />
        </div>
    );
}
