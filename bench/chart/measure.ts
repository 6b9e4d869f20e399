/** The chart step: the same actor's work by either engine, in turns. */
import type { Spread } from '../run/rounds.ts';
import { ratio, spread, takeTurns } from '../run/rounds.ts';
import type { Engine } from '../../src/actor/engines.ts';
import { connected, program, runtime, timePairs } from './pair.ts';

export interface ChartResult {
  /** For a request and its reply. */
  readonly compiledNs: Spread;
  readonly interpretedNs: Spread;
  /** How many times the interpreter takes longer. */
  readonly timesFaster: Spread;
}

/** @param pairs of the compiled engine in a turn; the interpreter's are a fiftieth */
export const measureChart = async (rounds: number, pairs: number): Promise<ChartResult> => {
  const around = runtime();
  const turn = (engine: Engine, share: number): (() => number) => {
    const actor = connected(program(engine), around);
    const most = Math.max(1, Math.round(pairs * share));
    timePairs(actor, most);
    return () => timePairs(actor, most);
  };
  const [compiled = [], interpreted = []] = await takeTurns(rounds, [turn('compiled', 1), turn('interpreted', 1 / 50)]);
  const timesFaster = ratio(interpreted, compiled);
  return { compiledNs: spread(compiled), interpretedNs: spread(interpreted), timesFaster };
};
