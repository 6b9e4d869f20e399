/** A random life of one line with a nasty peer, judged after each event. */
import fc from 'fast-check';
import { connectionMachine } from '../../machines/index.ts';
import type { ConnectionPolicy } from '../../machines/index.ts';
import type { Chart } from './connection.ts';
import { Broken, Line } from './line.ts';
import type { Matching } from './line.ts';
import { World } from './peer.ts';

const policy: fc.Arbitrary<ConnectionPolicy> = fc.record({
  ordered: fc.boolean(),
  window: fc.constantFrom(1, 1, 2, 3),
  greets: fc.boolean(),
  cleans: fc.boolean(),
  targets: fc.constantFrom(1, 2),
  connectTimeout: fc.constant(10_000),
  closeTimeout: fc.constant(2_000),
  drainTimeout: fc.constant(15_000),
  cleanTimeout: fc.constant(5_000),
  heartbeat: fc.constantFrom(
    { every: 3_000, timeout: 3_000, misses: 2, listenOnly: false },
    { every: 5_000, timeout: 1_000, misses: 3, listenOnly: false },
    { every: 5_000, timeout: 2_000, misses: 2, listenOnly: true },
    null,
  ),
  reconnect: fc.record({
    first: fc.constant(1_000),
    factor: fc.constant(1.6),
    max: fc.constant(30_000),
    jitter: fc.constant(0.2),
    attempts: fc.constantFrom(null, null, 0, 3),
    stableAfter: fc.constant(20_000),
  }),
  maxIdle: fc.constantFrom(null, null, 40_000),
  maxAge: fc.constantFrom(null, null, 90_000),
  maxExchanges: fc.constantFrom(null, null, null, 1, 5),
});

const deeds = {
  request: (line, n) => line.request(n % 2 === 0),
  post: (line) => line.send('post'),
  abandon: (line, n) => line.abandon(line.calls.length - 1 - (n % 4)),
  'answer after a while': (line, n) => {
    line.mood = { ...line.mood, answers: [1, 10, 500, 2_500, 4_500][n % 5] ?? 1 };
    line.thaw();
  },
  freeze: (line) => (line.mood = { ...line.mood, answers: null }),
  thaw: (line) => line.thaw(),
  'say all twice': (line, n) => (line.mood = { ...line.mood, doubles: n % 2 === 0 }),
  'be mute to probes': (line, n) => (line.mood = { ...line.mood, mute: n % 2 === 0 }),
  'take dials or not': (line, n) =>
    (line.mood = { ...line.mood, dial: (['accept', 'accept', 'refuse', null] as const)[n % 4] ?? null }),
  push: (line) => line.push(),
  half: (line) => line.half(),
  reset: (line) => line.reset(),
  pause: (line) => line.send('paused'),
  resume: (line) => line.send('resumed'),
  stall: (line) => line.send('stalled'),
  redial: (line) => line.send('redial'),
} satisfies Record<string, (line: Line, n: number) => unknown>;

type Deed = keyof typeof deeds;

interface Life {
  readonly policy: ConnectionPolicy;
  readonly limit: number;
  readonly script: readonly { readonly deed: Deed; readonly n: number; readonly wait: number }[];
}

const names = Object.keys(deeds) as Deed[];

export const life: fc.Arbitrary<Life> = fc.record({
  policy,
  limit: fc.constantFrom(2_000, 4_000, 8_000),
  script: fc.array(
    fc.record({
      // Requests are most of what a line does.
      deed: fc.constantFrom<Deed>(...names, 'request', 'request', 'request', 'request', 'request', 'freeze', 'thaw'),
      n: fc.nat(59),
      wait: fc.constantFrom(0, 0, 1, 20, 600, 2_000, 3_100, 5_200),
    }),
    { minLength: 10, maxLength: 60, size: 'max' },
  ),
});

/** Lives in which order alone tells replies apart, with probes between them or without. */
export const lifeInOrder = (heartbeat: ConnectionPolicy['heartbeat']): fc.Arbitrary<Life> =>
  life.map(({ policy: given, ...rest }) => {
    const reconnect = { ...given.reconnect, attempts: null };
    const off = { greets: false, cleans: false, maxExchanges: null, maxIdle: null, maxAge: null };
    return { ...rest, policy: { ...given, ...off, ordered: true, heartbeat, reconnect } };
  });

/** Lives it to its end. @throws Broken at the first rule that does not hold. */
export const live = ({ policy: given, limit, script }: Life, machine: Chart, matching: Matching): Line => {
  const world = new World();
  const line = new Line(world, machine, given, matching, limit);
  for (const { deed, n, wait } of script) {
    deeds[deed](line, n);
    world.advance(wait);
  }
  world.advance(30_000);
  line.send('close');
  // Draining, then ending; or whatever closing was already under way.
  world.advance(given.drainTimeout + given.closeTimeout + 1);
  if (!line.done) throw new Broken(`closed, and yet ${line.state}`);
  const open = line.calls.filter((call) => call.outcome === null).length;
  if (open > 0) throw new Broken(`${String(open)} calls never settled`);
  return line;
};

/** Lives random lives until a rule breaks. @returns the rule, and after how many lives; null when all are well. */
export const firstBroken = (
  most: number,
  seed: number,
  machine: Chart = connectionMachine,
  matching: Matching = 'places',
  lives: fc.Arbitrary<Life> = life,
): { readonly rule: string; readonly after: number } | null => {
  let after = 0;
  for (const one of fc.sample(lives, { numRuns: most, seed })) {
    after += 1;
    try {
      live(one, machine, matching);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return { rule: error.message, after };
    }
  }
  return null;
};
