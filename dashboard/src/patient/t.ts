// The words of a bed's page.
import { texts } from '../text';

export const t = texts('patient');
