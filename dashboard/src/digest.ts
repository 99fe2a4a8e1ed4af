// The digest by which a dashboard proves that it holds exactly the server's alarms.
import type { Alarm } from './wire';

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const encoder = new TextEncoder();

/** FNV-1a, 64 bits, of the UTF-8 bytes of `text`. */
export function fnv1a64(text: string): bigint {
    let hash = offsetBasis;
    for (const byte of encoder.encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
    return hash;
}

/** Exclusive or over all alarms, so that order does not matter; 16 hexadecimal digits. */
export function digest(alarms: Iterable<Pick<Alarm, 'id' | 'revision'>>): string {
    let sum = 0n;
    for (const alarm of alarms) sum ^= fnv1a64(`${alarm.id}:${alarm.revision}`);
    return sum.toString(16).padStart(16, '0');
}
