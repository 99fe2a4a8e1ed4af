// Some of the items that a form asks, under what they are asked for.
import { useState } from 'preact/hooks';
import { ChartItem } from './ChartItem';
import type { Section } from './sections';
import { t } from './t';
import type { Care } from './useCare';
import type { Chart } from './useChart';
import { countdown } from './when';

interface Props {
    care: Care;
    chart: Chart;
    section: Section;
}

/** What is waited for stands open; the rest opens by a tap, or because something is entered there. */
export function ChartSection({ care, chart, section }: Props) {
    const waited = section.kind === 'due' || section.kind === 'baseline' || section.kind === 'leaving';
    const first = chart.sections[0] === section;
    const [opened, setOpened] = useState<boolean | null>(null);
    const filled = section.items.filter((name) => chart.draft.entries[name]).length;
    const refused = chart.objections.some(
        (each) => each.item !== null && section.items.some((name) => isAbout(chart, name, each.item!)),
    );
    const open = refused || (opened ?? (waited || first || filled > 0));
    return (
        <section class="chart-section" data-section={section.kind} data-open={open}>
            <h3>
                <button type="button" class="chart-section-head" aria-expanded={open} onClick={() => setOpened(!open)}>
                    <span class="chart-section-title">{titleOf(section)}</span>
                    <span class="chart-section-due quiet">{dueText(section, care.session.now.value)}</span>
                    {filled > 0 && <span class="chart-section-count">{t('filled', { count: filled })}</span>}
                </button>
            </h3>
            {open && (
                <div class="chart-items">
                    {section.items.map((name) => (
                        <ChartItem key={name} care={care} chart={chart} name={name} />
                    ))}
                </div>
            )}
        </section>
    );
}

/** The server names an item as it was sent: sedation by its scale. */
export function isAbout(chart: Chart, name: string, objected: string): boolean {
    const { kind } = chart.item(name);
    return name === objected || (name === 'sedation' && kind.as === 'scale' && kind.scale === objected);
}

function titleOf(section: Section): string {
    if (section.kind === 'rest') return t('restOf', { title: section.title });
    if (section.title !== '') return section.title;
    if (section.kind === 'baseline') return t('baseline');
    if (section.kind === 'leaving') return t('forLeaving');
    return t(section.kind === 'protocol' ? 'ofProtocol' : 'allOthers');
}

function dueText(section: Section, nowMs: number): string {
    const left = section.dueAt === null || section.kind === 'rest' ? null : countdown(Date.parse(section.dueAt), nowMs);
    return left ? t(left.overdue ? 'overdueBy' : 'dueIn', { span: left.text }) : '';
}
