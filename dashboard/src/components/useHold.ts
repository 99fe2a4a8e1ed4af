// A long press: touch and mouse held still on one place. Letting go early, moving, or a change of what it is meant for
// calls it off; the click that follows a long press means nothing.
import { useEffect, useRef, useState } from 'preact/hooks';

export const holdMs = 700;
const stillPx = 12;

export function useHold(target: string | null, done: (target: string) => void) {
    const [holding, setHolding] = useState<string | null>(null);
    const from = useRef({ x: 0, y: 0 });
    const held = useRef(false);
    const stop = () => setHolding(null);
    useEffect(() => {
        if (holding === null) return;
        if (holding !== target) return stop();
        const timer = setTimeout(() => {
            held.current = true;
            stop();
            done(holding);
        }, holdMs);
        return () => clearTimeout(timer);
    }, [holding, target]);
    return {
        holding: holding !== null,
        handlers: {
            onPointerDown(event: PointerEvent) {
                held.current = false;
                if (event.button !== 0 || !event.isPrimary) return;
                from.current = { x: event.clientX, y: event.clientY };
                setHolding(target);
            },
            onPointerMove(event: PointerEvent) {
                if (Math.hypot(event.clientX - from.current.x, event.clientY - from.current.y) > stillPx) stop();
            },
            onPointerUp: stop,
            onPointerLeave: stop,
            onPointerCancel: stop,
            onContextMenu(event: MouseEvent) {
                if (holding !== null || held.current) event.preventDefault();
            },
            onClickCapture(event: MouseEvent) {
                if (!held.current) return;
                held.current = false;
                event.preventDefault();
                event.stopPropagation();
            },
        },
    };
}
