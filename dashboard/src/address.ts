// Which view the address names. The stream of a ward goes on while one goes from view to view.
import { signal } from '@preact/signals';

export type View =
    | { name: 'wards' }
    | { name: 'grid'; ward: string }
    | { name: 'bed'; ward: string; bed: string; part: 'trends' | 'infusion' | 'chart' }
    | { name: 'alarms' | 'rules' | 'devices' | 'burden'; ward: string };

const named = ['alarms', 'rules', 'devices', 'burden'] as const;
const parts = ['trends', 'infusion', 'chart'] as const;

/** /ward/W, /ward/W/alarms, /ward/W/bed/3, /ward/W/bed/3/infusion; anything else lists the wards. */
export function viewOf(path: string): View {
    const [first, ward, view, bed, part] = path.split('/').slice(1).map(decodeURIComponent);
    if (first !== 'ward' || !ward) return { name: 'wards' };
    if (view === 'bed' && bed) return { name: 'bed', ward, bed, part: parts.find((p) => p === part) ?? 'trends' };
    const name = named.find((n) => n === view);
    return name ? { name, ward } : { name: 'grid', ward };
}

export function pathOf(view: View): string {
    if (view.name === 'wards') return '/';
    const ward = `/ward/${encodeURIComponent(view.ward)}`;
    if (view.name === 'grid') return ward;
    if (view.name !== 'bed') return `${ward}/${view.name}`;
    return `${ward}/bed/${encodeURIComponent(view.bed)}${view.part === 'trends' ? '' : `/${view.part}`}`;
}

export const view = signal<View>(viewOf(globalThis.location?.pathname ?? '/'));

/** What the station is (?station=, ?display, ?lang=, ...) stays in the address. */
export function go(to: View): void {
    history.pushState(null, '', pathOf(to) + location.search);
    view.value = to;
}

globalThis.addEventListener?.('popstate', () => (view.value = viewOf(location.pathname)));
