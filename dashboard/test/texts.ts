// The texts that index.html brings to the page; `run` puts this in front of each test.
import { catalogues } from '../src/catalogue';

(globalThis as { vigilTexts?: typeof catalogues }).vigilTexts = catalogues;
