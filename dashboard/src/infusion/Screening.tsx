// What is asked before an infusion: each answer is sent at once, and stands when the server has it.
import { useState } from 'preact/hooks';
import { OrderForm } from './OrderForm';
import { Refusal } from './Refusal';
import { objectionsOf } from './objections';
import { busy } from './sending';
import { t } from './t';
import type { Care } from './useCare';
import { useOrder } from './useOrder';
import { focusWho } from './WhoBar';
import { whoNow } from './who';
import type { Question } from './wire';

export function Screening({ care, questions }: { care: Care; questions: readonly Question[] }) {
    const [unfolded, unfold] = useState(false);
    const open = questions.filter((question) => !passes(question)).length;
    return (
        <section class="card-plain screening" aria-label={t('screening')}>
            <header class="card-title">
                <h3>{t('screening')}</h3>
                <span class="quiet" data-screening-open={open}>
                    {open === 0 ? t('screeningPassed') : t('screeningOpen', { count: open, all: questions.length })}
                </span>
                {open === 0 && (
                    <button
                        type="button"
                        class="press"
                        aria-expanded={unfolded}
                        onClick={() => unfold(!unfolded)}
                        data-screening-unfold
                    >
                        {t('answers')}
                    </button>
                )}
            </header>
            {(open > 0 || unfolded) && (
                <ol class="questions">
                    {questions.map((question) => (
                        <Asked key={question.question} care={care} question={question} />
                    ))}
                </ol>
            )}
        </section>
    );
}

function passes(question: Question): boolean {
    return question.yes === question.passes_if || question.overridden === true;
}

function stateOf(question: Question): 'open' | 'passed' | 'overridden' | 'against' {
    if (question.yes === null) return 'open';
    if (question.yes === question.passes_if) return 'passed';
    return question.overridden ? 'overridden' : 'against';
}

const stateTexts = { open: 'notAnswered', passed: 'passes', overridden: 'overridden', against: 'passesNot' } as const;

function Asked({ care, question }: { care: Care; question: Question }) {
    const [stopped, setStopped] = useState(false);
    const [overriding, setOverriding] = useState(false);
    const ordering = useOrder(care, 'infusion_screening', () => undefined);
    const { sending } = ordering;
    const state = stateOf(question);
    const answer = (yes: boolean) => {
        const by = whoNow();
        setStopped(by === '');
        if (by === '') return focusWho();
        ordering.send({ by, question: question.question, yes });
    };
    return (
        <li class="question" data-question={question.question} data-state={state}>
            <p class="question-ask">{question.ask}</p>
            <YesNo question={question} sending={busy(sending)} answer={answer} />
            <p class="question-state">
                <b>{t(stateTexts[state])}</b> <span class="quiet">{said(question)}</span>
            </p>
            <Refusal
                sending={sending}
                objections={sending.state === 'refused' ? objectionsOf(sending.reason, [question.ask]) : []}
            />
            {stopped && <p class="order-stopped">{t('whoMissing')}</p>}
            {state === 'against' && !overriding && (
                <button type="button" class="press" onClick={() => setOverriding(true)} data-override-open>
                    {t('goOnAllTheSame')}
                </button>
            )}
            {state === 'against' && overriding && (
                <OrderForm
                    care={care}
                    what="infusion_screening"
                    title={t('goOnAllTheSame')}
                    button={t('goOn')}
                    fields={{ question: question.question, yes: question.yes, override: true }}
                    quoted={[question.ask]}
                    override={() => ({ override: true })}
                    needsReason
                    cancel={() => setOverriding(false)}
                />
            )}
        </li>
    );
}

function said(question: Question): string {
    if (question.yes === null) return t(question.passes_if ? 'passesIfYes' : 'passesIfNo');
    const second = question.second_prescriber ? `, ${t('secondWas', { second: question.second_prescriber })}` : '';
    return `${question.by ?? ''}${second}${question.reason ? `: ${question.reason}` : ''}`;
}

function YesNo({
    question,
    sending,
    answer,
}: {
    question: Question;
    sending: boolean;
    answer: (yes: boolean) => void;
}) {
    return (
        <div class="yes-no" role="group" aria-label={question.ask}>
            {[true, false].map((yes) => (
                <button
                    key={String(yes)}
                    type="button"
                    class="big"
                    aria-pressed={question.yes === yes}
                    aria-disabled={sending}
                    data-answer={yes ? 'yes' : 'no'}
                    onClick={() => answer(yes)}
                >
                    {t(yes ? 'yes' : 'no')}
                </button>
            ))}
        </div>
    );
}
