// The course of the session: a strip of what ran when, and each moment with who, why and against what.
import { locale } from '../text';
import { numberText } from './amounts';
import { DoseStrip } from './DoseStrip';
import { orderedText, routeText } from './RateCard';
import { type Moment, momentsOf, stripOf } from './course';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';
import { timeText } from './when';

export function Timeline({ care, told }: { care: Care; told: InfusionSession }) {
    const now = care.session.now.value;
    const strip = stripOf(told, told.infusion.stopped_at ? Date.parse(told.infusion.stopped_at) : now);
    return (
        <section class="card-plain course" aria-label={t('course')}>
            <h3>{t('course')}</h3>
            {strip && <DoseStrip strip={strip} nowMs={now} />}
            <ol class="moments">
                {momentsOf(told).map((moment) => (
                    <Line key={`${moment.kind} ${moment.at} ${moment.act.entered_at}`} moment={moment} nowMs={now} />
                ))}
            </ol>
        </section>
    );
}

function Line({ moment, nowMs }: { moment: Moment; nowMs: number }) {
    const { act } = moment;
    const late = Date.parse(act.entered_at) - Date.parse(act.at) > 60_000;
    return (
        <li class="moment" data-moment={moment.kind}>
            <time class="moment-time" dateTime={moment.at}>
                {timeText(moment.at, nowMs)}
            </time>
            <span class="moment-what">
                <b>{whatText(moment)}</b> <span class="quiet">{whoText(moment)}</span>
                {late && <span class="quiet"> {t('enteredAt', { time: timeText(act.entered_at, nowMs) })}</span>}
                {moment.against.length > 0 && (
                    <span class="moment-against">
                        {t('overrode', {
                            guards: moment.against.map((guard) => guard.replaceAll('_', ' ')).join(', '),
                        })}
                    </span>
                )}
                {act.reason && <q>{act.reason}</q>}
            </span>
        </li>
    );
}

function whatText(moment: Moment): string {
    if (moment.ordered) {
        const ran = moment.ordered.unit === 'mg/h' ? '' : ` (${numberText(moment.mgPerHour ?? 0, locale, 3)} mg/h)`;
        return `${t('moment_rate')} ${orderedText(moment.ordered)}${ran}, ${routeText(moment.ordered.route)}`;
    }
    if (moment.bolus)
        return `${t('moment_bolus')} ${numberText(moment.bolus.mg, locale, 3)} mg, ${routeText(moment.bolus.route)}`;
    return t(`moment_${moment.kind}`);
}

function whoText(moment: Moment): string {
    const prescriber = moment.ordered?.prescriber ?? moment.bolus?.prescriber;
    const second = moment.second ? `, ${t('secondWas', { second: moment.second })}` : '';
    return prescriber
        ? `${prescriber}${second}, ${t('enteredBy', { by: moment.act.by })}`
        : `${moment.act.by}${second}`;
}
