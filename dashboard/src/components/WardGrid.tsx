// All beds in fixed places: natural order of bed names, never re-sorted by what happens to them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { columnsFor } from '../grid';
import type { Session } from '../session';
import { t } from '../text/ward';
import { Tile } from './Tile';

export function WardGrid({ session }: { session: Session }) {
    const names = session.bedNames.value;
    const beds = names ? names.split('\n') : [];
    const place = useRef<HTMLElement>(null);
    const columns = useColumns(place, beds.length);
    return (
        <section class="grid-place" aria-label={t('beds')} ref={place}>
            {beds.length === 0 && <p class="grid-empty">{t(session.metrics.value ? 'noBeds' : 'waiting')}</p>}
            <div class="grid" style={{ '--columns': String(columns) }} onKeyDown={(event) => walk(event, columns)}>
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

/** Arrow keys go from bed to bed. */
function walk(event: KeyboardEvent & { currentTarget: HTMLElement }, columns: number): void {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (step === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.tile-open')];
    const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
}
