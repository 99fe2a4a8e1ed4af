// Opens and closes the reasons of an alarm.
import type { Signal } from '@preact/signals';
import type { Session } from '../session';
import { t } from '../text/pages';
import type { Alarm } from '../wire';
import type { RecordedAlarm } from '../recorded';
import { Why } from './Why';

export function WhyButton({ session, alarm, open }: { session: Session; alarm: Alarm | RecordedAlarm; open: Signal<boolean> }) {
    return (
        <>
            <button
                type="button"
                class="button"
                aria-expanded={open.value}
                data-why={alarm.id}
                onClick={() => (open.value = !open.value)}
            >
                {t('why')}
            </button>
            {open.value && <Why session={session} alarm={alarm} />}
        </>
    );
}
