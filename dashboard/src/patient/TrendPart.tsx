// A bed's trend over a span: as curves, as a table, as a list of events; and the limits that hold.
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Session } from '../session';
import type { Bed } from '../wire';
import { Cursor } from './cursor';
import { ExportButton } from './ExportButton';
import { TrendFeed } from './feed';
import { Lanes } from './Lanes';
import { LimitsPart } from './LimitsPart';
import { Reading } from './Reading';
import { t } from './t';
import { Timeline } from './Timeline';
import { TrendTable } from './TrendTable';
import { useDerived } from './useDerived';

const spansOfHours = [1, 4, 12, 24, 72] as const;
const ways = ['curves', 'table', 'events', 'limits'] as const;
const hourMs = 3_600_000;

export function TrendPart({ session, bed }: { session: Session; bed: Bed }) {
    const [hours, setHours] = useState<number>(4);
    const [way, setWay] = useState<(typeof ways)[number]>('curves');
    const feed = useMemo(() => new TrendFeed(session, bed.bed, hours * hourMs), [session, bed.bed, hours]);
    useEffect(() => () => feed.stop(), [feed]);
    const cursor = useMemo(() => new Cursor(), [bed.bed, hours]);
    return (
        <div class="trends" data-span={hours} data-way={way}>
            <div class="trends-tools">
                <Choice label={t('span')} all={spansOfHours} chosen={hours} choose={setHours} word={(h) => t('spanHours', { hours: h })} name="span" />
                <Choice label={t('shownAs')} all={ways} chosen={way} choose={setWay} word={(each) => t(each)} name="way" />
                <ExportButton session={session} bed={bed} feed={feed} />
            </div>
            <Problem feed={feed} />
            {way === 'curves' && <Lanes session={session} bed={bed} feed={feed} cursor={cursor} />}
            {way === 'table' && <TrendTable session={session} bed={bed} feed={feed} cursor={cursor} />}
            {(way === 'curves' || way === 'table') && <Reading session={session} bed={bed} feed={feed} cursor={cursor} />}
            {way === 'events' && <Timeline session={session} bed={bed} feed={feed} />}
            {way === 'limits' && <LimitsPart key={bed.stay} session={session} bed={bed} />}
        </div>
    );
}

interface ChoiceProps<Each> {
    label: string;
    name: string;
    all: readonly Each[];
    chosen: Each;
    choose: (each: Each) => void;
    word: (each: Each) => string;
}

function Choice<Each extends string | number>({ label, name, all, chosen, choose, word }: ChoiceProps<Each>) {
    return (
        <div class="choice" role="group" aria-label={label}>
            {all.map((each) => (
                <button
                    key={each}
                    type="button"
                    aria-pressed={each === chosen}
                    data-choose={`${name} ${each}`}
                    onClick={() => choose(each)}
                >
                    {word(each)}
                </button>
            ))}
        </div>
    );
}

/** What is missing is said: an empty lane must never pass for a quiet patient. */
function Problem({ feed }: { feed: TrendFeed }) {
    const said = useDerived(() => {
        if (feed.problem.value !== null) return t('recordAway', { reason: feed.problem.value });
        return feed.alarmsComplete.value ? '' : t('alarmsIncomplete');
    }, [feed]);
    return (
        <p class="trends-problem" role="status" data-problem={said !== ''}>
            {said}
        </p>
    );
}
