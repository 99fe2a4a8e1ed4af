// Pauses the sound of this station for two minutes, and says how much of that is left. What is seen never pauses.
import type { Session } from '../session';
import { t } from '../text/ward';

export function AudioPauseButton({ session }: { session: Session }) {
    const until = session.audioPausedUntil.value;
    if (!session.soundArmed.value && until === null) return null;
    const left = until === null ? 0 : Math.max(0, Math.ceil((until - session.now.value) / 1000));
    return (
        <button
            type="button"
            class="sound"
            data-audio={until === null ? 'sounding' : 'paused'}
            onClick={() => session.toggleAudioPause()}
        >
            <span class="sound-state">{until === null ? t('pauseSound') : t('soundPaused', { seconds: left })}</span>
            <span class="sound-action">{t(until === null ? 'pauseLength' : 'endPause')}</span>
        </button>
    );
}
