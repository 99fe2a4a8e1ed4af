// Whether anybody watches a bed by its monitor, and why not. Pure.
import type { Bed } from './wire';

export type Watched = 'monitored' | 'recovering' | 'silent' | 'empty';

/** Empty: nobody is known to lie there, and nothing was heard since the last one left. */
export function watched(bed: Pick<Bed, 'monitored' | 'recovering' | 'patient' | 'patient_name' | 'last_heard'>): Watched {
    if (bed.monitored) return 'monitored';
    if (bed.recovering) return 'recovering';
    return bed.patient === null && bed.patient_name === null && bed.last_heard === null ? 'empty' : 'silent';
}
