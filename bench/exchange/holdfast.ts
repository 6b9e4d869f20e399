import { supervise } from '../../src/index.ts';
import type { Link, LinkInput } from '../../src/index.ts';
import type { Run } from '../run/timing.ts';
import { Caller } from './caller.ts';
import type { Open } from './client.ts';
import { expectReply, loops, payload } from './client.ts';

/** Else dials are spread over time, and the pace is measured. */
const supervisor = supervise({ dials: { rate: 100_000 } });
let links = 0;

const add = (port: number, how: Partial<LinkInput>): Link => {
  links += 1;
  return supervisor.link(`bench-${String(links)}`, {
    to: `tcp://127.0.0.1:${String(port)}`,
    framing: { type: 'length', encoding: 'uint', bytes: 4 },
    ...how,
  });
};

/** As a user gets it who names nothing but the address, the framing and the mode. */
const hold = async (port: number, inFlight: number): Promise<Link> => {
  const link = add(port, { exchange: inFlight === 1 ? { mode: 'sync' } : { mode: 'pipeline', window: inFlight } });
  await link.ready({ timeout: '5s' });
  return link;
};

/** `link.request`: a promise, and an owned copy of the reply. */
const byPromises = (link: Link, inFlight: number): Run => {
  const bytes = payload();
  const exchange = async (): Promise<void> => expectReply((await link.request(bytes)).length);
  return (exchanges) => loops(inFlight, exchanges, exchange);
};

export const promises: Open = async (port, inFlight) => byPromises(await hold(port, inFlight), inFlight);

/** `link.exchange`: a callback, and a view of the reply. */
export const callbacks: Open = async (port, inFlight) => new Caller(await hold(port, inFlight), inFlight).run;

/** A link that connects for each exchange would hide failed dials behind further ones: here they are an error. */
const short =
  (runOf: (link: Link, inFlight: number) => Run): Open =>
  async (port, inFlight) => {
    const link = add(port, { lifecycle: { type: 'short', concurrency: inFlight } });
    const run = runOf(link, inFlight);
    return async (exchanges) => {
      const { dials } = link.counts;
      await run(exchanges);
      const failed = link.counts.dials - dials - exchanges;
      if (failed > 0) throw new Error(`${String(failed)} dials failed`);
    };
  };

export const promisesShort = short(byPromises);
export const callbacksShort = short((link, inFlight) => new Caller(link, inFlight).run);
