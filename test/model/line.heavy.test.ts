/**
 * A link, its user, its peer and time, each doing whatever it may. `HOLDFAST_RUNS` and `HOLDFAST_SEED` ask for more runs, and
 * for those of a seed that a failure has printed.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/actor/engines.ts';
import { moves } from './command.ts';
import { Session } from './session.ts';
import { shapes } from './shape.ts';

const { HOLDFAST_RUNS: asked, HOLDFAST_SEED: seed } = process.env;

/** What comes to pass in the runs of one engine together, unless they are few. */
const happens = [
  'request ok',
  'post ok',
  'request timeout unknown',
  'request lost unknown',
  'request timeout not-sent',
  'request lost not-sent',
  'request aborted not-sent',
  'request destroyed not-sent',
  'request closed not-sent',
  'request queue-full not-sent',
  'request gave-up not-sent',
  'request key-refused not-sent',
  'a late reply',
  'a double reply',
  'connecting.waiting',
  'connecting.attempting.dialing',
  'connecting.attempting.handshaking',
  'connected.listening.idle',
  'connected.listening.awaiting-reply',
  'connected.probing',
  'closing.ending',
  'reconnecting.cleaning',
  'reconnecting.backing-off',
  'dead',
  'flowing',
  'blocked',
  'ended',
  'open',
  'draining',
  'closed',
  'down',
  'halting',
  'child exited running',
  'child exited down',
  'child exited ended',
  'child halt stopping',
].map((one) => (/ /.test(one) ? one : `to ${one}`));

// XState's development build warns of an actor that begins while an action of another runs, as those of a short link do.
beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a line that anything may happen to', () => {
  it.each<[Engine, number]>([
    ['compiled', 1_000],
    ['interpreted', 500],
  ])('keeps its word, %s', async (engine, runs) => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(shapes, moves, async (shape, what) => {
        const session = new Session(shape, engine);
        await session.run(what);
        for (const [name, times] of session.seen) seen.set(name, (seen.get(name) ?? 0) + times);
      }),
      { numRuns: Number(asked ?? runs), ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    // A run in which nothing happens proves nothing.
    expect(happens.filter((one) => !seen.has(one))).toEqual([]);
  });
});
