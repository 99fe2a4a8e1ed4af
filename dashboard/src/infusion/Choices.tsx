// One of few answers, each large enough for a thumb in a glove.
import type { Choice } from './names';
import { t } from './t';

interface Props {
    name: string;
    label: string;
    value: string;
    change: (value: string) => void;
    choices: readonly Choice[];
    /** Each on a line of its own: levels in words. */
    wide: boolean;
    wrong: boolean;
}

export function Choices({ name, label, value, change, choices, wide, wrong }: Props) {
    return (
        <fieldset class="choices" data-wide={wide} aria-invalid={wrong}>
            <legend class="item-label">{label}</legend>
            <div class="choices-faces">
                {choices.map((choice) => (
                    <label key={choice.value} class="option">
                        <input
                            type="radio"
                            name={`item-${name}`}
                            value={choice.value}
                            checked={choice.value === value}
                            onChange={() => change(choice.value)}
                        />
                        <span class="option-face">
                            {choice.mark !== '' && <b>{choice.mark}</b>} {choice.text}
                        </span>
                    </label>
                ))}
            </div>
            {value !== '' && (
                <button
                    type="button"
                    class="pill item-clear"
                    aria-label={t('clearItem', { item: label })}
                    onClick={() => change('')}
                >
                    ✕
                </button>
            )}
        </fieldset>
    );
}
