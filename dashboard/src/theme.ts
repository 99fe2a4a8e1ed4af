// Dark, light, or as the machine wants it; the style sheet reads `data-theme` of the document.
import type { Theme } from './options';

export function applyTheme(wanted: Theme): void {
    const light = matchMedia('(prefers-color-scheme: light)');
    const apply = () => {
        document.documentElement.dataset['theme'] = wanted === 'auto' ? (light.matches ? 'light' : 'dark') : wanted;
    };
    light.addEventListener('change', apply);
    apply();
}
