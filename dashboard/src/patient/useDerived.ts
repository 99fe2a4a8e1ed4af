// A value derived from signals and from what a component was given: made anew when one of `given` changes, which
// useComputed would not notice.
import { computed } from '@preact/signals';
import { useMemo } from 'preact/hooks';

export function useDerived<T>(derive: () => T, given: readonly unknown[]): T {
    return useMemo(() => computed(derive), given).value;
}
