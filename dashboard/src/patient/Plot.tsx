// One lane's canvas. What it shows is drawn anew when its picture changes, and when the theme does.
import { useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { onTheme } from './colours';
import { type Drawn, plotData, plotOptions } from './drawing';

export function Plot({ drawn, withTimes }: { drawn: Drawn; withTimes: boolean }) {
    const place = useRef<HTMLDivElement>(null);
    const plot = useRef<uPlot | null>(null);
    const shown = useRef(drawn);
    shown.current = drawn;
    useLayoutEffect(() => {
        const { clientWidth, clientHeight } = place.current!;
        const options = plotOptions(() => shown.current, clientWidth, clientHeight, withTimes);
        const made = new uPlot(options, plotData(shown.current), place.current!);
        plot.current = made;
        const sized = new ResizeObserver(([entry]) => {
            if (entry) made.setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
        });
        sized.observe(place.current!);
        const endTheme = onTheme(() => made.redraw());
        return () => {
            endTheme();
            sized.disconnect();
            made.destroy();
            plot.current = null;
        };
    }, [drawn.lane, withTimes]);
    useLayoutEffect(() => plot.current?.setData(plotData(drawn)), [drawn]);
    return <div class="plot" aria-hidden="true" ref={place} />;
}
