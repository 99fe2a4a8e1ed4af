// Which bed, whose: both identifiers of the patient, always in sight; the ways to the bed's parts and back to the ward.
import { ViewLink } from '../components/ViewLink';
import { bedMarks } from '../marks';
import type { Session } from '../session';
import type { Bed } from '../wire';
import type { Part } from './BedPage';
import { t } from './t';

interface Props {
    session: Session;
    name: string;
    bed: Bed | null;
    part: Part;
}

export function BedHead({ session, name, bed, part }: Props) {
    const ward = session.name;
    return (
        <header class="patient-head">
            <ViewLink class="patient-back" to={{ name: 'grid', ward }} data-way="grid">
                <span aria-hidden="true">‹ </span>
                {t('ward', { ward })}
            </ViewLink>
            <h2 class="patient-bed">{t('bed', { bed: name })}</h2>
            {bed && <Who bed={bed} />}
            <nav class="patient-parts" aria-label={t('parts')}>
                {(['trends', 'infusion', 'chart'] as const).map((each) => (
                    <ViewLink
                        key={each}
                        class="patient-way"
                        to={{ name: 'bed', ward, bed: name, part: each }}
                        aria-current={each === part ? 'page' : undefined}
                        data-way={each}
                    >
                        {t(each)}
                    </ViewLink>
                ))}
            </nav>
        </header>
    );
}

function Who({ bed }: { bed: Bed }) {
    const marks = bedMarks(bed);
    return (
        <>
            <dl class="patient-who" data-identifiers="true">
                <div>
                    <dt>{t('patient')}</dt>
                    <dd>{bed.patient_name ?? t('noName')}</dd>
                </div>
                <div>
                    <dt>{t('id')}</dt>
                    <dd>{bed.patient ?? t('noId')}</dd>
                </div>
            </dl>
            <p class="patient-marks" title={marks.map((mark) => `${mark.text} (${mark.detail})`).join('\n')}>
                {marks.map((mark) => mark.text).join(' · ')}
            </p>
        </>
    );
}
