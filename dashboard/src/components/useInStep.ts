// Lets everything that flashes do so in step: many alarms out of step cannot be read.
import { useLayoutEffect } from 'preact/hooks';
import type { Alarm } from '../wire';

export function useInStep(place: { current: Element | null }, alarm: Alarm | undefined): void {
    const flashing = alarm && !alarm.acknowledged ? `${alarm.id} ${alarm.priority}` : null;
    useLayoutEffect(() => {
        if (flashing === null) return;
        for (const animation of place.current?.getAnimations({ subtree: true }) ?? []) animation.startTime = 0;
    }, [flashing]);
}
