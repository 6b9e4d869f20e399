import type { Clock } from '../contract/clock.ts';
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { Wire, WireFacts, WireSink } from '../contract/transport.ts';
import { fault } from './fault.ts';

/** One end of a line within this process. What it has beyond a `Wire` is for peers that a test holds in its hand. */
export interface MemoryWire extends Wire {
  /** Sends this as a chunk of its own: the other sink gets it in one `bytes`, cut nowhere. Copies. @returns as `commit`. */
  write(chunk: Uint8Array): boolean;
  /** RST: the other end is lost with `reset`, once it has read what came before. This end hears nothing more. */
  reset(): void;
  /** While on, nothing moves between the two ends, in either direction; what is sent fills the buffers. Off: it all arrives. */
  blackhole(on: boolean): void;
  /** Destroyed, reset or lost, by whichever side. */
  readonly gone: boolean;
}

/** What two ends share. */
export interface MemoryPath {
  readonly clock: Clock;
  /** Runs after the latency, in order of calls; never at once. */
  later(run: () => void): void;
  /** Bytes sent and not yet read from which on `commit` answers false. */
  readonly highWater: number;
  /** Overwrite each view once its time is up, so that code which keeps one reads nonsense. */
  readonly strict: boolean;
  holes: boolean;
}

type Parcel = Uint8Array | 'fin' | 'rst';

/** Told apart from plausible data in any dump. */
const POISON = 0xa5;
const silent: WireSink = { opened() {}, bytes() {}, drained() {}, ended() {}, lost() {} };

export class MemoryEnd implements MemoryWire {
  gone = false;
  readonly path: MemoryPath;
  readonly #name: string;
  #sink: WireSink = silent;
  #other: MemoryEnd | null = null;
  #slab: Slab = { bytes: new Uint8Array(0), at: 0 };
  #reserved = 0;
  #flushing = false;
  #open = false;
  #finSent = false;
  #finRead = false;
  /** We wrote to an end that is gone. */
  #resetDue = false;
  #paused = false;
  #blocked = false;
  /** Sent to this end, in order; the first `#arrived` of them have come. */
  readonly #inbound: Parcel[] = [];
  #arrived = 0;
  #unread = 0;

  constructor(path: MemoryPath, name: string) {
    this.path = path;
    this.#name = name;
  }

  join(other: MemoryEnd): void {
    this.#other = other;
    other.#other = this;
  }

  listen(sink: WireSink): void {
    this.#sink = sink;
  }

  /** What arrived before this is read now. */
  open(facts: WireFacts): void {
    if (this.gone) return;
    this.#open = true;
    this.#sink.opened(facts);
    this.#readSoon();
  }

  lose(why: Fault): void {
    if (this.gone) return;
    const sink = this.#sink;
    this.#leave();
    sink.lost(why);
  }

  reserve(max: number): Slab {
    const slab = this.#slab;
    if (slab.bytes.length - slab.at < max) {
      const grown = new Uint8Array(Math.max(1024, 2 * (slab.at + max)));
      grown.set(slab.bytes.subarray(0, slab.at));
      this.#slab = { bytes: grown, at: slab.at };
    }
    this.#reserved = this.#slab.at;
    return this.#slab;
  }

  commit(bytes: number): boolean {
    if (this.gone || this.#finSent) {
      this.#slab.at = 0;
      return true;
    }
    this.#slab.at = this.#reserved + bytes;
    if (!this.#flushing) {
      this.#flushing = true;
      this.path.clock.soon(() => this.#flush());
    }
    return this.#admits();
  }

  write(chunk: Uint8Array): boolean {
    if (this.gone || this.#finSent) return true;
    this.#flush();
    // Not `slice`: a Buffer's shares its memory.
    this.#send(new Uint8Array(chunk));
    return this.#admits();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#readSoon();
  }

  ref(): void {}

  end(): void {
    if (this.gone || this.#finSent) return;
    this.#flush();
    this.#finSent = true;
    this.#send('fin');
    if (this.#finRead) this.#leave();
  }

  destroy(): void {
    if (this.gone) return;
    // As a kernel does it: closing over unread bytes resets.
    const leave: Parcel = this.#unread > 0 ? 'rst' : 'fin';
    const silence = leave === 'fin' && this.#finSent;
    if (!silence) this.#send(leave);
    this.#leave();
  }

  reset(): void {
    if (this.gone) return;
    this.#send('rst');
    this.#leave();
  }

  blackhole(on: boolean): void {
    this.path.holes = on;
    if (on) return;
    this.#readSoon();
    if (this.#other !== null) this.#other.#readSoon();
  }

  #leave(): void {
    this.gone = true;
    this.#sink = silent;
    this.#inbound.length = 0;
    this.#arrived = 0;
  }

  #admits(): boolean {
    if (this.#underWay() + this.#slab.at <= this.path.highWater) return true;
    this.#blocked = true;
    return false;
  }

  #underWay(): number {
    return this.#other === null ? 0 : this.#other.#unread;
  }

  #flush(): void {
    this.#flushing = false;
    const { bytes, at } = this.#slab;
    if (at === 0 || this.gone) return;
    this.#slab.at = 0;
    this.#send(bytes.slice(0, at));
    if (this.path.strict) bytes.fill(POISON);
  }

  #send(parcel: Parcel): void {
    const other = this.#other;
    if (other === null) return;
    if (other.gone) {
      if (typeof parcel !== 'string') this.path.later(() => this.#refused());
      return;
    }
    other.#inbound.push(parcel);
    if (typeof parcel !== 'string') other.#unread += parcel.length;
    this.path.later(() => {
      other.#arrived += 1;
      other.#read();
    });
  }

  #readSoon(): void {
    this.path.clock.soon(() => this.#read());
  }

  /** One parcel a turn, as a socket's reads are a callback each. */
  #read(): void {
    if (this.gone || this.path.holes) return;
    if (this.#resetDue) {
      this.#lostToReset();
      return;
    }
    if (this.#paused || !this.#open || this.#arrived === 0) return;
    const parcel = this.#inbound.shift();
    if (parcel === undefined) return;
    this.#arrived -= 1;
    if (this.#arrived > 0) this.#readSoon();
    if (parcel === 'rst') this.#lostToReset();
    else if (parcel === 'fin') this.#ended();
    else {
      this.#unread -= parcel.length;
      this.#sink.bytes(parcel);
      if (this.path.strict) parcel.fill(POISON);
      if (this.#other !== null) this.#other.#room();
    }
  }

  #ended(): void {
    this.#finRead = true;
    this.#sink.ended();
    // Both directions closed: there is nothing left to hear or to hold.
    if (this.#finSent) this.#leave();
  }

  #room(): void {
    if (!this.#blocked || this.#underWay() > 0) return;
    this.#blocked = false;
    this.path.later(() => {
      if (!this.gone) this.#sink.drained();
    });
  }

  /** The answer to bytes for an end that is gone: a reset, which is heard even while reading is paused. */
  #refused(): void {
    this.#resetDue = true;
    this.#read();
  }

  #lostToReset(): void {
    this.lose(fault('reset', `${this.#name}: the peer reset the connection (ECONNRESET)`));
  }
}
