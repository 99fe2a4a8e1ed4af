// Reports an alarm as shown once a frame with it was painted inside the visible part of the page.
import { useEffect } from 'preact/hooks';
import type { Session } from '../session';
import type { Alarm } from '../wire';

export function useShown(session: Session, place: { current: Element | null }, alarm: Alarm | undefined): void {
    const live = session.link.value === 'live';
    const wanted = live && alarm && alarm.shown_at === null ? alarm.id : null;
    useEffect(() => {
        if (wanted === null || !place.current) return;
        let frame = 0;
        const observe = (entries: IntersectionObserverEntry[]) => {
            if (!entries.some((entry) => entry.isIntersecting)) return;
            observer.disconnect();
            // The callback after the next one runs once the frame between them has been handed to the screen.
            frame = requestAnimationFrame(() => {
                frame = requestAnimationFrame(() => session.reportShown(wanted));
            });
        };
        const observer = new IntersectionObserver(observe, { threshold: 0.5 });
        observer.observe(place.current);
        return () => {
            observer.disconnect();
            cancelAnimationFrame(frame);
        };
    }, [wanted]);
}
