// An answer of the server, asked again from time to time while one looks. An old answer is never shown after a failure.
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../server';

/** Undefined: not answered yet. */
export function useAsked<T>(question: () => Promise<Answer<T>>, inputs: readonly unknown[], againMs: number | null): Answer<T> | undefined {
    const [answer, setAnswer] = useState<Answer<T> | undefined>(undefined);
    useEffect(() => {
        let current = true;
        const load = () => void question().then((given) => current && setAnswer(given));
        setAnswer(undefined);
        load();
        const timer = againMs === null ? undefined : setInterval(load, againMs);
        return () => {
            current = false;
            clearInterval(timer);
        };
    }, inputs);
    return answer;
}
