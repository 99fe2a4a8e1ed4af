// Pauses one alarm for this patient: it is shown and does not sound, for an hour at most.
import { useState } from 'preact/hooks';
import type { Session } from '../session';
import type { Bed, Rule } from '../wire';
import { DecisionFields, readDecision } from './DecisionFields';
import { ruleText } from './limits';
import { OrderState } from './OrderState';
import { t } from './t';
import { useDerived } from './useDerived';
import { useOrder } from './useOrder';

/** The server allows 60. */
const minutesOffered = [2, 5, 10, 15, 30, 60];

export function PauseForm({ session, bed, rules }: { session: Session; bed: Bed; rules: readonly Rule[] }) {
    const active = useDerived(
        () => session.alarms.value.filter((a) => a.bed === bed.bed).map((a) => a.rule),
        [session, bed.bed],
    );
    const [wanted, setWanted] = useState({ rule: '', by: '', reason: '' });
    const is = (pause: Bed['paused'][number]) =>
        pause.rule === wanted.rule && pause.by === wanted.by && pause.reason === wanted.reason;
    const { submission, send } = useOrder(bed, 'pauses', bed.paused.some(is));
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement);
        const asked = { rule: String(form.get('rule')), ...readDecision(form) };
        setWanted(asked);
        send({ ...asked, minutes: Number(form.get('minutes')) });
    };
    const names = rules.map((rule) => rule.name);
    return (
        <section aria-label={t('pauseAlarm')}>
            <h3>{t('pauseAlarm')}</h3>
            <p class="limits-note">{t('pauseNote')}</p>
            <form class="decision" data-form="pause" onSubmit={submit}>
                <label>
                    {t('alarm')}
                    <select name="rule" required>
                        <Rules label={t('alarmNow')} names={names.filter((name) => active.includes(name))} />
                        <Rules label={t('otherAlarms')} names={names.filter((name) => !active.includes(name))} />
                    </select>
                </label>
                <label>
                    {t('howLong')}
                    <select name="minutes">
                        {minutesOffered.map((minutes) => (
                            <option key={minutes} value={minutes}>
                                {t('minutes', { count: minutes })}
                            </option>
                        ))}
                    </select>
                </label>
                <DecisionFields station={session.station} />
                <button type="submit" class="decision-send" disabled={submission?.state === 'sending'}>
                    {t('pauseNow')}
                </button>
                <OrderState submission={submission} />
            </form>
        </section>
    );
}

function Rules({ label, names }: { label: string; names: readonly string[] }) {
    if (names.length === 0) return null;
    return (
        <optgroup label={label}>
            {names.map((name) => (
                <option key={name} value={name}>
                    {ruleText(name)}
                </option>
            ))}
        </optgroup>
    );
}
