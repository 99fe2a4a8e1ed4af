// The words of a bed's page.
import { texts } from '../text';
import { patient } from '../text/patient';

export const t = texts(patient);
