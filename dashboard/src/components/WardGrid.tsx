// All beds in fixed places: natural order of bed names, never re-sorted by what happens to them.
import { useEffect, useRef, useState } from 'preact/hooks';
import { fitTiles, manyBeds, type Fit } from '../grid';
import type { Session } from '../session';
import { t } from '../text/ward';
import { Tile } from './Tile';

export function WardGrid({ session }: { session: Session }) {
    const names = session.bedNames.value;
    const beds = names ? names.split('\n') : [];
    const place = useRef<HTMLElement>(null);
    const { columns, unitPx, words } = useFit(place, beds.length);
    return (
        <section class="grid-place" aria-label={t('beds')} ref={place}>
            {beds.length === 0 && <p class="grid-empty">{t(session.metrics.value ? 'noBeds' : 'waiting')}</p>}
            <div
                class="grid"
                style={{ '--columns': String(columns), '--u': `${unitPx.toFixed(3)}px` }}
                data-fit={words}
                onKeyDown={(event) => walk(event, columns)}
            >
                {beds.map((bed) => (
                    <Tile key={bed} session={session} name={bed} />
                ))}
            </div>
        </section>
    );
}

/** On a narrow screen the tiles stand in one column of this height, and the page scrolls. */
const rowPx = 248;
const narrowPx = 700;

function useFit(place: { current: HTMLElement | null }, count: number): Fit {
    const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
    useEffect(() => {
        if (!place.current) return;
        const observer = new ResizeObserver(([entry]) => entry && setSize(entry.contentRect));
        observer.observe(place.current);
        return () => observer.disconnect();
    }, []);
    return fitTiles(count, size.width, size.height, count > manyBeds ? 5 : 8, innerWidth <= narrowPx ? rowPx : null);
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
