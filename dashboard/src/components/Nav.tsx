// From view to view.
import type { View } from '../address';
import { t } from '../text/ward';
import { ViewLink } from './ViewLink';

const views = ['grid', 'alarms', 'rules', 'devices', 'burden'] as const;
const words = { grid: 'viewGrid', alarms: 'viewAlarms', rules: 'viewRules', devices: 'viewDevices', burden: 'viewBurden' } as const;

export function Nav({ at, ward }: { at: View; ward: string }) {
    return (
        <nav class="nav" aria-label={t('views')}>
            {views.map((name) => (
                <ViewLink
                    key={name}
                    class="nav-link"
                    to={{ name, ward }}
                    aria-current={at.name === name ? 'page' : undefined}
                    data-nav={name}
                >
                    {t(words[name])}
                </ViewLink>
            ))}
        </nav>
    );
}
