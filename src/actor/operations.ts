/** Actions as operations on a run. No code is generated; what is frequent has a closure of its own. */
import type { Effects } from './actor.ts';
import { Args, type Ask, type ChartContext, type ChartEvent } from './args.ts';
import type { Assignment, ChartAction, Given } from './chart.ts';
import type { Contexts } from './contexts.ts';
import { giver } from './given.ts';
import type { Fields } from './moulds.ts';
import type { Run } from './run.ts';
import type { Perform } from './witness.ts';

export interface Operation {
  readonly apply: (run: Run) => void;
  /** The name of the effect that it performs, if it is one. */
  readonly effect?: string;
  /** It makes a new context. */
  readonly assigns?: true;
  /** The slot that it arms, or disarms. */
  readonly arms?: number;
  readonly disarms?: number;
  /** An event may follow. */
  readonly raises?: true;
}

export type AnyEffects = Effects<unknown, ChartContext, ChartEvent>;

const compileEffect = (name: string, params: Given<unknown>, perform: Perform): ((run: Run) => void) => {
  const paramsFor = giver(params);
  return (run) => {
    const given = paramsFor(run.args);
    if (run.witness === null || run.witness.reached(name, perform, run, given)) {
      perform(run.owner, run.context, run.event, given);
    }
  };
};

const compilePlainEffect = (name: string, params: unknown, perform: Perform): ((run: Run) => void) => {
  return (run) => {
    if (run.witness === null || run.witness.reached(name, perform, run, params)) {
      perform(run.owner, run.context, run.event, params);
    }
  };
};

const performer = (effects: AnyEffects, name: string, run: Ask<unknown> | null): Perform => {
  const wired = Object.hasOwn(effects, name) ? effects[name] : undefined;
  if (wired !== undefined) return wired;
  if (run !== null) return (_, context, event, params) => void run(new Args(context, event), params);
  return () => {};
};

const compileKeys = (
  contexts: Contexts,
  keys: ReadonlyMap<string, Given<unknown>>,
  params: Given<unknown>,
): ((run: Run) => void) => {
  const names = [...keys.keys()];
  const paramsFor = 'make' in params ? giver(params) : null;
  const fixed = 'make' in params ? undefined : params.value;
  /** Of one assignment at a time: all are made before any is seen. Those that are given stay. */
  const values = [...keys.values()].map((given): unknown => ('make' in given ? undefined : given.value));
  const makers = [...keys.values()].flatMap((given, at) => ('make' in given ? { at, make: given.make } : []));
  let places: readonly number[] | null = null;
  return (run) => {
    const args = run.args;
    const made = paramsFor === null ? fixed : paramsFor(args);
    for (const { at, make } of makers) values[at] = make(args, made);
    places ??= contexts.placesOf(names);
    if (contexts.alike) {
      const context = run.writable();
      for (let at = 0; at < places.length; at += 1) contexts.set(context, places[at] ?? -1, values[at]);
    } else {
      const next: Fields = { ...run.context };
      for (const [at, name] of names.entries()) next[name] = values[at];
      run.assign(next);
    }
  };
};

const compileAssign = (contexts: Contexts, assignment: Assignment, params: Given<unknown>): ((run: Run) => void) => {
  if (typeof assignment !== 'function') return compileKeys(contexts, assignment, params);
  const paramsFor = giver(params);
  return (run) => {
    const args = run.args;
    run.assign(contexts.adopt({ ...run.context, ...assignment(args, paramsFor(args)) }));
  };
};

const compileRaise = (event: Given<ChartEvent>, params: Given<unknown>): ((run: Run) => void) => {
  const paramsFor = giver(params);
  if ('make' in event) {
    const { make } = event;
    return (run) => {
      const args = run.args;
      run.raised.push(make(args, paramsFor(args)));
    };
  }
  const { value } = event;
  return (run) => {
    paramsFor(run.args);
    run.raised.push(value);
  };
};

export const compileAction = (effects: AnyEffects, contexts: Contexts, action: ChartAction): Operation => {
  switch (action.kind) {
    case 'effect': {
      const { name, params } = action;
      const perform = performer(effects, name, action.run);
      const apply =
        'make' in params ? compileEffect(name, params, perform) : compilePlainEffect(name, params.value, perform);
      return { apply, effect: name };
    }
    case 'assign':
      return { apply: compileAssign(contexts, action.assignment, action.params), assigns: true };
    case 'raise':
      return { apply: compileRaise(action.event, action.params), raises: true };
  }
};

export const raising = (event: ChartEvent): Operation => ({
  apply: (run) => void run.raised.push(event),
  raises: true,
});

export const disarming = (slot: number): Operation => ({ apply: (run) => run.disarm(slot), disarms: slot });

/** A delay that turns out to be no number is over at once, as in XState. */
export const arming = (slot: number, length: Given<unknown>, event: ChartEvent): Operation => {
  if ('make' in length) {
    const { make } = length;
    const apply = (run: Run): void => {
      const delay = make(run.args, undefined);
      if (typeof delay === 'number') {
        run.arm(slot, delay);
      } else {
        run.disarm(slot);
        run.raised.push(event);
      }
    };
    return { apply, arms: slot, raises: true };
  }
  const delay = Number(length.value);
  return { apply: (run) => run.arm(slot, delay), arms: slot };
};

/** Without what disarms a slot that is armed anew later on. */
export const concise = (operations: readonly Operation[]): readonly Operation[] =>
  operations.filter(
    ({ disarms }, at) => disarms === undefined || operations.slice(at).every(({ arms }) => arms !== disarms),
  );
