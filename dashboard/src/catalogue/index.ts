// Every text of the page. Not in the script, which has room for one purpose only: bundle.mjs puts it into index.html.
import { infusion } from './infusion';
import { observations } from './observations';
import { pages } from './pages';
import { patient } from './patient';
import { ward } from './ward';

export const catalogues = { infusion, observations, pages, patient, ward };
export type Catalogues = typeof catalogues;
