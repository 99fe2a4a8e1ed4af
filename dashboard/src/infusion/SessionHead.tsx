// Which session this is, by what protocol, and in which phase since when.
import { ageText } from '../time';
import { locale } from '../text';
import { numberText } from './amounts';
import { t } from './t';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';
import { timeText } from './when';

export const phases = ['screening', 'baseline', 'infusing', 'paused', 'recovery', 'ready', 'discharged'] as const;
export type Phase = (typeof phases)[number];

export function phaseText(phase: string): string {
    const known = phases.find((each) => each === phase);
    return known ? t(`phase_${known}`) : phase;
}

export function SessionHead({ care, told }: { care: Care; told: InfusionSession }) {
    const { infusion } = told;
    const now = care.session.now.value;
    return (
        <header class="session-head" data-phase={infusion.phase}>
            <div class="session-what">
                <h2>{told.title}</h2>
                <p class="quiet">
                    {infusion.drug} · {t('from', { source: told.source })} · {t('day', { day: infusion.day })}
                    {infusion.weight_kg !== null && ` · ${numberText(infusion.weight_kg, locale)} kg`}
                </p>
                {care.protocol && !care.protocolHolds && <p class="session-note">{t('protocolChanged')}</p>}
            </div>
            <p class="session-phase" data-session-phase={infusion.phase}>
                <strong>{phaseText(infusion.phase)}</strong>
                <span class="quiet">
                    {t('since', {
                        time: timeText(infusion.phase_since, now),
                        age: ageText(now - Date.parse(infusion.phase_since)),
                    })}
                </span>
                {infusion.pump_attached && <span class="session-pump">{t('pumpAttached')}</span>}
            </p>
            {infusion.ended_why && <p class="session-note">{t('endedEarly', { why: infusion.ended_why })}</p>}
        </header>
    );
}
