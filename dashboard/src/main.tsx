import { render } from 'preact';
import { App } from './components/App';
import { options } from './options';
import { language } from './text';
import { applyTheme } from './theme';

applyTheme(options.theme);
document.documentElement.lang = language === 'de' ? 'de' : 'en';
render(<App />, document.body);
