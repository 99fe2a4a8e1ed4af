// All beds in fixed places: natural order of bed names, never re-sorted by what happens to them.
import { useComputed } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { columnsFor } from '../grid';
import { byBed } from '../order';
import type { Session } from '../session';
import { Tile } from './Tile';

export function WardGrid({ session }: { session: Session }) {
    const names = useComputed(() => [...(session.ward.value?.beds.keys() ?? [])].sort(byBed).join('\n'));
    const beds = names.value ? names.value.split('\n') : [];
    const place = useRef<HTMLElement>(null);
    const columns = useColumns(place, beds.length);
    return (
        <section class="grid-place" aria-label="Beds" ref={place}>
            {beds.length === 0 && <p class="grid-empty">{session.ward.value ? 'No beds yet' : 'Waiting for data'}</p>}
            <div class="grid" style={{ '--columns': String(columns) }}>
                {beds.map((bed) => (
                    <Tile key={bed} session={session} name={bed} />
                ))}
            </div>
        </section>
    );
}

function useColumns(place: { current: HTMLElement | null }, count: number): number {
    const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
    useEffect(() => {
        if (!place.current) return;
        const observer = new ResizeObserver(([entry]) => entry && setSize(entry.contentRect));
        observer.observe(place.current);
        return () => observer.disconnect();
    }, []);
    return columnsFor(count, size.width, size.height);
}
