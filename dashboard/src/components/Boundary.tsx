// What is shown when the page itself fails: never a picture that stands still. It loads again by itself, a few times.
import { Component, type ComponentChildren } from 'preact';
import { reloadWhenServed } from '../reload';
import { t } from '../text/ward';

const reloadAfterMs = 5000;

export class Boundary extends Component<{ children: ComponentChildren }, { failed: string | null }> {
    override state = { failed: null };

    override componentDidCatch(error: unknown): void {
        console.error(error);
        this.setState({ failed: String(error) });
        setTimeout(() => void reloadWhenServed(), reloadAfterMs);
    }

    render() {
        if (this.state.failed === null) return this.props.children;
        return (
            <main class="failed" role="alert" data-failed="true">
                <h1>{t('failed')}</h1>
                <p>{t('useMonitors')}</p>
                <button type="button" class="button" onClick={() => location.reload()}>
                    {t('reload')}
                </button>
                <p class="failed-why">{this.state.failed}</p>
            </main>
        );
    }
}
