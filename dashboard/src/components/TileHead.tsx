// The head of a tile: bed, patient, what people decided, what the monitor says of itself, and the score.
import type { View } from '../address';
import { deviceMark } from '../device';
import { bedMarks } from '../marks';
import { options } from '../options';
import { bedLabel } from '../order';
import { patientLabel } from '../privacy';
import type { Session } from '../session';
import { t } from '../text/ward';
import type { Bed } from '../wire';
import { Score } from './Score';
import { ViewLink } from './ViewLink';

export function TileHead({ session, bed, to }: { session: Session; bed: Bed; to: View }) {
    const label = bedLabel(bed.bed);
    return (
        <header class="tile-head">
            <h2 class="tile-bed">
                {options.display ? (
                    label
                ) : (
                    <ViewLink class="tile-open" to={to} draggable={false} aria-keyshortcuts="A" aria-label={t('openBed', { bed: label })}>
                        {label}
                    </ViewLink>
                )}
            </h2>
            <span class="tile-patient">{patientLabel(bed, options.privacy)}</span>
            <Marks bed={bed} />
            <DeviceMark bed={bed} />
            <Score session={session} bed={bed} />
        </header>
    );
}

function Marks({ bed }: { bed: Bed }) {
    return bedMarks(bed).map((mark) => (
        <span key={mark.text + mark.detail} class="tile-mark" title={mark.detail} data-mark="decision">
            {mark.text}
        </span>
    ));
}

/** Never in the colours of our alarms: the monitor itself sounds these. */
function DeviceMark({ bed }: { bed: Bed }) {
    const mark = deviceMark(bed.device_alarms);
    return (
        mark && (
            <span class="tile-mark tile-device" title={mark.detail} data-device-mark="true">
                {mark.text}
            </span>
        )
    );
}
