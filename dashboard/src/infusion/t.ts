// The words of the infusion and of what is charted.
import { texts } from '../text';
import { infusion } from '../text/infusion';
import { observations } from '../text/observations';

export const t = texts(infusion);
export const o = texts(observations);
