/** Variants take turns: in each round each runs once, so that whatever drifts drifts for all. */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export const spread = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
  return { median, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
};

/** Round by round: a ratio of two that ran side by side says more than one of two medians. */
export const ratio = (of: readonly number[], to: readonly number[]): Spread =>
  spread(of.map((value, round) => value / (to[round] ?? NaN)));

/** Each round begins with another variant. @returns for each variant what its turns gave, round by round */
export const takeTurns = async <T>(rounds: number, turns: readonly (() => Promise<T> | T)[]): Promise<T[][]> => {
  const results = turns.map((): T[] => []);
  for (let round = 0; round < rounds; round += 1) {
    for (let i = 0; i < turns.length; i += 1) {
      const which = (round + i) % turns.length;
      const turn = turns[which];
      if (turn !== undefined) results[which]?.push(await turn());
    }
  }
  return results;
};
