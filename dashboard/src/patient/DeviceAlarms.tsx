// What the monitor tells of its own alarms, in its words, without our colours: the monitor sounds them itself.
import { byDevicePriority, deviceState } from '../device';
import { clockText } from '../time';
import type { DeviceAlarm } from '../wire';
import { t } from './t';

export function DeviceAlarms({ alarms }: { alarms: readonly DeviceAlarm[] }) {
    return (
        <section class="patient-device" aria-label={t('fromMonitor')} data-device-alarms={alarms.length}>
            <h3>{t('fromMonitor')}</h3>
            <p class="patient-none">{alarms.length ? t('monitorSounds') : t('monitorQuiet')}</p>
            <ul>
                {[...alarms].sort(byDevicePriority).map((alarm) => (
                    <li key={`${alarm.device} ${alarm.id}`} data-device-alarm={alarm.id}>
                        <b>{alarm.text || t('code', { code: alarm.code ?? '?' })}</b>
                        <span>
                            {deviceState(alarm)}
                            {alarm.measured_at && `, ${clockText(Date.parse(alarm.measured_at))}`}
                        </span>
                    </li>
                ))}
            </ul>
        </section>
    );
}
