// How many alarms of each priority. When the page starts, each lights up once in its colour: a lamp that is broken, or a
// screen that shows no red, is seen then.
import { useEffect, useState } from 'preact/hooks';
import { priorities } from '../order';
import type { Session } from '../session';
import { t } from '../text/ward';
import type { Priority } from '../wire';
import { PriorityIcon } from './PriorityIcon';

const lampMs = 700;

export function Counts({ session }: { session: Session }) {
    const lamp = useLampTest();
    const alarms = session.alarms.value;
    return (
        <ul class="counts" aria-label={t('alarmsByPriority')} data-lamp={lamp ?? 'done'}>
            {priorities.map((priority) => {
                const count = alarms.filter((alarm) => alarm.priority === priority).length;
                const lit = lamp === priority;
                return (
                    <li key={priority} class="count" data-priority={priority} data-count={count} data-any={lit || count > 0}>
                        <PriorityIcon priority={priority} kind="physiological" />
                        <span class="count-number">{lit ? t('lampTest') : count}</span>
                        <span class="count-word">{t(priority)}</span>
                    </li>
                );
            })}
        </ul>
    );
}

/** Each priority in turn, once for a page. */
function useLampTest(): Priority | null {
    const [step, setStep] = useState(0);
    useEffect(() => {
        if (step >= priorities.length) return;
        const timer = setTimeout(() => setStep(step + 1), lampMs);
        return () => clearTimeout(timer);
    }, [step]);
    return priorities[step] ?? null;
}
