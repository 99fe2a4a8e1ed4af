// All wards with their counts of alarms, for choosing one.
import { useEffect, useState } from 'preact/hooks';
import { byBed, priorities } from '../order';
import type { WardSummary } from '../wire';
import { PriorityIcon } from './PriorityIcon';

const refreshMs = 5000;

export function WardsPage() {
    const [wards, setWards] = useState<WardSummary[] | null | undefined>(undefined);
    useEffect(() => {
        const load = () => void fetchWards().then(setWards);
        load();
        const timer = setInterval(load, refreshMs);
        return () => clearInterval(timer);
    }, []);
    return (
        <main class="wards">
            <h1>Wards</h1>
            <p>
                <b>Secondary notification:</b> the bedside monitor is the primary alarm
            </p>
            {wards === null && <p data-wards="unknown">No answer from the server. Use the bedside monitors.</p>}
            {wards?.length === 0 && <p data-wards="none">No ward has been heard of yet.</p>}
            <ul class="wards-list">{wards?.map((ward) => <WardLink key={ward.ward} ward={ward} />)}</ul>
        </main>
    );
}

/** Null when the server cannot be asked: old counts are never shown as current. */
async function fetchWards(): Promise<WardSummary[] | null> {
    try {
        const answer = await fetch('/v1/wards', { cache: 'no-store', signal: AbortSignal.timeout(refreshMs) });
        if (!answer.ok) return null;
        const { wards } = (await answer.json()) as { wards: WardSummary[] };
        return wards.sort((a, b) => byBed(a.ward, b.ward));
    } catch {
        return null;
    }
}

function WardLink({ ward }: { ward: WardSummary }) {
    return (
        <li>
            <a class="ward" href={`/ward/${encodeURIComponent(ward.ward)}`} data-ward-link={ward.ward}>
                <strong>{ward.ward}</strong>
                <span>{ward.beds} beds</span>
                <span class="counts">
                    {priorities.map((p) => (
                        <span key={p} class="count" data-priority={p} data-any={ward.alarms[p] > 0}>
                            <PriorityIcon priority={p} kind="physiological" />
                            <span class="count-number">{ward.alarms[p]}</span>
                            <span class="count-word">{p}</span>
                        </span>
                    ))}
                </span>
            </a>
        </li>
    );
}
