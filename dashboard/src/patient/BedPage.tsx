// The page of one bed: who lies there, how the patient is now, the bed's alarms, and one of its parts: trends with
// everything that was decided, the infusion, the observations.
import type { View } from '../address';
import { watchedWord } from '../freshness';
import { ChartForm } from '../infusion/ChartForm';
import { InfusionPanel } from '../infusion/InfusionPanel';
import { bedLabel } from '../order';
import type { Session } from '../session';
import type { Bed } from '../wire';
import { BedAlarms } from './BedAlarms';
import { BedHead } from './BedHead';
import { Decided } from './Decided';
import { DeviceAlarms } from './DeviceAlarms';
import { t } from './t';
import { TrendPart } from './TrendPart';
import { ValuesNow } from './ValuesNow';
import { useDerived } from './useDerived';

export type Part = Extract<View, { name: 'bed' }>['part'];

/** `bed` as in the address ("3") or on the wire ("W1/3"). */
export function BedPage({ session, bed, part }: { session: Session; bed: string; part: Part }) {
    return <Known key={bed} session={session} name={bed} part={part} />;
}

function Known({ session, name, part }: { session: Session; name: string; part: Part }) {
    const bed = useDerived(() => {
        const beds = session.ward.value?.beds;
        return beds?.get(`${session.name}/${name}`) ?? beds?.get(name);
    }, [session, name]);
    const waiting = useDerived(() => session.ward.value === null, [session]);
    if (bed) return <Page session={session} bed={bed} part={part} />;
    return (
        <div class="patient patient-missing" data-bed-page="none">
            <BedHead session={session} name={name} bed={null} part={part} />
            <p>{waiting ? t('waiting') : t('noBed', { bed: bedLabel(name) })}</p>
        </div>
    );
}

function Page({ session, bed, part }: { session: Session; bed: Bed; part: Part }) {
    return (
        <div class="patient" data-bed-page={bed.bed} data-link={session.link.value} data-stay={bed.stay}>
            <BedHead session={session} name={bedLabel(bed.bed)} bed={bed} part={part} />
            <aside class="patient-side" aria-label={t('now')} tabIndex={0}>
                {!bed.monitored && <p class="patient-unmonitored">{watchedWord(bed)}</p>}
                <ValuesNow session={session} bed={bed} />
                <BedAlarms session={session} bed={bed.bed} />
                <DeviceAlarms alarms={bed.device_alarms} />
                <Decided key={bed.stay} session={session} bed={bed} />
            </aside>
            <section class="patient-part" data-part={part}>
                {part === 'trends' && <TrendPart session={session} bed={bed} />}
                {part === 'infusion' && <InfusionPanel session={session} bed={bed} />}
                {part === 'chart' && <ChartForm session={session} bed={bed} />}
            </section>
        </div>
    );
}
