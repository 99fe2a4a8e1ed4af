// The infusion as it runs: rate, sums, what is due, and what stands against more.
import { Against } from './Against';
import { Checks } from './Checks';
import { RateCard } from './RateCard';
import { Sums } from './Sums';
import type { Care } from './useCare';
import type { InfusionSession } from './wire';

export function Running({ care, told }: { care: Care; told: InfusionSession }) {
    const runs = told.infusion.phase === 'infusing' || told.infusion.phase === 'paused';
    return (
        <div class="running">
            <RateCard care={care} told={told} />
            <Checks care={care} told={told} />
            <Sums care={care} told={told} />
            {runs && <Against care={care} told={told} />}
        </div>
    );
}
