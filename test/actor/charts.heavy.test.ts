import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyStateNode } from 'xstate';
import {
  childMachine,
  connectionMachine,
  linkMachine,
  supervisorMachine,
  writerMachine,
} from '../../machines/index.ts';
import { type AnyEvent, Pair } from './pair.ts';

/** As many runs as are asked for. */
const numRuns = Number(process.env['HOLDFAST_CHARTS'] ?? 500);
const seed = process.env['HOLDFAST_SEED'];
const parameters = { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) };
const timeout = Math.max(60_000, numRuns * 60);

const ms = fc.integer({ min: 1, max: 400 });
const off = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { freq: 2 });

const policy = fc.record({
  ordered: fc.boolean(),
  window: fc.integer({ min: 1, max: 3 }),
  greets: fc.boolean(),
  cleans: fc.boolean(),
  targets: fc.integer({ min: 1, max: 2 }),
  connectTimeout: ms,
  closeTimeout: ms,
  drainTimeout: ms,
  cleanTimeout: ms,
  heartbeat: off(
    fc.record({ every: ms, timeout: ms, misses: fc.integer({ min: 1, max: 3 }), listenOnly: fc.boolean() }),
  ),
  reconnect: fc.record({
    first: ms,
    factor: fc.constantFrom(1, 1.6, 2),
    max: fc.integer({ min: 400, max: 900 }),
    jitter: fc.constantFrom(0, 0.2),
    attempts: off(fc.nat(3)),
    stableAfter: ms,
  }),
  maxIdle: off(ms),
  maxAge: off(ms),
  maxExchanges: off(fc.integer({ min: 1, max: 4 })),
});

type Move =
  | { readonly send: string; readonly fact: number }
  | { readonly would: string; readonly effect: string }
  | 'tick'
  | 'up'
  | number;

/** Events that lead on are sent oftener, and some together, so that runs reach further than the first loss. */
const moveOf = (onward: readonly string[], types: readonly string[], effects: readonly string[]): fc.Arbitrary<Move> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ send: fc.constantFrom(...onward), fact: fc.nat(300) }) },
    { weight: 3, arbitrary: fc.record({ send: fc.constantFrom(...types, 'nonsense'), fact: fc.nat(300) }) },
    { weight: 2, arbitrary: fc.record({ would: fc.constantFrom(...types), effect: fc.constantFrom(...effects) }) },
    { weight: 3, arbitrary: fc.constant('tick' as const) },
    { weight: 2, arbitrary: fc.constant('up' as const) },
    { weight: 1, arbitrary: fc.nat(100) },
  );

const eventOf = (type: string, fact: number, at: number): AnyEvent => ({
  type,
  at,
  ...(fact % 3 === 0 ? { reason: `fact ${String(fact)}` } : {}),
  ...(fact % 5 === 0 ? { within: fact } : {}),
  ...(type === 'ready' && fact % 2 === 1 ? { maxAge: fact, maxExchanges: 1 + (fact % 3) } : {}),
  ...(type === 'exited' ? { how: ['asked', 'normal', 'crashed'][fact % 3], reason: 'some' } : {}),
  ...(type === 'fell' || type === 'down' ? { child: `c${String(fact % 2)}` } : {}),
  ...(type === 'clear' ? { descent: fact % 4 } : {}),
});

/** Returns the states that it came to rest in. */
const play = (pair: Pair, moves: readonly Move[]): readonly string[] => {
  pair.start();
  for (const move of moves) {
    if (move === 'tick') pair.tick();
    else if (move === 'up') for (const type of ['turn', 'opened', 'ready']) pair.send(eventOf(type, 1, pair.now));
    else if (typeof move === 'number') pair.advance(move);
    else if ('send' in move) pair.send(eventOf(move.send, move.fact, pair.now));
    else pair.would(eventOf(move.would, 1, pair.now), move.effect);
  }
  // Many a run ends where closing has something to wait for.
  for (const type of ['request', 'close']) pair.send(eventOf(type, 1, pair.now));
  for (let alarms = 0; alarms < 4; alarms += 1) pair.tick();
  pair.stop();
  return pair.log.flatMap((entry) => (Array.isArray(entry) && entry[0] === 'settled' ? [String(entry[1])] : []));
};

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const onward = words('request replied received');
const types = words(`
  turn opened ready request replied received rejected lost ended malformed post reply-timeout abandoned paused resumed
  stalled cleaned close redial destroy
`);
const effects = words(`
  drop askTurn withdrawTurn returnTurn dial greet transmit deliver accept expire pull defer probe end clean
`);

