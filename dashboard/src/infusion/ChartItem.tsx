// One item: its question, what the monitor shows, the answer, and what the server says against it.
import { locale } from '../text';
import { ageText } from '../time';
import { numberText } from './amounts';
import { isAbout } from './ChartSection';
import { withEntry } from './chartDraft';
import { Choices } from './Choices';
import { type Offer, offerOf } from './monitor';
import { choicesOf, itemText } from './names';
import { scaleLabels, sedationScales } from './scales';
import { Stepper } from './Stepper';
import { t } from './t';
import type { Care } from './useCare';
import type { Chart } from './useChart';

export function ChartItem({ care, chart, name }: { care: Care; chart: Chart; name: string }) {
    const item = chart.item(name);
    const entry = chart.draft.entries[name];
    const label = item.ask ?? itemText(name, null);
    const enter = (text: string, fromDevice = false) => chart.change(withEntry(chart.draft, name, text, fromDevice));
    const against = chart.objections.filter((each) => each.item !== null && isAbout(chart, name, each.item));
    const unread = chart.read.unread.includes(name) && entry !== undefined;
    const said = [...against.map((each) => each.why), ...(unread ? [t('unreadNumber')] : [])];
    const common = { name, label, value: entry?.text ?? '', change: enter, wrong: said.length > 0 };
    return (
        <div
            class="item"
            data-chart-item={name}
            data-kind={item.kind.as}
            data-filled={entry !== undefined}
            data-against={against[0]?.passes}
        >
            {item.kind.as === 'number' ? (
                <Stepper {...common} kind={item.kind} />
            ) : item.kind.as === 'text' ? (
                <FreeText {...common} />
            ) : (
                <Choices {...common} choices={choicesOf(item.kind)} wide={item.kind.as === 'scale'} />
            )}
            {name === 'sedation' && <ScalePick chart={chart} />}
            {entry?.fromDevice ? (
                <p class="item-offer" data-from-device="true">
                    {t('takenFromMonitor')}
                </p>
            ) : (
                chart.draft.atMs === null &&
                item.kind.as === 'number' && (
                    <OfferButton offer={offered(care, name)} take={(offer) => enter(String(offer.number), true)} />
                )
            )}
            {said.map((why) => (
                <p key={why} class="item-said" role="alert" id={`said-${name}`}>
                    {why}
                </p>
            ))}
        </div>
    );
}

function offered(care: Care, name: string): Offer | null {
    const ward = care.session.ward.value;
    if (!ward || care.session.link.value !== 'live') return null;
    const active = care.told.session?.infusion.phase !== 'discharged' ? care.told.session?.observations : undefined;
    return offerOf(name, care.bed, ward.metrics, active ?? null, care.session.now.value);
}

function OfferButton({ offer, take }: { offer: Offer | null; take: (offer: Offer) => void }) {
    if (!offer) return null;
    return (
        <button type="button" class="pill item-offer" data-offer={offer.number} onClick={() => take(offer)}>
            {t('offer', { value: numberText(offer.number, locale), age: ageText(offer.ageMs) })}
        </button>
    );
}

/** Which scale this site and patient use; another one clears a level that was chosen. */
function ScalePick({ chart }: { chart: Chart }) {
    const { kind } = chart.item('sedation');
    return (
        <div class="scale-pick" role="group" aria-label={t('scale')}>
            {sedationScales.map((scale) => (
                <button
                    key={scale}
                    type="button"
                    class="pill"
                    aria-pressed={kind.as === 'scale' && kind.scale === scale}
                    data-scale={scale}
                    onClick={() => chart.change({ ...withEntry(chart.draft, 'sedation', ''), sedation: scale })}
                >
                    {scaleLabels[scale]}
                </button>
            ))}
        </div>
    );
}

function FreeText({
    name,
    label,
    value,
    change,
    wrong,
}: {
    name: string;
    label: string;
    value: string;
    change: (text: string) => void;
    wrong: boolean;
}) {
    return (
        <label class="item-text">
            <span class="item-label">{label}</span>
            <textarea
                class="field-input"
                name={name}
                rows={2}
                maxLength={4000}
                value={value}
                aria-invalid={wrong}
                onInput={(event) => change(event.currentTarget.value)}
            />
        </label>
    );
}
