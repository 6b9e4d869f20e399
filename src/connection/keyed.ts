/** What is owed where a key ties each reply to its request (duplex): calls by key in any order, and probes aside. */
import type { Call, Probe } from './call.ts';
import type { Heartbeat } from './heartbeat.ts';
import type { Key } from '../contract/options/key.ts';
import type { KeyOf } from './key.ts';
import type { Inbound, Owed } from './owed.ts';

/** Keys of requests that timed out are kept out of use so long as their replies may come; the oldest of more is forgotten. */
const MOST_LATE = 65_536;
/** Keys answered last, by which a second reply is known. */
const MOST_ANSWERED = 1_024;

const NO_KEY = 'this frame has no key, so no reply could be told to be its own';
const IN_FLIGHT = 'a request with this key is in flight';
const TOO_SOON = 'a request with this key timed out, and its reply may still come';

const forgetOldest = (map: Map<Key, unknown>, most: number): void => {
  if (map.size <= most) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
};

export class Keyed implements Owed {
  readonly #keyOf: KeyOf;
  readonly #patience: number;
  readonly #calls = new Map<Key, Call>();
  /** When each may be used again, in order of that. */
  readonly #late = new Map<Key, number>();
  readonly #answered = new Map<Key, true>();
  readonly #probes: Probe[] = [];
  #matched: Key | null = null;

  /** @param patience ms for which a key stays out of use after its request timed out */
  constructor(keyOf: KeyOf, patience: number) {
    this.#keyOf = keyOf;
    this.#patience = patience;
  }

  get probes(): number {
    return this.#probes.length;
  }

  refusal(call: Call, now: number): string | null {
    call.key ??= this.#keyOf(call.bytes, 0, call.bytes.length);
    const { key } = call;
    if (key === undefined) return NO_KEY;
    if (this.#calls.has(key)) return IN_FLIGHT;
    return (this.#late.get(key) ?? now) > now ? TOO_SOON : null;
  }

  add(call: Call): void {
    const { key } = call;
    if (key === undefined) return;
    this.#answered.delete(key);
    this.#calls.set(key, call);
  }

  probe(probe: Probe): void {
    this.#probes.push(probe);
  }

  forgetProbe(): boolean {
    this.#probes.shift();
    return true;
  }

  classify(beat: Heartbeat | null, bytes: Uint8Array, start: number, end: number, now: number): Inbound {
    if (beat?.isKnown === true) {
      const heartbeat = this.#heartbeat(beat, bytes, start, end);
      if (heartbeat !== null) return heartbeat;
    }
    const key = this.#keyOf(bytes, start, end);
    if (key === undefined) return 'message';
    if (this.#calls.has(key)) {
      this.#matched = key;
      return 'reply';
    }
    if ((this.#late.get(key) ?? now) > now) return 'late';
    return this.#answered.has(key) ? 'double' : 'message';
  }

  answered(): Call | undefined {
    const key = this.#matched;
    this.#matched = null;
    const call = key === null ? undefined : this.#calls.get(key);
    if (key === null || call === undefined) return undefined;
    this.#calls.delete(key);
    this.#answered.set(key, true);
    forgetOldest(this.#answered, MOST_ANSWERED);
    return call;
  }

  release(call: Call, now: number): void {
    const { key } = call;
    if (key === undefined || this.#calls.get(key) !== call) return;
    this.#calls.delete(key);
    for (const [late, until] of this.#late) {
      if (until > now) break;
      this.#late.delete(late);
    }
    this.#late.delete(key);
    this.#late.set(key, now + this.#patience);
    forgetOldest(this.#late, MOST_LATE);
  }

  each(visit: (call: Call) => void): void {
    for (const call of this.#calls.values()) visit(call);
  }

  take(visit: (call: Call) => void): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    this.#late.clear();
    this.#answered.clear();
    this.#probes.length = 0;
    this.#matched = null;
    for (const call of calls) visit(call);
  }

  /** An answer that we are owed comes first: two that probe each other must not answer answers for ever. */
  #heartbeat(beat: Heartbeat, bytes: Uint8Array, start: number, end: number): Inbound | null {
    const known = beat.knows(bytes, start, end);
    const answered = this.#probes.findIndex((probe) => known || beat.answers(probe, bytes, start, end));
    if (answered !== -1) {
      this.#probes.splice(answered, 1);
      return 'heartbeat';
    }
    if (known) return beat.responds ? 'asked' : 'heartbeat';
    return beat.resembles(bytes, start, end) ? 'heartbeat' : null;
  }
}
