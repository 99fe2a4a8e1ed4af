// Colours of the style sheet, for what is drawn on a canvas.

/** `colour('text')` is what --text is in the theme shown now. */
export function colour(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls when the theme changes; returns how to end that. */
export function onTheme(call: () => void): () => void {
    const seen = new MutationObserver(call);
    seen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => seen.disconnect();
}
