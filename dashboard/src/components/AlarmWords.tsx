// What people say about an alarm: who goes there, and what they wrote.
import { t } from '../text/pages';
import { clockText } from '../time';
import type { Alarm } from '../wire';

/** Of the notes the newest `notesMax`. */
export function AlarmWords({ alarm, notesMax }: { alarm: Pick<Alarm, 'assigned' | 'notes'>; notesMax: number }) {
    const { assigned, notes } = alarm;
    return (
        <>
            {assigned && (
                <p class="card-note" data-assigned={assigned.to}>
                    {t('goesThere', { to: assigned.to, by: assigned.by, time: clockText(Date.parse(assigned.at)) })}
                </p>
            )}
            {notes.slice(-notesMax).map((note) => (
                <p key={note.at + note.text} class="card-note" data-note-by={note.by}>
                    {t('noteSaid', { text: note.text, by: note.by, time: clockText(Date.parse(note.at)) })}
                </p>
            ))}
        </>
    );
}
