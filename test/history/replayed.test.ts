import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History } from '../../src/history/index.ts';
import type { Had, Lives } from './lives.ts';
import { commands, historyOf, lived } from './lives.ts';

/** Comparisons of any life: a test that finds none would prove nothing. */
const MANY = 10;

/** By chart and connection, what each actor had last. */
type Lasts = Map<string, Had>;

async function compared(history: History, lasts: Lasts, t: number): Promise<number> {
  const instant = history.at(t);
  let told = 0;
  for (const { chart, connection, to, context } of lasts.values()) {
    const standing = instant.named(connection, new Set([chart]));
    // A link that closes stops its connections without a word.
    if (standing === null && ['connection', 'writer'].includes(chart)) continue;
    if (standing === null) throw new Error(`${chart} ${connection} is not there at ${String(t)}`);
    expect({ t, connection, chart, state: standing.state }).toEqual({ t, connection, chart, state: to });
    const known = await history.known(instant, standing.actor);
    expect({ t, connection, chart, context: known?.context }).toEqual({ t, connection, chart, context });
    told += 1;
  }
  return told;
}

/** @param counts which of what was had a log of this level tells @returns how much was compared */
async function everyInstant({ desk, had }: Lives, counts: (seq: number) => boolean): Promise<number> {
  const history = await historyOf(desk.log);
  const lasts: Lasts = new Map();
  let told = 0;
  for (const [i, one] of had.entries()) {
    lasts.set(`${one.chart} ${one.connection}`, one);
    if (had[i + 1]?.mono === one.mono) continue;
    const kept: Lasts = new Map([...lasts].filter(([, { seq }]) => counts(seq)));
    told += await compared(history, kept, one.mono);
  }
  return told;
}

describe('at every record’s instant, state and context are what the live actor had', () => {
  it('from a log of level all', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        expect(await everyInstant(await lived(given, { level: 'all' }), () => true)).toBeGreaterThan(MANY);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('from a log of level lifecycle, for each record that it keeps', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const lives = await lived(given, { level: 'lifecycle' });
        expect(await everyInstant(lives, (seq) => lives.loud.has(seq))).toBeGreaterThan(MANY);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('over many files', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const lives = await lived(given, { level: 'all', rotate: { size: 4_096, age: 86_400_000 } });
        expect(await everyInstant(lives, () => true)).toBeGreaterThan(MANY);
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});

describe('the tree', () => {
  it('is what the supervisor told then', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (given) => {
        const { desk, trees, had } = await lived(given, { level: 'all' });
        const history = await historyOf(desk.log);
        // An instant is as it was left.
        const left = trees.filter(({ mono, after }) => (had[after]?.mono ?? Infinity) > mono);
        for (const { mono, tree } of left) expect(history.tree(history.at(mono))).toEqual(tree);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});
