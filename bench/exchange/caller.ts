/** Callers of `link.exchange`: as many in flight as asked, each reply sends the next request. */
import type { HoldfastError, Link } from '../../src/index.ts';
import type { Run } from '../run/timing.ts';
import { expectReply, payload } from './client.ts';

export class Caller {
  readonly #link: Link;
  readonly #inFlight: number;
  readonly #bytes = payload();
  #toSend = 0;
  #toHear = 0;
  #allHeard: () => void = () => {};

  constructor(link: Link, inFlight: number) {
    this.#link = link;
    this.#inFlight = inFlight;
  }

  readonly run: Run = (exchanges) =>
    new Promise((resolve) => {
      this.#allHeard = resolve;
      this.#toHear = exchanges;
      const first = Math.min(this.#inFlight, exchanges);
      this.#toSend = exchanges - first;
      for (let i = 0; i < first; i += 1) this.#link.exchange(this.#bytes, this.#heard);
    });

  readonly #heard = (error: HoldfastError | null, view: Uint8Array): void => {
    if (error !== null) process.nextTick(fail, error);
    expectReply(view.length);
    this.#toHear -= 1;
    if (this.#toSend > 0) {
      this.#toSend -= 1;
      this.#link.exchange(this.#bytes, this.#heard);
    } else if (this.#toHear === 0) this.#allHeard();
  };
}

/** Outside the link's callback, where a throw would be reported and no more. */
const fail = (error: Error): never => {
  throw error;
};
