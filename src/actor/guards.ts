/** Guards as functions of (context, event). */
import type { Args, Ask } from './args.ts';
import type { ChartGuard, Given } from './chart.ts';
import { giver } from './given.ts';
import type { Guard } from './table.ts';

type Test = Pick<Guard, 'test' | 'params'>;

const compileTest = (params: Given<unknown>, test: Ask<unknown>): Test => {
  if (!('make' in params)) return { test, params: params.value };
  const paramsFor = giver(params);
  return { test: (args) => test(args, paramsFor(args)), params: undefined };
};

const asked = (guard: ChartGuard): ((args: Args) => boolean) => {
  const { test, params } = compileGuard(guard);
  return (args) => Boolean(test(args, params));
};

export const compileGuard = (guard: ChartGuard): Test => {
  switch (guard.kind) {
    case 'test':
      return compileTest(guard.params, guard.test);
    case 'given': {
      const paramsFor = giver(guard.params);
      const inner = asked(guard.guard);
      const test = (args: Args): boolean => {
        paramsFor(args);
        return inner(args);
      };
      return { test, params: undefined };
    }
    case 'and': {
      const inner = guard.guards.map(asked);
      return { test: (args) => inner.every((passes) => passes(args)), params: undefined };
    }
    case 'or': {
      const inner = guard.guards.map(asked);
      return { test: (args) => inner.some((passes) => passes(args)), params: undefined };
    }
    case 'not': {
      const inner = guard.guards.map(asked);
      return { test: (args) => !inner.every((passes) => passes(args)), params: undefined };
    }
  }
};
