// What the address asks of this screen. It stays in the address from view to view.

export type Privacy = 'open' | 'initials' | 'none';
export type Theme = 'auto' | 'dark' | 'light';

export interface Options {
    /** ?display: a screen on a wall that only shows. Nothing on it orders anything. */
    display: boolean;
    /** ?privacy or ?privacy=initials; ?privacy=none. */
    privacy: Privacy;
    theme: Theme;
}

export function readOptions(search: string): Options {
    const asked = new URLSearchParams(search);
    const theme = asked.get('theme');
    return {
        display: asked.has('display') && asked.get('display') !== 'false',
        privacy: !asked.has('privacy') ? 'open' : asked.get('privacy') === 'none' ? 'none' : 'initials',
        theme: theme === 'dark' || theme === 'light' ? theme : 'auto',
    };
}

export const options = readOptions(globalThis.location?.search ?? '');
