/** Messages that nobody has read yet: bounded; a full one stops the socket, and what nobody ever reads is dropped. */
import type { Clock, Wheel } from '../contract/clock.ts';
import { Waiting } from './waiting.ts';
import type { Limits } from './waiting.ts';

export interface InboxLimits {
  readonly max: number;
  readonly maxBytes: number;
}

/** What became of a message. */
export type Kept = 'read' | 'kept' | 'dropped';

export class Inbox {
  readonly #limits: InboxLimits;
  readonly #readers: Waiting<Uint8Array | undefined>;
  readonly #flow: (on: boolean) => void;
  #messages: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;
  #full = false;
  /** Someone has read from it: from then on a full inbox waits for them. */
  #hasReader = false;
  #closed = false;

  /** @param flow told false when it is full and true when it is half empty again */
  constructor(link: string, limits: InboxLimits, clock: Clock, wheel: Wheel, flow: (on: boolean) => void) {
    this.#limits = limits;
    this.#flow = flow;
    this.#readers = new Waiting<Uint8Array | undefined>(link, clock, wheel, () => undefined);
  }

  get size(): number {
    return this.#messages.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The socket is to be left unread. */
  get full(): boolean {
    return this.#full;
  }

  /**
   * Takes an owned message.
   * @param heard listeners have had it: it is kept only for those who read as well
   */
  put(message: Uint8Array, heard: boolean): Kept {
    if (this.#readers.give(message)) return 'read';
    if (heard && !this.#hasReader) return 'read';
    if (this.#closed) return 'dropped';
    if (!this.#hasReader && !this.#fits(message)) return 'dropped';
    this.#messages.push(message);
    this.#bytes += message.length;
    // What was read from the socket already is kept too: no more than one chunk of it comes after the pause.
    if (this.#hasReader && !this.#fits(message)) this.#turn(true);
    return 'kept';
  }

  /** The oldest message; waits for one. `undefined` when the limit passes, or when none can come any more. */
  receive(limits: Limits): Promise<Uint8Array | undefined> {
    this.#hasReader = true;
    const message = this.#messages[this.#head];
    if (message !== undefined) {
      this.#drop();
      return Promise.resolve(message);
    }
    if (this.#closed || limits.timeout === 0) return Promise.resolve(undefined);
    return this.#readers.wait(limits);
  }

  /** Nothing comes any more; what is held can still be read. */
  close(): void {
    this.#closed = true;
    this.#readers.giveAll(undefined);
  }

  ref(on: boolean): void {
    this.#readers.ref(on);
  }

  #fits(message: Uint8Array): boolean {
    return this.size < this.#limits.max && this.#bytes + message.length <= this.#limits.maxBytes;
  }

  #drop(): void {
    const message = this.#messages[this.#head];
    if (message === undefined) return;
    this.#bytes -= message.length;
    this.#head += 1;
    if (this.#head * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#head);
      this.#head = 0;
    }
    if (this.#full && this.size * 2 <= this.#limits.max && this.#bytes * 2 <= this.#limits.maxBytes) this.#turn(false);
  }

  #turn(full: boolean): void {
    this.#full = full;
    this.#flow(!full);
  }
}
