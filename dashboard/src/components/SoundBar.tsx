// Over the full width until somebody has turned the sound on: a station that cannot sound must not look like one that can.
import type { Session } from '../session';
import { t } from '../text/ward';
import { SoundIcon } from './SoundIcon';

export function SoundBar({ session }: { session: Session }) {
    if (session.soundArmed.value) return null;
    return (
        <button type="button" class="sound-bar" data-sound-bar="off" onClick={() => session.toggleSound()}>
            <SoundIcon armed={false} />
            <strong>{t('soundBarState')}</strong>
            <span>{t('soundBarAction')}</span>
        </button>
    );
}
