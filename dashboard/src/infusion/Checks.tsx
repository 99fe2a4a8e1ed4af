// What is to be observed next, when, and what of it is missing. Due and overdue are the server's words.
import { ChartLink } from './Baseline';
import { itemText } from './names';
import { byDue } from './sections';
import { t } from './t';
import type { Care } from './useCare';
import type { Check, InfusionSession } from './wire';
import { countdown, timeText } from './when';

export function Checks({ care, told }: { care: Care; told: InfusionSession }) {
    const due = told.checks.filter((check) => check.due_at !== null).sort(byDue);
    return (
        <section class="card-plain checks" aria-label={t('checks')}>
            <h3>{t('checks')}</h3>
            {due.length === 0 && <p class="quiet">{t('noChecks')}</p>}
            <ul class="checks-list">
                {due.map((check, i) => (
                    <Due key={check.name} care={care} check={check} first={i === 0} />
                ))}
            </ul>
            {due.length > 0 && <ChartLink care={care} />}
        </section>
    );
}

function Due({ care, check, first }: { care: Care; check: Check; first: boolean }) {
    const now = care.session.now.value;
    const left = countdown(Date.parse(check.due_at!), now);
    const full = first || check.overdue;
    return (
        <li class="check" data-check={check.name} data-overdue={check.overdue} data-first={first}>
            <span class="check-title">{check.title}</span>
            <span class="check-left" data-countdown={left?.overdue ? 'overdue' : 'due'}>
                {left && t(left.overdue ? 'overdueBy' : 'dueIn', { span: left.text })}
            </span>
            {full && (
                <span class="check-missing quiet">
                    {check.missing.length > 0
                        ? t('missingItems', {
                              items: check.missing.map((name) => itemText(name, care.protocol)).join(', '),
                          })
                        : t('dueAt', { time: timeText(check.due_at!, now) })}
                </span>
            )}
        </li>
    );
}
