/** Guards as functions of (context, event). */
import type { Args, Ask } from './args.ts';
import type { ChartGuard, Given } from './chart.ts';
import { giver } from './given.ts';

const compileTest = (params: Given<unknown>, test: Ask<unknown>): ((args: Args) => boolean) => {
  if ('make' in params) {
    const paramsFor = giver(params);
    return (args) => Boolean(test(args, paramsFor(args)));
  }
  const { value } = params;
  return (args) => Boolean(test(args, value));
};

export const compileGuard = (guard: ChartGuard): ((args: Args) => boolean) => {
  switch (guard.kind) {
    case 'test':
      return compileTest(guard.params, guard.test);
    case 'given': {
      const paramsFor = giver(guard.params);
      const inner = compileGuard(guard.guard);
      return (args) => {
        paramsFor(args);
        return inner(args);
      };
    }
    case 'and': {
      const inner = guard.guards.map(compileGuard);
      return (args) => inner.every((passes) => passes(args));
    }
    case 'or': {
      const inner = guard.guards.map(compileGuard);
      return (args) => inner.some((passes) => passes(args));
    }
    case 'not': {
      const inner = guard.guards.map(compileGuard);
      return (args) => !inner.every((passes) => passes(args));
    }
  }
};
