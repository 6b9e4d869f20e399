/** A chart as the compiler reads it: names resolved, nothing of XState left but its functions. */
import type { Ask, ChartEvent } from './args.ts';

/** Given as it is, or made from context and event. */
export type Given<T> = { readonly value: T } | { readonly make: Ask<T> };

export type ChartAction =
  | {
      readonly kind: 'effect';
      readonly name: string;
      readonly params: Given<unknown>;
      readonly run: Ask<unknown> | null;
    }
  | { readonly kind: 'assign'; readonly params: Given<unknown>; readonly assignment: Assignment }
  | { readonly kind: 'raise'; readonly params: Given<unknown>; readonly event: Given<ChartEvent> };

/** One function for all, or a value or function for each key. */
export type Assignment = Ask<object> | ReadonlyMap<string, Given<unknown>>;

export type ChartGuard =
  | { readonly kind: 'test'; readonly params: Given<unknown>; readonly test: Ask<unknown> }
  | { readonly kind: 'and' | 'or' | 'not'; readonly guards: readonly ChartGuard[] }
  /** A name with params for another guard, which takes none. */
  | { readonly kind: 'given'; readonly params: Given<unknown>; readonly guard: ChartGuard };

export interface ChartTransition {
  readonly source: ChartNode;
  /** `null`: the state stays as it is. */
  readonly target: ChartNode | null;
  readonly reenter: boolean;
  readonly guard: NamedGuard | null;
  readonly actions: readonly ChartAction[];
}

export interface NamedGuard {
  /** As records show it. */
  readonly name: string;
  readonly guard: ChartGuard;
}

export interface ChartTimer {
  /** As declared: a name or a number of ms. */
  readonly delay: string;
  /** The type of the event that it sends. */
  readonly type: string;
  readonly length: Given<unknown>;
}

export interface ChartNode {
  readonly id: string;
  /** Dotted; '' for the root. */
  readonly path: string;
  readonly final: boolean;
  readonly parent: ChartNode | null;
  readonly children: ChartNode[];
  readonly entry: readonly ChartAction[];
  readonly exit: readonly ChartAction[];
  readonly timers: readonly ChartTimer[];
  /** By descriptor: an event type or a wildcard. */
  readonly transitions: Map<string, readonly ChartTransition[]>;
  always: readonly ChartTransition[];
  /** `null` where there are no children. */
  initial: { readonly child: ChartNode; readonly actions: readonly ChartAction[] } | null;
}

export interface Chart {
  readonly id: string;
  readonly version: string;
  readonly root: ChartNode;
  /** The first context, or what makes it. */
  readonly context: { readonly value: object } | { readonly make: (args: object) => object };
  /** Microsteps allowed for one event. */
  readonly maxIterations: number;
}
