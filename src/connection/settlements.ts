/** What an event decided and nobody has been told yet: told after its record and listeners, in order. */
import type { HoldfastError } from '../contract/errors.ts';
import type { Call } from './call.ts';

const NOTHING = new Uint8Array(0);

export class Settlements {
  #items: (() => void)[] = [];
  readonly #fault: (error: unknown) => void;

  constructor(fault: (error: unknown) => void) {
    this.#fault = fault;
  }

  get empty(): boolean {
    return this.#items.length === 0;
  }

  fail(call: Call, error: HoldfastError): void {
    this.#items.push(() => call.fail(error));
  }

  /** A post has been handed to the wire. */
  done(call: Call): void {
    this.#items.push(() => call.answer(NOTHING, 0, 0));
  }

  later(run: () => void): void {
    this.#items.push(run);
  }

  /** A throwing callback is reported, and the rest are told all the same. */
  flush(): void {
    if (this.#items.length === 0) return;
    const items = this.#items;
    this.#items = [];
    for (const run of items) {
      try {
        run();
      } catch (error) {
        this.#fault(error);
      }
    }
  }
}
