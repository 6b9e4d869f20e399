/** Times, durations and reasons as a person would say them. */
import { faultCodes } from '../contract/faults.ts';
import { printable } from '../contract/printable.ts';
import type { Allowed, How } from './why-story.ts';

const two = (n: number): string => String(n).padStart(2, '0');

/** Local date, `2026-01-02`. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** `2026-01-02 03:12:45.123 to 03:13:00.000`; the day again where it is another. */
export function spanOf(from: number, to: number): string {
  const day = dayOf(from);
  const last = dayOf(to) === day ? timeOf(to) : `${dayOf(to)} ${timeOf(to)}`;
  return `${day} ${timeOf(from)} to ${last}`;
}

/** Local time of day, `03:12:45.123`. */
export function timeOf(at: number): string {
  const date = new Date(at);
  const ms = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${ms}`;
}

const units: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** `87 ms`, `1.23 s`, `83 s`, `11 min 3 s`, `2 h 4 min`, `3 d 5 h`. */
export function lasting(ms: number): string {
  if (ms < 999.5) return `${String(Math.round(ms))} ms`;
  if (ms < 9_995) return `${String(Number((ms / 1_000).toFixed(2)))} s`;
  const seconds = Math.round(ms / 1_000) * 1_000;
  if (seconds < 120_000) return `${String(seconds / 1_000)} s`;
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit = '', size = 1] = units[at] ?? [];
  const [lesser = '', part = 1] = units[at + 1] ?? [];
  const rest = Math.floor((seconds % size) / part);
  return `${String(Math.floor(seconds / size))} ${unit}${rest === 0 ? '' : ` ${String(rest)} ${lesser}`}`;
}

export const times = (n: number): string => (n === 1 ? 'once' : n === 2 ? 'twice' : `${String(n)} times`);

const isFault = (code: string): code is keyof typeof faultCodes => Object.hasOwn(faultCodes, code);

/** `refused: nobody listens there`; and the system's own words, if they say more. */
export function lossWords({ reason, detail }: How): string {
  const words = reason === null ? 'the socket failed' : isFault(reason) ? `${reason}: ${faultCodes[reason]}` : reason;
  return printable(detail === null || detail === '' ? words : `${words} (${detail})`);
}

/** Why a line that was up went, as the rest of a sentence that begins with `because`. */
export function lossReason(how: How, allowed: Allowed | null): string {
  const beat = allowed?.heartbeat ?? null;
  switch (how.event) {
    case 'after:probeTimeout':
      if (beat === null) return 'the peer did not answer a heartbeat in time';
      return `the peer answered none of ${String(beat.misses)} heartbeats in a row, each within ${lasting(beat.timeout)}`;
    case 'after:silence':
      if (beat === null) return 'the peer was silent for too long';
      return `the peer was silent for ${lasting(beat.every + beat.misses * beat.timeout)}; its heartbeats are due every ${lasting(beat.every)}`;
    case 'reply-timeout':
      return 'a request had no reply in time, and a late one could be taken for the answer to the next';
    case 'ended':
      return 'the peer closed its side';
    case 'malformed':
      return `the peer’s bytes were no frame (${lossWords(how)})`;
    case 'redial':
      return 'it was asked to dial again';
    case 'crash':
      return `a function given to this link threw${how.detail === null ? '' : `: ${printable(how.detail)}`}`;
    case 'lost':
      return `the socket failed: ${lossWords(how)}`;
    default:
      return dialFailure(how, allowed);
  }
}

/** How a dial failed. */
export function dialFailure(how: How, allowed: Allowed | null): string {
  const limit = allowed?.connectTimeout ?? null;
  switch (how.event) {
    case 'after:connectTimeout':
      return limit === null ? 'no connection in time' : `no connection within ${lasting(limit)}`;
    case 'rejected':
      return `turned away: ${lossWords(how)}`;
    case 'ended':
      return 'the peer closed its side at once';
    case 'malformed':
      return `the peer’s bytes were no frame (${lossWords(how)})`;
    case 'close':
    case 'destroy':
      return 'it was asked to stop';
    case 'lost':
      return lossWords(how);
    default:
      return printable(how.event);
  }
}
