// Says whether this station can sound, and arms it by a person's gesture.
import type { Session } from '../session';

export function SoundButton({ session }: { session: Session }) {
    const armed = session.soundArmed.value;
    return (
        <button
            type="button"
            class="sound"
            aria-pressed={armed}
            data-sound={armed ? 'on' : 'off'}
            onClick={() => session.toggleSound()}
        >
            <svg class="sound-icon" viewBox="0 0 24 24" aria-hidden="true">
                <path d="M4 9h4l5-4v14l-5-4H4z" />
                {armed ? <path class="line" d="M16 8.5a5 5 0 0 1 0 7M18.5 6a8.5 8.5 0 0 1 0 12" /> : null}
                {armed ? null : <path class="line" d="M16 9l6 6M22 9l-6 6" />}
            </svg>
            <span class="sound-state">{armed ? 'Sound on' : 'Sound off'}</span>
            <span class="sound-action">{armed ? 'turn off' : 'turn on'}</span>
        </button>
    );
}