/** A generator that never gets to a state proves nothing about it. */
const leavesOf = (node: AnyStateNode): readonly string[] => {
  const children = Object.values(node.states) as readonly AnyStateNode[];
  return children.length === 0 ? [node.path.join('.')] : children.flatMap(leavesOf);
};

test(
  'the connection runs the same, compiled and interpreted, under any policy',
  () => {
    const visited = new Set<string>();
    const moves = fc.array(moveOf(onward, types, effects), { maxLength: 50 });
    fc.assert(
      fc.property(policy, fc.nat(), moves, (given, chance, some) => {
        const pair = new Pair(connectionMachine, { effects, input: { policy: given, seed: chance } });
        for (const state of play(pair, some)) visited.add(state);
      }),
      parameters,
    );
    expect([...visited].toSorted()).toEqual(leavesOf(connectionMachine.root).toSorted());
  },
  timeout,
);

test(
  'the writer and the link run the same, compiled and interpreted',
  () => {
    const visited = new Set<string>();
    const writing = fc.array(
      moveOf(words('opened sent'), words('opened sent blocked drained ended'), ['beat', 'pull']),
    );
    const linking = fc.array(
      moveOf(words('start close'), words('start close halt drained failed destroy over'), ['drain', 'shut']),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(off(ms), ms, writing, linking, (keepSending, drainTimeout, some, others) => {
        const writer = new Pair(writerMachine, { effects: ['beat', 'pull'], input: { keepSending } });
        const performed = words('begin drain halt shut report');
        const link = new Pair(linkMachine, { effects: performed, input: { drainTimeout } });
        for (const state of [...play(writer, some), ...play(link, others)]) visited.add(state);
      }),
      parameters,
    );
    const leaves = new Set([...leavesOf(writerMachine.root), ...leavesOf(linkMachine.root)]);
    expect([...visited].toSorted()).toEqual([...leaves].toSorted());
  },
  timeout,
);

const budget = fc.record({ restarts: fc.nat(2), within: ms });

test(
  'supervision runs the same, compiled and interpreted, under any budget',
  () => {
    const visited = new Set<string>();
    const place = fc.array(moveOf(words('start exited'), words('start exited stop halt kill'), ['begin', 'fell']), {
      maxLength: 30,
    });
    const whole = fc.array(moveOf(words('fell clear'), words('fell down clear stop halt destroy'), ['startAgain']), {
      maxLength: 30,
    });
    const restart = fc.constantFrom('permanent', 'transient', 'temporary');
    const strategy = fc.constantFrom('one-for-one', 'one-for-all', 'rest-for-one');
    fc.assert(
      fc.property(restart, off(ms), off(budget), strategy, budget, place, whole, (...given) => {
        const [type, shutdown, own, order, intensity, some, others] = given;
        const performed = words('begin ask kill fell down spent');
        const child = new Pair(childMachine, { effects: performed, input: { restart: type, shutdown, budget: own } });
        const steered = words('mark haltNext startAll startAgain stopAll stopNext killRest');
        const supervisor = new Pair(supervisorMachine, { effects: steered, input: { strategy: order, intensity } });
        for (const state of play(child, some)) visited.add(`child ${state}`);
        for (const state of play(supervisor, others)) visited.add(`supervisor ${state}`);
      }),
      parameters,
    );
    const leaves = [
      ...leavesOf(childMachine.root).map((state) => `child ${state}`),
      ...leavesOf(supervisorMachine.root).map((state) => `supervisor ${state}`),
    ];
    expect([...visited].toSorted()).toEqual(leaves.toSorted());
  },
  timeout,
);
