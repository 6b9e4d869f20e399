import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pair } from './pair.ts';
import { chartOf, chartSpec, effectNames, sentTypes } from './random-chart.ts';

/** As many charts as are asked for: `HOLDFAST_CHARTS=100000 HOLDFAST_SEED=7`. */
const numRuns = Number(process.env['HOLDFAST_CHARTS'] ?? 2000);
const seed = process.env['HOLDFAST_SEED'];

const event = fc.record({ type: fc.constantFrom(...sentTypes), v: fc.nat(3) });

type Move =
  | { readonly kind: 'send'; readonly event: { readonly type: string; readonly v: number } }
  | { readonly kind: 'would'; readonly event: { readonly type: string; readonly v: number }; readonly effect: string }
  | { readonly kind: 'tick' }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'watch'; readonly on: boolean };

const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('send' as const), event }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tick' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance' as const), ms: fc.nat(30) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('would' as const),
      event,
      effect: fc.constantFrom(...effectNames, 'own', 'inline'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('watch' as const), on: fc.boolean() }) },
);

const play = (pair: Pair, one: Move): void => {
  switch (one.kind) {
    case 'send':
      return pair.send({ ...one.event, at: pair.now });
    case 'would':
      return pair.would({ ...one.event, at: pair.now }, one.effect);
    case 'tick':
      return void pair.tick();
    case 'advance':
      return pair.advance(one.ms);
    case 'watch':
      return pair.watch(one.on);
  }
};

test(
  'random charts run the same, compiled and interpreted',
  () => {
    const reached: Record<string, number> = {};
    fc.assert(
      fc.property(
        chartSpec,
        fc.array(move, { minLength: 8, maxLength: 24 }),
        fc.boolean(),
        fc.constantFrom(0, 1),
        (spec, moves, watching, resolution) => {
          const wired = ['ping', 'pong', 'echo', 'halt', 'boom'];
          const pair = new Pair(chartOf(spec), { effects: wired, input: { n: 2 }, watching, resolution });
          pair.start();
          for (const one of moves) play(pair, one);
          reached[pair.status] = (reached[pair.status] ?? 0) + 1;
          pair.stop();
        },
      ),
      { numRuns, ...(seed === undefined ? {} : { seed: Number(seed) }) },
    );
    // A generator gone dull would prove nothing.
    for (const status of ['active', 'done', 'crashed', 'stopped'])
      expect(reached[status] ?? 0).toBeGreaterThan(numRuns / 200);
  },
  Math.max(60_000, numRuns * 60),
);
