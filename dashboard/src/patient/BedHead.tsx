// Which bed, whose: both identifiers of the patient, always in sight; the ways to the bed's parts and back to the ward.
import type { ComponentChildren } from 'preact';
import { go, pathOf, type View } from '../address';
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
            <Way class="patient-back" to={{ name: 'grid', ward }}>
                <span aria-hidden="true">‹ </span>
                {t('ward', { ward })}
            </Way>
            <h2 class="patient-bed">{t('bed', { bed: name })}</h2>
            {bed && <Who bed={bed} />}
            <nav class="patient-parts" aria-label={t('parts')}>
                {(['trends', 'infusion', 'chart'] as const).map((each) => (
                    <Way key={each} to={{ name: 'bed', ward, bed: name, part: each }} here={each === part}>
                        {t(each)}
                    </Way>
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

interface WayProps {
    to: View;
    here?: boolean;
    class?: string;
    children: ComponentChildren;
}

/** A link that the page follows by itself, so that the ward's stream goes on; opened in another tab it is a link. */
function Way({ to, here, class: className, children }: WayProps) {
    const follow = (event: MouseEvent) => {
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        go(to);
    };
    return (
        <a
            class={className ?? 'patient-way'}
            href={pathOf(to) + location.search}
            aria-current={here ? 'page' : undefined}
            data-way={to.name === 'bed' ? to.part : to.name}
            onClick={follow}
        >
            {children}
        </a>
    );
}
