// Who sends readings, and how well each keeps to what it should send. Names nobody but senders.
import { ask } from '../server';
import type { Session } from '../session';
import { t } from '../text/pages';
import { ageText, whenText } from '../time';
import { Asked } from './Asked';
import { Fact } from './Fact';
import { Unassigned } from './Unassigned';
import { useAsked } from './useAsked';

const againMs = 10_000;
const skewSMax = 5;

interface Finding {
    kind: string;
    text: string;
    count: number;
    first: string;
    last: string;
}

interface Sender {
    name: string;
    address: string;
    dialect: string;
    detected: boolean;
    zone: string;
    messages: number;
    readings: number;
    duplicates: number;
    reused_control_ids: number;
    refused: number;
    last_heard?: string;
    skew_seconds?: number;
    findings: Finding[];
    findings_not_listed: number;
}

interface Senders {
    time: string;
    senders: Sender[];
}

export function DevicesView({ session }: { session: Session }) {
    const answer = useAsked(() => ask<Senders>('/v1/senders'), [], againMs);
    return (
        <div class="sheet">
            <Unassigned session={session} />
            <section aria-label={t('devices')}>
                <h2 class="sheet-title">{t('devices')}</h2>
                <p class="sheet-note">{t('devicesNote')}</p>
                <Asked answer={answer}>
                    {({ senders, time }) =>
                        senders.length === 0 ? (
                            <p class="sheet-wait">{t('noDevices')}</p>
                        ) : (
                            <ul class="rows" data-senders={senders.length}>
                                {senders.map((sender) => (
                                    <SenderRow key={`${sender.name} ${sender.address}`} sender={sender} nowMs={Date.parse(time)} />
                                ))}
                            </ul>
                        )
                    }
                </Asked>
            </section>
        </div>
    );
}

function SenderRow({ sender, nowMs }: { sender: Sender; nowMs: number }) {
    const heard = sender.last_heard ? ageText(nowMs - Date.parse(sender.last_heard)) : '';
    const skew = sender.skew_seconds;
    const skewed = skew !== undefined && Math.abs(skew) > skewSMax;
    return (
        <li class="sender" data-sender={sender.name} data-at-fault={sender.refused > 0 || skewed || sender.findings.length > 0}>
            <div class="sender-head">
                <b>{sender.name}</b>
                <span>{sender.address}</span>
                <span>{sender.dialect && t(sender.detected ? 'dialectDetected' : 'dialect', { name: sender.dialect })}</span>
                <span>{sender.zone}</span>
            </div>
            <dl class="facts">
                <Fact name={t('lastHeard')} value={heard && t('ago', { time: heard })} />
                <Fact name={t('messages')} value={sender.messages} />
                <Fact name={t('readings')} value={sender.readings} />
                <Fact name={t('duplicates')} value={sender.duplicates} />
                <Fact name={t('refusedCount')} value={sender.refused} strong={sender.refused > 0} />
                <Fact name={t('reused')} value={sender.reused_control_ids} strong={sender.reused_control_ids > 0} />
                {skew !== undefined && <Fact name={t('skew')} value={`${(Math.round(skew * 10) / 10 || 0).toFixed(1)} s`} strong={skewed} />}
            </dl>
            <Findings sender={sender} />
        </li>
    );
}

function Findings({ sender }: { sender: Sender }) {
    if (!sender.findings.length) return null;
    return (
        <details class="findings">
            <summary>{t('findings', { count: sender.findings.length + sender.findings_not_listed })}</summary>
            <ul>
                {sender.findings.map((finding) => (
                    <li key={finding.kind + finding.text}>
                        <b>{finding.kind.replaceAll('_', ' ')}</b> {finding.text}{' '}
                        <span>{t('timesLast', { n: finding.count, time: whenText(Date.parse(finding.last)) })}</span>
                    </li>
                ))}
                {sender.findings_not_listed > 0 && <li>{t('notListed', { n: sender.findings_not_listed })}</li>}
            </ul>
        </details>
    );
}
