// After the infusion: the checklist as the server computes it, what the patient is told to take home, and the signature.
import { locale } from '../text';
import { numberText } from './amounts';
import { OrderForm } from './OrderForm';
import type { Objection } from './objections';
import { t } from './t';
import type { Care } from './useCare';
import type { Act, DischargeItem, InfusionSession } from './wire';
import { timeText } from './when';

export function Recovery({ care, told }: { care: Care; told: InfusionSession }) {
    const gave = told.infusion.infusing_since !== null;
    return (
        <div class="recovery">
            {gave && <Checklist items={told.discharge} />}
            <section class="card-plain after-care" aria-label={t('afterCare')}>
                <h3>{t('afterCare')}</h3>
                <ul>
                    {told.after_care_text
                        .split('\n')
                        .filter((line) => line.trim() !== '')
                        .map((line) => (
                            <li key={line}>{line}</li>
                        ))}
                </ul>
                <Done care={care} act={told.after_care} text="afterCareRead" />
                {!told.after_care && !told.discharged && (
                    <OrderForm
                        care={care}
                        what="infusion_after_care"
                        title={t('afterCareRead')}
                        button={t('afterCareButton')}
                        fields={{}}
                        plain
                    />
                )}
            </section>
            <section class="card-plain" aria-label={t('discharge')} data-discharged={told.discharged !== null}>
                <h3>{t('discharge')}</h3>
                <p class="quiet">{t('givenInAll', { mg: numberText(told.infusion.total_mg, locale, 1) })}</p>
                <Done
                    care={care}
                    act={told.discharged}
                    text="dischargeSigned"
                    second={told.discharge_second_prescriber}
                />
                {!told.discharged && <Sign care={care} told={told} />}
            </section>
        </div>
    );
}

const marks = { done: '✓', missing: '○', blocked: '✕', overridden: '↷' } as const;

function Checklist({ items }: { items: readonly DischargeItem[] }) {
    const open = items.filter((item) => item.state === 'missing' || item.state === 'blocked').length;
    return (
        <section class="card-plain checklist" aria-label={t('checklist')} data-checklist-open={open}>
            <header class="card-title">
                <h3>{t('checklist')}</h3>
                <span class="quiet">
                    {open ? t('checklistOpen', { count: open, all: items.length }) : t('checklistDone')}
                </span>
            </header>
            <ul>
                {items.map((item) => (
                    <li key={item.name} class="checked" data-item={item.name} data-state={item.state}>
                        <span class="checked-mark" aria-hidden="true">
                            {marks[item.state]}
                        </span>
                        <span class="checked-text">{item.text}</span>
                        <b class="checked-state">{t(`item_${item.state}`)}</b>
                        {item.why && <span class="checked-why">{item.why}</span>}
                    </li>
                ))}
            </ul>
        </section>
    );
}

function Done({
    care,
    act,
    text,
    second,
}: {
    care: Care;
    act: Act | null;
    text: 'afterCareRead' | 'dischargeSigned';
    second?: string | null;
}) {
    if (!act) return null;
    const who = `${act.by}${second ? `, ${t('secondWas', { second })}` : ''}`;
    return (
        <p class="done-by">
            <b>{t(text)}</b>: {who}, {timeText(act.at, care.session.now.value)}
            {act.reason && `: ${act.reason}`}
        </p>
    );
}

/** Of a refused signature each sentence begins with the line of the checklist that it is about. */
export function itemsRefused(items: readonly DischargeItem[], objections: readonly Objection[]): string[] {
    return items
        .filter((item) => objections.some((each) => each.why.startsWith(`${item.text}: `)))
        .map((item) => item.name);
}

function Sign({ care, told }: { care: Care; told: InfusionSession }) {
    return (
        <OrderForm
            care={care}
            what="infusion_discharge"
            title={t('sign')}
            button={t('signButton')}
            fields={{}}
            quoted={told.discharge.map((item) => item.text)}
            override={(objections) => ({ override: itemsRefused(told.discharge, objections) })}
        />
    );
}
