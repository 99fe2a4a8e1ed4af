// The words of the infusion and of what is charted.
import { texts } from '../text';

export const t = texts('infusion');
export const o = texts('observations');
