// How items and answers are called on the page.
import { locale } from '../text';
import { unitText } from '../slots';
import { numberText } from './amounts';
import type { Item, Kind } from './items';
import { isSign, itemOf } from './items';
import { isScale, isSedationScale, levels, scaleLabels, type Level, type Scale } from './scales';
import { o } from './t';
import type { ChartedValue, Protocol } from './wire';

/** The protocol's question, else the page's name, else the name as it is. */
export function itemText(name: string, protocol: Protocol | null): string {
    const own = protocol?.items.find((item) => item.name === name);
    if (own) return own.ask;
    if (isSedationScale(name)) return `${o('sedation')} (${scaleLabels[name]})`;
    return isSign(name) ? o(name) : name.replaceAll('_', ' ');
}

export interface Choice {
    value: string;
    /** "3", "−2": as it is charted. */
    mark: string;
    text: string;
}

const grades = ['grade_0', 'grade_1', 'grade_2', 'grade_3'] as const;

/** Answers to choose from; none where it is typed. */
export function choicesOf(kind: Kind): Choice[] {
    switch (kind.as) {
        case 'scale':
            return levels[kind.scale].map((level) => ({
                value: level,
                mark: level.replace('-', '−'),
                text: levelText(kind.scale, level),
            }));
        case 'grade':
            return grades.map((key, i) => ({ value: String(i), mark: '', text: o(key) }));
        case 'score':
            return Array.from({ length: 11 }, (_, i) => ({ value: String(i), mark: String(i), text: '' }));
        case 'yes_no':
            return (['yes', 'no'] as const).map((value) => ({ value, mark: '', text: o(value) }));
        default:
            return [];
    }
}

function levelText(scale: Scale, level: string): string {
    return o(`${scale}_${level}` as Level);
}

/** "82 /min", "POSS 2, slightly drowsy", "mild", "yes". */
export function valueText(value: ChartedValue, protocol: Protocol | null): string {
    if (isScale(value.item)) {
        const level =
            value.text ?? levels[value.item].find((each) => Number(each) === value.number) ?? String(value.number);
        const known = (levels[value.item] as readonly string[]).includes(level);
        return `${scaleLabels[value.item]} ${level.replace('-', '−')}${known ? `, ${levelText(value.item, level)}` : ''}`;
    }
    if (value.text) return value.text;
    if (value.number === null) return '--';
    return answered(itemOf(value.item, protocol, 'poss'), value.number);
}

function answered(item: Item, number: number): string {
    if (item.kind.as === 'yes_no') return o(number === 1 ? 'yes' : 'no');
    const grade = item.kind.as === 'grade' ? grades[number] : undefined;
    if (grade) return o(grade);
    const unit = item.kind.as === 'number' ? unitText(item.kind.unit) : '';
    return `${numberText(number, locale)}${unit && ` ${unit}`}`;
}
