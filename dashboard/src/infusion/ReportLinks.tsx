// The report of the session, to print or to file.
import { bedPath } from '../server';
import { t } from './t';

const formats = [
    ['html', 'reportPage'],
    ['json', 'reportJson'],
    ['fhir', 'reportFhir'],
] as const;

export function ReportLinks({ bed }: { bed: string }) {
    return (
        <nav class="report" aria-label={t('report')}>
            <span class="quiet">{t('report')}</span>
            {formats.map(([format, text]) => (
                <a
                    key={format}
                    class="press"
                    href={bedPath(bed, `infusion/report?format=${format}`)}
                    target="_blank"
                    rel="noopener"
                    data-report={format}
                >
                    {t(text)}
                </a>
            ))}
        </nav>
    );
}
