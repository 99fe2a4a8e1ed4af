// Chooses the page by address: /ward/{ward} shows a ward, anything else lists the wards.
import { render } from 'preact';
import { WardPage } from './components/WardPage';
import { WardsPage } from './components/WardsPage';
import { Session } from './session';
import './style/tokens.css';
import './style/page.css';
import './style/topbar.css';
import './style/tile.css';
import './style/bed.css';
import './style/strip.css';
import './style/alarms.css';
import './style/wards.css';

const ward = /^\/ward\/([^/]+)\/?$/.exec(location.pathname)?.[1];
if (ward === undefined) {
    render(<WardsPage />, document.body);
} else {
    const session = new Session(decodeURIComponent(ward));
    document.title = `${session.name} - Vigil`;
    render(<WardPage session={session} />, document.body);
}
