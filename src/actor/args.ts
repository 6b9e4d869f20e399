/** What a chart's functions are called with. */
import { HoldfastError } from '../contract/errors.ts';

/** An event as the engine sees it. */
export interface ChartEvent {
  readonly type: string;
}

export type ChartContext = Readonly<Record<string, unknown>>;

/** For what is at no work. */
export const nothing: ChartContext = {};
export const noEvent: ChartEvent = { type: '' };

const unavailable = (name: string): HoldfastError =>
  new HoldfastError(
    'chart-unsupported',
    `a function of the chart asks for \`${name}\`, which the compiled engine does not have: run it interpreted`,
  );

/** Charts that reach for what a compiled actor is not part of must fail, not find `undefined`. */
class Outside {
  get self(): never {
    throw unavailable('self');
  }
  get system(): never {
    throw unavailable('system');
  }
  get spawn(): never {
    throw unavailable('spawn');
  }
}

/** For guards, actions, delays and params. A run has one and changes it: what it holds is true while the function runs. */
export class Args extends Outside {
  context: ChartContext;
  event: ChartEvent;

  constructor(context: ChartContext, event: ChartEvent) {
    super();
    this.context = context;
    this.event = event;
  }
}

/** For the function that makes the first context. */
export class InputArgs extends Outside {
  readonly input: unknown;

  constructor(input: unknown) {
    super();
    this.input = input;
  }
}

/** A function of the chart. */
export type Ask<T> = (args: Args, params: unknown) => T;
