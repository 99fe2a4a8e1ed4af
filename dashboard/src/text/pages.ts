import { texts } from '../text';

export const t = texts('pages');
