// One line of a form: what is asked, the answer, and its unit.
import type { ComponentChildren } from 'preact';

interface Props {
    label: string;
    name: string;
    value: string;
    change: (value: string) => void;
    unit?: string;
    hint?: string;
    /** A number, for the keys of a telephone. */
    number?: boolean;
    /** Names that were given before. */
    known?: readonly string[];
    required?: boolean;
}

export function Field({ label, name, value, change, unit, hint, number, known, required }: Props) {
    const list = known?.length ? `${name}-known` : undefined;
    return (
        <label class="field" data-field={name}>
            <span class="field-label">{label}</span>
            <span class="field-row">
                <input
                    class="field-input"
                    type="text"
                    name={name}
                    inputMode={number ? 'decimal' : 'text'}
                    autoComplete="off"
                    maxLength={number ? 16 : 200}
                    value={value}
                    required={required ?? false}
                    {...(list ? { list } : {})}
                    onInput={(event) => change(event.currentTarget.value)}
                />
                {unit && <span class="field-unit">{unit}</span>}
            </span>
            {hint && <span class="field-hint">{hint}</span>}
            {list && (
                <datalist id={list}>
                    {known?.map((each) => (
                        <option key={each} value={each} />
                    ))}
                </datalist>
            )}
        </label>
    );
}

/** A group whose answers are one of few. */
export function Pick({ label, name, options, value, change }: PickProps) {
    return (
        <fieldset class="pick" data-field={name}>
            <legend class="field-label">{label}</legend>
            <div class="pick-options">
                {options.map((option) => (
                    <label key={option.value} class="option">
                        <input
                            type="radio"
                            name={name}
                            value={option.value}
                            checked={option.value === value}
                            onChange={() => change(option.value)}
                        />
                        <span class="option-face">{option.text}</span>
                    </label>
                ))}
            </div>
        </fieldset>
    );
}

interface PickProps {
    label: string;
    name: string;
    options: readonly { value: string; text: ComponentChildren }[];
    value: string;
    change: (value: string) => void;
}
