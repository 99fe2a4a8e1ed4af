// A number, typed or stepped. A stepper changes a number that is there: it never makes one up.
import { unitText } from '../slots';
import { numberOf } from './amounts';
import type { Kind } from './items';
import { stepped } from './observation';
import { t } from './t';

interface Props {
    name: string;
    label: string;
    value: string;
    change: (value: string) => void;
    kind: Extract<Kind, { as: 'number' }>;
    wrong: boolean;
}

export function Stepper({ name, label, value, change, kind, wrong }: Props) {
    const none = numberOf(value) === null;
    const unit = unitText(kind.unit);
    const press = (by: number) => (
        <button
            key={by}
            type="button"
            class="step"
            disabled={none}
            aria-label={t(by < 0 ? 'less' : 'more', { item: label, by: Math.abs(by) })}
            data-step={by}
            onClick={() => change(stepped(value, by))}
        >
            {by < 0 ? '−' : '+'}
            {Math.abs(by) === kind.step ? '' : Math.abs(by)}
        </button>
    );
    return (
        <div class="stepper">
            <label class="item-label" for={`item-${name}`}>
                {label} {unit !== '' && <span class="quiet">{unit}</span>}
            </label>
            <div class="stepper-row">
                {press(-kind.leap)}
                {press(-kind.step)}
                <input
                    class="field-input stepper-value"
                    id={`item-${name}`}
                    type="text"
                    inputMode="decimal"
                    autoComplete="off"
                    maxLength={8}
                    value={value}
                    aria-invalid={wrong}
                    aria-describedby={wrong ? `said-${name}` : undefined}
                    onInput={(event) => change(event.currentTarget.value)}
                />
                {press(kind.step)}
                {press(kind.leap)}
            </div>
        </div>
    );
}
