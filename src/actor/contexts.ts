/** How new contexts are made from old ones. */
import type { Args, Ask, ChartContext } from './args.ts';
import { type Copier, copierOf, type Fields, same, type Values } from './moulds.ts';

interface Shape {
  readonly keys: readonly string[];
  readonly Copy: Copier;
  readonly unchanged: Values;
  /** The values of one copy at a time; all `same` in between, so that a change allocates its context and nothing else. */
  readonly values: unknown[];
}

/** What makes the new value of a key. */
type Maker = Ask<unknown>;

export type Change = (context: ChartContext, args: Args, params: unknown) => ChartContext;

const isPlain = (context: object, keys: readonly string[]): boolean =>
  !keys.includes('__proto__') && Object.getOwnPropertySymbols(context).length === 0;

/** Those of one chart. As long as all have the same keys, which is the rule, they are copied by a copier made for these. */
export class Contexts {
  #shape: Shape | null = null;
  #decided = false;

  /** To be asked for each context that is made in another way than by `change`. */
  adopt(context: ChartContext): ChartContext {
    const keys = Object.keys(context);
    if (!this.#decided) this.#decide(context, keys);
    const shape = this.#shape;
    if (shape === null) return context;
    if (
      keys.length === shape.keys.length &&
      keys.every((key, at) => key === shape.keys[at]) &&
      isPlain(context, keys)
    ) {
      return new shape.Copy(context, shape.unchanged);
    }
    this.#shape = null;
    return context;
  }

  /** Gives these keys new values. */
  changing(keys: readonly string[], makers: readonly Maker[]): Change {
    let learnt: Shape | null = null;
    let places: readonly number[] = [];
    return (context, args, params) => {
      const shape = this.#shape;
      if (shape !== learnt && shape !== null) {
        learnt = shape;
        places = keys.map((key) => shape.keys.indexOf(key));
        if (places.includes(-1)) this.#shape = null;
      }
      if (this.#shape === null || shape === null) return spread(context, keys, makers, args, params);
      const { values } = shape;
      try {
        for (let at = 0; at < makers.length; at += 1) values[places[at] ?? 0] = makers[at]?.(args, params);
        return new shape.Copy(context, values);
      } finally {
        for (const place of places) values[place] = same;
      }
    };
  }

  #decide(context: object, keys: readonly string[]): void {
    this.#decided = true;
    const Copy = isPlain(context, keys) ? copierOf(keys) : null;
    if (Copy !== null) this.#shape = { keys, Copy, unchanged: keys.map(() => same), values: keys.map(() => same) };
  }
}

const spread = (
  context: ChartContext,
  keys: readonly string[],
  makers: readonly Maker[],
  args: Args,
  params: unknown,
): ChartContext => {
  const next: Fields = { ...context };
  for (const [at, key] of keys.entries()) next[key] = makers[at]?.(args, params);
  return next;
};
