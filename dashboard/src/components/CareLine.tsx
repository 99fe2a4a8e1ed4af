// The infusion and the check that is due next. Its place is kept where there is neither.
import { infusionBadge, nextCheck } from '../care';
import type { Bed } from '../wire';

export function CareLine({ bed, nowMs }: { bed: Bed; nowMs: number }) {
    const badge = infusionBadge(bed, nowMs);
    const check = nextCheck(bed, nowMs);
    return (
        <div class="care">
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
                    {check.text}
                </span>
            )}
        </div>
    );
}
