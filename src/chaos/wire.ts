/** A wire that can be disturbed. Undisturbed it hands on what it is given, in the same call. */
import type { Surroundings } from '../connection/owner.ts';
import type { Slab } from '../contract/codec.ts';
import type { Fault } from '../contract/faults.ts';
import type { Transport, Target, Wire, WireFacts, WireSink } from '../contract/transport.ts';
import { Passage } from './passage.ts';

/** What lasts: ms added each way, 0 for none, Infinity where nothing passes; or no dial comes through. */
export type Trouble = number | 'refuse';

export class DisturbedWire implements Wire, WireSink {
  readonly #target: Target;
  readonly #transport: Transport;
  readonly #sink: WireSink;
  readonly #gone: (wire: DisturbedWire) => void;
  readonly #in: Passage;
  readonly #out: Passage;
  /** null: not dialled, for nothing passes; or over. */
  #inner: Wire | null = null;
  /** Its dial is yet to be begun. */
  #waits = true;
  /** What `reserve` gave last, where it is ours. */
  #slab: Slab | null = null;
  #paused = false;
  /** The socket below is told to read no further. */
  #stopped = false;
  /** Its owner was told to wait, and the socket below has said so. */
  #blocked = false;
  #full = false;
  #ref = true;
  #over = false;
  #ended = { here: false, there: false };

  constructor(
    transport: Transport,
    target: Target,
    sink: WireSink,
    around: Pick<Surroundings, 'host' | 'wheel'>,
    trouble: Trouble,
    gone: (wire: DisturbedWire) => void,
  ) {
    this.#transport = transport;
    this.#target = target;
    this.#sink = sink;
    this.#gone = gone;
    this.#in = new Passage(around, () => this.#flow());
    this.#out = new Passage(around, () => this.#room());
    this.turn(trouble);
  }

  /** It hears of no trouble any more. */
  get over(): boolean {
    return this.#over;
  }

  /** What lasts is another from now on. */
  turn(trouble: Trouble): void {
    const ms = trouble === 'refuse' ? 0 : trouble;
    this.#in.slow(ms);
    this.#out.slow(ms);
    this.#flow();
    if (!this.#waits || ms === Infinity) return;
    if (trouble === 'refuse') this.#lose({ code: 'refused', side: 'peer', detail: this.#words('refused') });
    else this.#dial();
  }

  /** As if the peer had reset it. */
  cut(): void {
    this.#lose({ code: 'reset', side: 'peer', detail: this.#words('reset') });
  }

  // For its owner.

  reserve(max: number): Slab {
    if (this.#inner !== null && this.#out.clear) {
      this.#slab = null;
      return this.#inner.reserve(max);
    }
    this.#slab = { bytes: new Uint8Array(max), at: 0 };
    return this.#slab;
  }

  commit(bytes: number): boolean {
    const slab = this.#slab;
    this.#slab = null;
    if (this.#inner === null) return true;
    if (slab === null) this.#full = !this.#inner.commit(bytes);
    else {
      const chunk = slab.bytes.subarray(0, bytes);
      this.#out.put(bytes, () => this.#write(chunk));
    }
    this.#blocked = this.#full || this.#out.full;
    return !this.#blocked;
  }

  pause(): void {
    this.#paused = true;
    this.#in.close(true);
    this.#flow();
  }

  resume(): void {
    this.#paused = false;
    this.#in.close(false);
    this.#flow();
  }

  ref(on: boolean): void {
    this.#ref = on;
    this.#inner?.ref(on);
  }

  end(): void {
    if (this.#out.clear) this.#finish();
    else this.#out.put(0, () => this.#finish());
  }

  destroy(): void {
    this.#leave()?.destroy();
  }

  reset(): void {
    resetOf(this.#leave());
  }

  // From the wire below.

  opened(facts: WireFacts): void {
    this.#pass(0, () => this.#sink.opened(facts));
  }

  bytes(view: Uint8Array): void {
    if (this.#in.clear) {
      this.#sink.bytes(view);
      return;
    }
    const copy = Uint8Array.prototype.slice.call(view);
    this.#pass(copy.length, () => this.#sink.bytes(copy));
    this.#flow();
  }

  drained(): void {
    this.#full = false;
    this.#out.close(false);
    this.#room();
  }

  ended(): void {
    this.#pass(0, () => {
      this.#sink.ended();
      this.#side('there');
    });
  }

  lost(fault: Fault): void {
    this.#inner = null;
    this.#pass(0, () => {
      this.#leave();
      this.#sink.lost(fault);
    });
  }

  #dial(): void {
    this.#waits = false;
    const inner = this.#transport.dial(this.#target, this);
    this.#inner = inner;
    if (!this.#ref) inner.ref(false);
    this.#flow();
  }

  #pass(bytes: number, arrive: () => void): void {
    if (this.#over) return;
    if (this.#in.clear) arrive();
    else this.#in.put(bytes, arrive);
  }

  #write(chunk: Uint8Array): void {
    const slab = this.#inner?.reserve(chunk.length);
    if (slab === undefined) return;
    slab.bytes.set(chunk, slab.at);
    slab.at += chunk.length;
    if (this.#inner?.commit(chunk.length) !== false) return;
    this.#full = true;
    this.#out.close(true);
  }

  #room(): void {
    if (!this.#blocked || this.#full || this.#out.full) return;
    this.#blocked = false;
    this.#sink.drained();
  }

  #finish(): void {
    this.#inner?.end();
    this.#side('here');
  }

  /** Once both sides have ended nothing comes. */
  #side(which: 'here' | 'there'): void {
    this.#ended[which] = true;
    if (this.#ended.here && this.#ended.there) this.#gone(this);
  }

  /** What is not to pass stays in the kernel, as far as it can. */
  #flow(): void {
    const stop = this.#paused || this.#in.shut;
    if (stop === this.#stopped || this.#inner === null) return;
    this.#stopped = stop;
    if (stop) this.#inner.pause();
    else this.#inner.resume();
  }

  /** In a turn of its own: whoever asked may stand within a callback of this line. */
  #lose(fault: Fault): void {
    if (this.#over) return;
    resetOf(this.#leave());
    this.#in.close(false);
    this.#in.slow(0);
    this.#in.put(0, () => this.#sink.lost(fault));
  }

  /** @returns what is to be ended below */
  #leave(): Wire | null {
    const inner = this.#inner;
    this.#inner = null;
    this.#over = true;
    this.#waits = false;
    this.#in.drop();
    this.#out.drop();
    this.#gone(this);
    return inner;
  }

  #words(what: string): string {
    return `${this.#target.url}: ${what} on purpose, by a chaos control`;
  }
}

/** By RST, where there is such an end. */
const resetOf = (wire: Wire | null): void => {
  if (wire?.reset === undefined) wire?.destroy();
  else wire.reset();
};
