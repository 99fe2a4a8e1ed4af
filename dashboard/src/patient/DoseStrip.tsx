// Above the lanes: how much of the drug ran when, as steps; boluses as diamonds, pauses as empty places.
import { minuteText } from '../time';
import type { Cursor } from './cursor';
import { type DoseMark, doseMarks, rateSteps } from './markers';
import type { DoseHistory } from './record';
import { t } from './t';
import type { Frame } from './useFrame';

interface Props {
    dose: DoseHistory;
    frame: Frame;
    cursor: Cursor;
}

export function DoseStrip({ dose, frame: { fromMs, toMs }, cursor }: Props) {
    const steps = rateSteps(dose, fromMs, toMs);
    const most = Math.max(1e-9, ...steps.map((step) => step.rate));
    const share = (atMs: number) => (atMs - fromMs) / (toMs - fromMs);
    const marks = doseMarks(dose).filter((mark) => mark.atMs >= fromMs && mark.atMs <= toMs);
    const atMs = cursor.atMs.value ?? toMs;
    const now = steps.filter((step) => step.atMs <= atMs).pop();
    return (
        <div class="strip-row strip-dose" role="group" aria-label={dose.infusion.drug} data-dose-steps={steps.length}>
            <div class="lane-label">
                <p class="lane-trace">
                    <b>{dose.infusion.drug}</b> <small>mg/h</small>
                    <span class="lane-value">{now ? rateText(now.rate) : '--'}</span>
                </p>
            </div>
            <div class="time-line">
                <svg class="dose-area" viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
                    <path d={areaOf(steps.map((step) => [share(step.atMs), step.rate / most]))} />
                </svg>
                {marks.map((mark) => (
                    <DoseSign key={`${mark.what} ${mark.atMs}`} mark={mark} at={share(mark.atMs)} />
                ))}
            </div>
        </div>
    );
}

function DoseSign({ mark, at }: { mark: DoseMark; at: number }) {
    const told = `${minuteText(mark.atMs)} ${t(mark.what)} ${mark.text}`;
    return (
        <span class="dose-sign" data-dose={mark.what} title={told} style={{ '--at': String(at) }}>
            <i aria-hidden="true" />
            <span class="hidden">{told}</span>
            {mark.what === 'bolus' && <small>{mark.text}</small>}
        </span>
    );
}

/** Steps as an outline in a box of 1000 by 100, from each share of the width at its share of the height. */
export function areaOf(steps: readonly (readonly [number, number])[]): string {
    if (steps.length === 0) return '';
    const y = (height: number) => (100 - height * 92).toFixed(1);
    const x = (share: number) => (share * 1000).toFixed(1);
    const tops = steps.map(([, height], i) => `V${y(height)}H${x(steps[i + 1]?.[0] ?? 1)}`);
    return `M${x(steps[0]![0])} 100${tops.join('')}V100Z`;
}

function rateText(rate: number): string {
    return String(Number(rate.toFixed(2)));
}
