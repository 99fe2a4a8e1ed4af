// Who decides, and why: what every decision for a patient is asked.
import { decider, nameDecider } from './decider';
import { t } from './t';

const textMax = 200;

export function DecisionFields({ station }: { station: string }) {
    return (
        <>
            <label class="decision-reason">
                {t('reason')}
                <input name="reason" type="text" required maxLength={textMax} autoComplete="off" />
            </label>
            <ByField station={station} />
        </>
    );
}

export function ByField({ station }: { station: string }) {
    return (
        <label>
            {t('by')}
            <input name="by" type="text" required maxLength={64} autoComplete="off" defaultValue={decider(station)} />
        </label>
    );
}

export function readDecision(form: FormData): { by: string; reason: string } {
    return { by: readBy(form), reason: String(form.get('reason')).trim() };
}

export function readBy(form: FormData): string {
    const by = String(form.get('by')).trim();
    nameDecider(by);
    return by;
}
