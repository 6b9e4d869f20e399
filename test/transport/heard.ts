import type { Slab } from '../../src/contract/codec.ts';
import type { Fault } from '../../src/contract/faults.ts';
import type { SocketOptions, Target, Transport, Wire, WireFacts, WireSink } from '../../src/contract/transport.ts';

/** Waits for a fact; the test's own time limit ends a wait for what never comes. */
export const until = async (fact: () => boolean): Promise<void> => {
  while (!fact()) await new Promise((resolve) => setTimeout(resolve, 1));
};

export const socketOptions: SocketOptions = { connectTimeout: 10_000, keepalive: null };

/** A sink that remembers what it heard, and what it should not have heard. */
export class Heard implements WireSink {
  readonly events: string[] = [];
  readonly chunks: Buffer[] = [];
  size = 0;
  facts: WireFacts | null = null;
  fault: Fault | null = null;
  drains = 0;
  /** One of the wire's own methods is running. */
  inside = false;
  onOpened: () => void = () => {};
  onBytes: () => void = () => {};

  get bytesHeard(): Buffer {
    return Buffer.concat(this.chunks);
  }

  has(event: string): boolean {
    return this.events.includes(event);
  }

  opened(facts: WireFacts): void {
    this.facts = facts;
    this.#note('opened');
    this.onOpened();
  }

  bytes(view: Uint8Array): void {
    this.chunks.push(Buffer.from(view));
    this.size += view.length;
    if (this.inside) this.events.push('bytes from inside a call');
    this.onBytes();
  }

  drained(): void {
    this.drains += 1;
    if (this.inside) this.events.push('drained from inside a call');
  }

  ended(): void {
    this.#note('ended');
  }

  lost(fault: Fault): void {
    this.fault = fault;
    this.#note(`lost ${fault.code}`);
  }

  #note(event: string): void {
    this.events.push(this.inside ? `${event} from inside a call` : event);
  }
}

/** Passes every call on, and marks in `heard` that it is running. */
export class Watched implements Wire {
  readonly #heard: Heard;
  readonly #wire: Wire;

  constructor(transport: Transport, target: Target, heard: Heard) {
    this.#heard = heard;
    this.#wire = this.#within(() => transport.dial(target, heard));
  }

  reserve(max: number): Slab {
    return this.#within(() => this.#wire.reserve(max));
  }

  commit(bytes: number): boolean {
    return this.#within(() => this.#wire.commit(bytes));
  }

  /** Reserve, copy, commit. */
  send(bytes: Uint8Array): boolean {
    const slab = this.reserve(bytes.length);
    slab.bytes.set(bytes, slab.at);
    return this.commit(bytes.length);
  }

  pause(): void {
    this.#within(() => this.#wire.pause());
  }

  resume(): void {
    this.#within(() => this.#wire.resume());
  }

  ref(on: boolean): void {
    this.#within(() => this.#wire.ref(on));
  }

  end(): void {
    this.#within(() => this.#wire.end());
  }

  destroy(): void {
    this.#within(() => this.#wire.destroy());
  }

  #within<T>(run: () => T): T {
    const before = this.#heard.inside;
    this.#heard.inside = true;
    try {
      return run();
    } finally {
      this.#heard.inside = before;
    }
  }
}

export const dialled = (transport: Transport, target: Target): { readonly wire: Watched; readonly heard: Heard } => {
  const heard = new Heard();
  return { wire: new Watched(transport, target, heard), heard };
};
