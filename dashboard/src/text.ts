// What the page says, in the reader's language. Texts live in src/catalogue/, one catalogue a part of the page; English
// is the measure, and the compiler refuses a language that lacks a text. They reach the page as data, in index.html.
import type { Catalogues } from './catalogue';

export type Language = 'en' | 'de' | 'pseudo';
type Texts<Key extends string> = Readonly<Record<Key, string>>;
export type Catalogue<Key extends string> = Readonly<{ en: Texts<Key>; de: Texts<Key> }>;
export type Values = Readonly<Record<string, string | number>>;

export const language = wanted(new URLSearchParams(globalThis.location?.search ?? '').get('lang'));
/** For Intl: names of days, decimal marks, plurals. */
export const locale = language === 'de' ? 'de-DE' : 'en-GB';

const held = heldTexts();

/**
 * `texts('ward')` gives `t`: t('left', { seconds: 4 }) writes "{seconds} s left". With a `count`, the text named
 * KEY_one is taken where the language says "one" of it: t('beds', { count: 1 }).
 */
export function texts<Part extends keyof Catalogues>(part: Part, of: Language = language) {
    type Key = keyof Catalogues[Part]['en'] & string;
    const said: Readonly<Record<string, string>> = held[part][of === 'pseudo' ? 'en' : of];
    const plurals = new Intl.PluralRules(of === 'de' ? 'de' : 'en');
    return (key: Key, values: Values = {}): string => {
        const one = typeof values['count'] === 'number' && plurals.select(values['count']) === 'one';
        const text = (one ? said[`${key}_one`] : undefined) ?? said[key]!;
        const filled = text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
        return of === 'pseudo' ? longer(filled) : filled;
    };
}

function heldTexts(): Catalogues {
    const given = (globalThis as { vigilTexts?: Catalogues }).vigilTexts; // where there is no page: tests
    return given ?? (JSON.parse(document.getElementById('texts')!.textContent!) as Catalogues);
}

/** Every text 40 % longer and unlike any language: what overflows or is not in a catalogue is seen. */
function longer(text: string): string {
    const accented = text.replace(/[aeiou]/g, (vowel) => 'àéîõü'['aeiou'.indexOf(vowel)]!);
    return `[${accented}${'~'.repeat(Math.ceil(text.length * 0.4))}]`;
}

function wanted(asked: string | null): Language {
    if (asked === 'en' || asked === 'de' || asked === 'pseudo') return asked;
    return /^de\b/i.test(globalThis.navigator?.language ?? '') ? 'de' : 'en';
}
