// Who answers for what is ordered below.
import { t } from './t';
import { nameWho, who } from './who';

export function WhoBar() {
    const missing = who.value.trim() === '';
    return (
        <label class="who" data-who-missing={missing}>
            <span class="who-label">{t('who')}</span>
            <input
                class="field-input"
                type="text"
                name="by"
                maxLength={64}
                autoComplete="off"
                placeholder={t('whoHint')}
                value={who.value}
                onInput={(event) => nameWho(event.currentTarget.value)}
            />
        </label>
    );
}

/** To the field above, when an order lacks a name. */
export function focusWho(): void {
    document.querySelector<HTMLInputElement>('.who input')?.focus();
}
