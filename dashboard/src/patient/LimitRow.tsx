// One limit: the ward's, this patient's own, and the form that sets it for a time.
import { useState } from 'preact/hooks';
import type { Session } from '../session';
import { unitText } from '../slots';
import type { Bed } from '../wire';
import { Decision } from './Decided';
import { DecisionFields, readDecision } from './DecisionFields';
import { type LevelOfPatient, ruleText } from './limits';
import { OrderState } from './OrderState';
import { PriorityMark } from './PriorityMark';
import { t } from './t';
import { type Ordering, useOrder } from './useOrder';

/** Of a limit; the server allows 1 to 1440. */
const hoursOffered = [1, 2, 4, 8, 12, 24];

interface Props extends LevelOfPatient {
    session: Session;
    bed: Bed;
    rule: string;
}

export function LimitRow({ session, bed, rule, level, own }: Props) {
    const [open, setOpen] = useState(false);
    const [wanted, setWanted] = useState({ limit: NaN, reason: '' });
    const seen = own !== null && own.limit === wanted.limit && own.reason === wanted.reason;
    const ordering = useOrder(bed, 'limits', seen, () => setOpen(false));
    const unit = unitText(level.unit);
    return (
        <li class="limit-row" data-limit={`${rule} ${level.priority}`}>
            <div class="limit-now">
                <PriorityMark priority={level.priority} />
                <b class="limit-rule">{ruleText(rule)}</b>
                <span class="limit-value">
                    {own ? <s>{level.limit}</s> : <b>{level.limit}</b>} {own && <b>{own.limit}</b>} {unit}
                </span>
                <button
                    type="button"
                    class="limit-change"
                    aria-expanded={open}
                    data-change-limit={`${rule} ${level.priority}`}
                    onClick={() => setOpen(!open)}
                >
                    {open ? t('close') : t('change')}
                </button>
            </div>
            {own && <Decision what={own} />}
            {open && (
                <LimitForm
                    station={session.station}
                    level={level}
                    own={own}
                    ordering={ordering}
                    send={(body) => {
                        setWanted(body);
                        ordering.send({ rule, priority: level.priority, ...body });
                    }}
                />
            )}
        </li>
    );
}

interface FormProps extends LevelOfPatient {
    station: string;
    ordering: Ordering;
    send: (body: { limit: number; by: string; reason: string; minutes: number }) => void;
}

function LimitForm({ station, level, own, ordering, send }: FormProps) {
    const [least, most] = level.adjustable!;
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement);
        send({ limit: Number(form.get('limit')), ...readDecision(form), minutes: Number(form.get('hours')) * 60 });
    };
    return (
        <form class="decision" onSubmit={submit}>
            <label>
                {t('newLimit', { least, most, unit: unitText(level.unit) })}
                <input
                    name="limit"
                    type="number"
                    required
                    min={least}
                    max={most}
                    step="any"
                    inputMode="decimal"
                    defaultValue={String(own?.limit ?? level.limit ?? '')}
                />
            </label>
            <label>
                {t('howLong')}
                <select name="hours">
                    {hoursOffered.map((hours) => (
                        <option key={hours} value={hours}>
                            {t('hours', { count: hours })}
                        </option>
                    ))}
                </select>
            </label>
            <DecisionFields station={station} />
            <button type="submit" class="decision-send" disabled={ordering.submission?.state === 'sending'}>
                {t('setLimit')}
            </button>
            <OrderState submission={ordering.submission} />
        </form>
    );
}
