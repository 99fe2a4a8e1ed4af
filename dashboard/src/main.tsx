import { render } from 'preact';
import { App } from './components/App';
import { options } from './options';
import { language } from './text';
import { applyTheme } from './theme';
import './style/tokens.css';
import './style/page.css';
import './style/topbar.css';
import './style/tile.css';
import './style/tilefoot.css';
import './style/strip.css';
import './style/alarms.css';
import './style/sheet.css';
import './style/wards.css';

applyTheme(options.theme);
document.documentElement.lang = language === 'de' ? 'de' : 'en';
render(<App />, document.body);
