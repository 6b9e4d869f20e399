/** What is kept of each entry of a log: 30 bytes, in typed arrays that grow by doubling. The rest is read from the file. */

const FIRST = 1 << 14;

/** No actor: a header, a gap, an end. */
export const NOBODY = 0;

/** Bits of `flags`. */
export const START = 1;
/** The actor is over. */
export const END = 2;
/** Over against everyone's will. */
export const FAILED = 4;
export const SUMMARY = 8;
/** Where the actor stood is kept: what comes later is replayed from here. */
export const KEPT = 16;
/** A line that was up is lost. */
export const LOSS = 32;
/** Where the actor stood is not known: its state is as the log tells it, its context is not told. */
export const UNKNOWN = 64;

export interface Row {
  readonly t: number;
  /** Where its line begins. */
  readonly from: number;
  readonly actor: number;
  readonly state: number;
  /** The entry with which the actor came to this state. */
  readonly since: number;
  readonly event: number;
  readonly cause: number;
  readonly flags: number;
}

type Typed = Float64Array | Uint32Array | Uint16Array | Uint8Array;

export class Columns {
  length = 0;
  t = new Float64Array(FIRST);
  from = new Float64Array(FIRST);
  actor = new Uint32Array(FIRST);
  since = new Uint32Array(FIRST);
  state = new Uint16Array(FIRST);
  event = new Uint16Array(FIRST);
  cause = new Uint8Array(FIRST);
  flags = new Uint8Array(FIRST);

  push(row: Row): void {
    const i = this.length;
    if (i === this.t.length) this.#resize(i * 2);
    this.t[i] = row.t;
    this.from[i] = row.from;
    this.actor[i] = row.actor;
    this.since[i] = row.since;
    this.state[i] = row.state;
    this.event[i] = row.event;
    this.cause[i] = row.cause;
    this.flags[i] = row.flags;
    this.length = i + 1;
  }

  /** Nothing more comes. */
  trim(): void {
    this.#resize(this.length);
  }

  /** The last entry at or before `t`; −1: there is none. */
  at(t: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.t[middle] ?? Infinity) <= t) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #resize(size: number): void {
    this.t = resized(new Float64Array(size), this.t);
    this.from = resized(new Float64Array(size), this.from);
    this.actor = resized(new Uint32Array(size), this.actor);
    this.since = resized(new Uint32Array(size), this.since);
    this.state = resized(new Uint16Array(size), this.state);
    this.event = resized(new Uint16Array(size), this.event);
    this.cause = resized(new Uint8Array(size), this.cause);
    this.flags = resized(new Uint8Array(size), this.flags);
  }
}

function resized<T extends Typed>(to: T, from: T): T {
  to.set(from.subarray(0, to.length));
  return to;
}
