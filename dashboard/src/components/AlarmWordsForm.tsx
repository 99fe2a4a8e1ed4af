// Says who goes to an alarm's bed, and writes a note about it. Neither acknowledges it, and nothing falls silent by it.
import { useState } from 'preact/hooks';
import { ByField, readBy } from '../patient/DecisionFields';
import { OrderState } from '../patient/OrderState';
import { useOrderOf } from '../patient/useOrder';
import type { Session } from '../session';
import { t } from '../text/pages';
import type { Alarm } from '../wire';

/** The server takes 500 bytes. */
const noteCharactersMax = 200;

export function AlarmWordsForm({ session, alarm }: { session: Session; alarm: Alarm }) {
    return (
        <div class="why">
            <p class="sheet-note">{t('wordsNote')}</p>
            <AssignForm session={session} alarm={alarm} />
            <NoteForm session={session} alarm={alarm} />
        </div>
    );
}

function AssignForm({ session, alarm }: { session: Session; alarm: Alarm }) {
    const [wanted, setWanted] = useState<string | null>('');
    const { submission, send } = useOrderOf(`/v1/alarms/${alarm.id}/assign`, {}, (alarm.assigned?.to ?? null) === wanted);
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget as HTMLFormElement, event.submitter);
        const to = form.get('nobody') ? null : String(form.get('to')).trim();
        setWanted(to);
        send({ to, by: readBy(form) });
    };
    return (
        <form class="decision" data-form="assign" onSubmit={submit}>
            <label class="decision-reason">
                {t('whoGoes')}
                <input name="to" type="text" required maxLength={64} autoComplete="off" />
            </label>
            <ByField station={session.station} />
            <button type="submit" class="decision-send">
                {t('assign')}
            </button>
            {alarm.assigned && (
                <button type="submit" class="decision-send" name="nobody" value="yes" formNoValidate>
                    {t('nobodyGoes')}
                </button>
            )}
            <OrderState submission={submission} />
        </form>
    );
}

function NoteForm({ session, alarm }: { session: Session; alarm: Alarm }) {
    const [text, setText] = useState('');
    const seen = alarm.notes.some((note) => note.text === text.trim());
    const { submission, send } = useOrderOf(`/v1/alarms/${alarm.id}/note`, {}, seen, () => setText(''));
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        send({ text: text.trim(), by: readBy(new FormData(event.currentTarget as HTMLFormElement)) });
    };
    return (
        <form class="decision" data-form="note" onSubmit={submit}>
            <label class="decision-reason">
                {t('note')}
                <input
                    name="text"
                    type="text"
                    required
                    maxLength={noteCharactersMax}
                    autoComplete="off"
                    value={text}
                    onInput={(event) => setText(event.currentTarget.value)}
                />
            </label>
            <ByField station={session.station} />
            <button type="submit" class="decision-send">
                {t('writeNote')}
            </button>
            <OrderState submission={submission} />
        </form>
    );
}
