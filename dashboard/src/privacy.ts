// How a patient is called on a screen that visitors may see. Pure.
import type { Privacy } from './options';
import type { Bed } from './wire';

/** The name, else the number; with privacy the initials of a name ("Doe, John" is "D. J."), and never a number. */
export function patientLabel(bed: Pick<Bed, 'patient' | 'patient_name'>, privacy: Privacy): string {
    if (privacy === 'none') return '';
    if (privacy === 'open') return bed.patient_name ?? bed.patient ?? '';
    const parts = (bed.patient_name ?? '').split(/[\s,]+/).filter(Boolean);
    return parts.map((part) => `${[...part][0]!.toLocaleUpperCase()}.`).join(' ');
}
