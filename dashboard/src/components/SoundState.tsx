// On a display, where nobody can arm sound: whether it sounds all the same.
import type { Session } from '../session';
import { t } from '../text/ward';
import { SoundIcon } from './SoundIcon';

export function SoundState({ session }: { session: Session }) {
    const armed = session.soundArmed.value;
    return (
        <p class="sound" data-sound={armed ? 'on' : 'off'}>
            <SoundIcon armed={armed} />
            <span class="sound-state">{t(armed ? 'soundOn' : 'soundNone')}</span>
        </p>
    );
}
