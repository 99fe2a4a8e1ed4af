// Says whether this station can sound, and arms it by a person's gesture.
import type { Session } from '../session';
import { t } from '../text/ward';
import { SoundIcon } from './SoundIcon';

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
            <SoundIcon armed={armed} />
            <span class="sound-state">{t(armed ? 'soundOn' : 'soundOff')}</span>
            <span class="sound-action">{t(armed ? 'turnOff' : 'turnOn')}</span>
        </button>
    );
}
