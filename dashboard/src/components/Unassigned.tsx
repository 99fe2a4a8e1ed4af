// Senders that report without a bed, to be given one; and those that people gave one, to be taken back.
import { useState } from 'preact/hooks';
import { bedLabel, byBed } from '../order';
import { ByField, readBy } from '../patient/DecisionFields';
import { OrderState } from '../patient/OrderState';
import { useOrderOf } from '../patient/useOrder';
import { type Answer, ask } from '../server';
import type { Session } from '../session';
import { t } from '../text/pages';
import { whenText } from '../time';
import type { Bed, WardSummary } from '../wire';
import { useAsked } from './useAsked';

const againMs = 5_000;
/** Where the server puts readings that name no bed. */
const noWard = 'unassigned';

interface Assigned {
    sender: string;
    bed: string;
    by: string;
    at: string;
}

interface Told {
    without: string[];
    assigned: Assigned[];
}

async function askUnassigned(): Promise<Answer<Told>> {
    const [wards, given] = await Promise.all([
        ask<{ wards: WardSummary[] }>('/v1/wards'),
        ask<{ assigned: Assigned[] }>('/v1/senders/assigned'),
    ]);
    if (!wards.ok) return wards;
    if (!given.ok) return given;
    const { assigned } = given.value;
    if (!wards.value.wards.some((each) => each.ward === noWard)) return { ok: true, value: { without: [], assigned } };
    const ward = await ask<{ beds: Bed[] }>(`/v1/wards/${noWard}`);
    if (!ward.ok) return ward;
    return { ok: true, value: { without: ward.value.beds.map((bed) => bedLabel(bed.bed)).sort(byBed), assigned } };
}

export function Unassigned({ session }: { session: Session }) {
    const answer = useAsked(askUnassigned, [], againMs);
    if (!answer?.ok) return null; // the list above says already that there is no answer
    const { without, assigned } = answer.value;
    const open = without.filter((sender) => !assigned.some((each) => each.sender === sender));
    return (
        <>
            {open.length > 0 && (
                <section aria-label={t('withoutBed')} data-without-bed={open.length}>
                    <h2 class="sheet-title">{t('withoutBed')}</h2>
                    <p class="sheet-note">{t('withoutBedNote')}</p>
                    <ul class="rows">
                        {open.map((sender) => (
                            <li key={sender}>
                                <AssignForm session={session} sender={sender} />
                            </li>
                        ))}
                    </ul>
                </section>
            )}
            {assigned.length > 0 && (
                <section aria-label={t('givenBeds')} data-given-beds={assigned.length}>
                    <h2 class="sheet-title">{t('givenBeds')}</h2>
                    <ul class="rows">
                        {assigned.map((each) => (
                            <li key={each.sender}>
                                <TakeBackForm session={session} given={each} />
                            </li>
                        ))}
                    </ul>
                </section>
            )}
        </>
    );
}

/** It is done when the list, asked again, no longer has it: then this form is gone. */
function AssignForm({ session, sender }: { session: Session; sender: string }) {
    const { submission, send } = useOrderOf('/v1/senders/assign', { sender }, false);
    const beds = session.bedNames.value.split('\n').filter(Boolean);
    const [bed, setBed] = useState('');
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        send({ bed, by: readBy(new FormData(event.currentTarget as HTMLFormElement)) });
    };
    return (
        <form class="decision" data-form="assign-sender" data-sender-without-bed={sender} onSubmit={submit}>
            <b class="decision-reason">{sender}</b>
            <label>
                {t('bedOfSender')}
                <input
                    name="bed"
                    required
                    pattern="[^\/]+\/.+"
                    maxLength={257}
                    placeholder={`${session.name}/`}
                    list="beds-known"
                    autoComplete="off"
                    value={bed}
                    onInput={(event) => setBed(event.currentTarget.value)}
                />
            </label>
            <datalist id="beds-known">
                {beds.map((name) => (
                    <option key={name} value={name} />
                ))}
            </datalist>
            <ByField station={session.station} />
            <button type="submit" class="decision-send">
                {t('giveBed')}
            </button>
            <OrderState submission={submission} />
        </form>
    );
}

function TakeBackForm({ session, given }: { session: Session; given: Assigned }) {
    const { submission, send } = useOrderOf('/v1/senders/assign', { sender: given.sender }, false);
    const submit = (event: SubmitEvent) => {
        event.preventDefault();
        send({ bed: null, by: readBy(new FormData(event.currentTarget as HTMLFormElement)) });
    };
    return (
        <form class="decision" data-form="take-back" data-given-bed={given.bed} onSubmit={submit}>
            <b class="decision-reason">
                {given.sender} → {given.bed}
            </b>
            <span>{t('givenBy', { by: given.by, time: whenText(Date.parse(given.at)) })}</span>
            <ByField station={session.station} />
            <button type="submit" class="decision-send">
                {t('takeBack')}
            </button>
            <OrderState submission={submission} />
        </form>
    );
}
