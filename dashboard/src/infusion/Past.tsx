// Sessions of this patient before this one: how long ago, how much, and what it did for the pain.
import { locale } from '../text';
import { numberText } from './amounts';
import { t } from './t';
import type { Care } from './useCare';
import type { PastSession } from './wire';
import { dateText, daysBetween } from './when';

export function Past({ care, past }: { care: Care; past: readonly PastSession[] }) {
    const last = past[past.length - 1]!;
    const days = daysBetween(last.ended, care.session.now.value);
    const baselines = [...new Set(past.flatMap((each) => Object.keys(each.baseline)))];
    return (
        <section class="card-plain past" aria-label={t('past')} data-past={past.length}>
            <header class="card-title">
                <h3>{t('past')}</h3>
                <span class="quiet">{t('pastLast', { count: days })}</span>
            </header>
            <div class="past-scroll" tabIndex={0} role="region" aria-label={t('past')}>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t('pastWhen')}</th>
                            <th scope="col">mg</th>
                            <th scope="col">{t('pastPain')}</th>
                            {baselines.map((name) => (
                                <th key={name} scope="col">
                                    {care.session.ward.value?.metrics.get(name)?.label ?? name}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody>
                        {past.map((each) => (
                            <tr key={each.session}>
                                <th scope="row">
                                    {dateText(each.began)} {each.early && t('pastEarly')}
                                </th>
                                <td>{numberText(each.total_mg, locale, 1)}</td>
                                <td>
                                    {each.pain_before ?? '--'} → {each.pain_after ?? '--'}
                                </td>
                                {baselines.map((name) => (
                                    <td key={name}>{each.baseline[name] ?? '--'}</td>
                                ))}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}
