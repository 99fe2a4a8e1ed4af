// In place of values: why there are none. An empty bed is quiet; one that somebody lies in unwatched is not.
import { watchedWord } from '../freshness';
import { t } from '../text/ward';
import { minuteText } from '../time';
import { watched } from '../watched';
import type { Bed } from '../wire';

export function Unwatched({ bed }: { bed: Bed }) {
    if (watched(bed) === 'empty')
        return (
            <div class="unmonitored" data-unmonitored="empty">
                <span class="unmonitored-empty">{t('emptyBed')}</span>
            </div>
        );
    const heard = bed.last_heard ? t('lastHeard', { time: minuteText(Date.parse(bed.last_heard)) }) : t('nothingHeard');
    return (
        <div class="unmonitored" data-unmonitored="true" data-recovering={bed.recovering}>
            <strong>{watchedWord(bed)}</strong>
            <span>{bed.recovering ? t('recoveringWhy') : heard}</span>
        </div>
    );
}
