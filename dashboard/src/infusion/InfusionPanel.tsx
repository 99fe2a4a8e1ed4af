// A bed's infusion from its start to the discharge. Everything on it is what the server tells; whatever is ordered here
// stands when the server has it.
import type { Session } from '../session';
import type { Bed } from '../wire';
import { Baseline } from './Baseline';
import { Orders } from './Orders';
import { Past } from './Past';
import { Recovery } from './Recovery';
import { ReportLinks } from './ReportLinks';
import { Running } from './Running';
import { Screening } from './Screening';
import { SessionHead } from './SessionHead';
import { StartForm } from './StartForm';
import { Timeline } from './Timeline';
import { t } from './t';
import { type Care, useCare } from './useCare';
import { WhoBar } from './WhoBar';
import type { InfusionSession } from './wire';

export function InfusionPanel({ session, bed }: { session: Session; bed: Bed }) {
    return <Panel key={`${bed.bed} ${bed.stay}`} session={session} bed={bed} />;
}

function Panel({ session, bed }: { session: Session; bed: Bed }) {
    const care = useCare(session, bed);
    const { session: told, failed } = care.told;
    return (
        <section
            class="infusion"
            aria-label={t('infusion')}
            data-infusion={told?.infusion.phase ?? 'none'}
            data-link={session.link.value}
        >
            {failed !== null && (
                <p class="infusion-failed" role="status" data-failed="true">
                    <b>{t('notRead')}</b> {failed}. {told && t('olderThen')}
                </p>
            )}
            <WhoBar />
            {told === undefined && failed === null && <p class="quiet">{t('reading')}</p>}
            {told === null && <StartForm care={care} />}
            {told && <Parts care={care} told={told} />}
        </section>
    );
}

function Parts({ care, told }: { care: Care; told: InfusionSession }) {
    const { phase } = told.infusion;
    const over = phase === 'discharged';
    const leaving = phase === 'recovery' || phase === 'ready' || over;
    const given = told.infusion.infusing_since !== null;
    return (
        <>
            <SessionHead care={care} told={told} />
            {(phase === 'screening' || phase === 'baseline') && <Screening care={care} questions={told.screening} />}
            {phase === 'baseline' && <Baseline care={care} told={told} />}
            {leaving && <Orders key="orders" care={care} told={told} />}
            {leaving && <Recovery care={care} told={told} />}
            {given && !over && <Running care={care} told={told} />}
            {!leaving && <Orders key="orders" care={care} told={told} />}
            {told.past.length > 0 && <Past care={care} past={told.past} />}
            <Timeline care={care} told={told} />
            <ReportLinks bed={care.bed.bed} />
            {over && <StartForm care={care} />}
        </>
    );
}
