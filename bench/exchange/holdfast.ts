import { supervise } from '../../src/index.ts';
import type { HoldfastError, Link } from '../../src/index.ts';
import type { Open, Run } from './client.ts';
import { expectReply, loops, payload } from './client.ts';

/** As a user gets it who names nothing but the address, the framing and the mode. */
const hold = async (port: number, inFlight: number): Promise<Link> => {
  const link = supervise().link('bench', {
    to: `tcp://127.0.0.1:${String(port)}`,
    framing: { type: 'length', encoding: 'uint', bytes: 4 },
    exchange: inFlight === 1 ? { mode: 'sync' } : { mode: 'pipeline', window: inFlight },
  });
  await link.ready({ timeout: '5s' });
  return link;
};

/** `link.request`: a promise, and an owned copy of the reply. */
export const promises: Open = async (port, inFlight) => {
  const link = await hold(port, inFlight);
  const bytes = payload();
  const exchange = async (): Promise<void> => expectReply((await link.request(bytes)).length);
  return (exchanges) => loops(inFlight, exchanges, exchange);
};

/** `link.exchange`: a callback, and a view of the reply. */
export const callbacks: Open = async (port, inFlight) => {
  const caller = new Caller(await hold(port, inFlight), inFlight);
  return caller.run;
};

class Caller {
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
