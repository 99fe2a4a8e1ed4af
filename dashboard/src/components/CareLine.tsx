// The infusion and the check that is due next. Its place is kept where there is neither.
import { infusionBadge, nextCheck } from '../care';
import { t } from '../text/ward';
import type { Bed } from '../wire';

export function CareLine({ bed, nowMs }: { bed: Bed; nowMs: number }) {
    const badge = infusionBadge(bed, nowMs);
    const check = nextCheck(bed, nowMs);
    return (
        <div class="care" data-overdue={check?.overdue}>
            {badge && (
                <span class="care-badge" title={badge.detail} data-infusion={badge.running ? 'running' : 'not-running'}>
                    {badge.drug && <span class="care-drug">{badge.drug}</span>}
                    <b class="care-state">{badge.state}</b>
                    {badge.step && <span class="care-step">{badge.step}</span>}
                    <span class="care-since">{badge.since}</span>
                </span>
            )}
            {check && (
                <span class="care-check" title={check.detail} data-check={check.overdue ? 'overdue' : 'due'}>
                    <svg class="care-clock" viewBox="0 0 24 24" role="img" aria-label={t('nextCheck')}>
                        <path d="M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2" />
                    </svg>
                    {check.text}
                </span>
            )}
        </div>
    );
}
