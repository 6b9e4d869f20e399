/** A chart as plain JSON: what is drawn, compared and handed to other tools. */

export type StateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

/** An action by name. Only effects are seen from outside; the rest is the chart's own bookkeeping. */
export interface GraphAction {
  readonly name: string;
  /** `effect` for a plain function, else which of XState's own actions it is: `assign`, `raise`, `sendTo` … */
  readonly kind: string;
  /** As given beside the name. */
  readonly params?: unknown;
}

export interface GraphState {
  /** XState's own, such as `connection.connected.listening`. */
  readonly id: string;
  /** From the root, dotted; the root's is ''. */
  readonly path: string;
  readonly name: string;
  readonly kind: StateKind;
  /** Path of the state entered first; null where there is no choice. */
  readonly initial: string | null;
  /** Of a history state: what it brings back. */
  readonly history?: 'shallow' | 'deep';
  readonly entry: readonly GraphAction[];
  readonly exit: readonly GraphAction[];
  /** Paths, in the chart's order. */
  readonly children: readonly string[];
}

/** `done` and `error` name the state or actor that they wait for. */
export interface Trigger {
  readonly kind: 'event' | 'after' | 'always' | 'done' | 'error';
  /** The event type, the delay (its name, or ms), or who is waited for; '' for always. */
  readonly name: string;
}

export interface GraphTransition {
  /** Path. */
  readonly source: string;
  /** Paths; empty for a transition without a target, more than one only into parallel regions. */
  readonly targets: readonly string[];
  readonly trigger: Trigger;
  /** As an expression: `mayProbe`, `not paused and (idle or draining)`; null for none. */
  readonly guard: string | null;
  readonly actions: readonly GraphAction[];
  /** Its source is left and entered again. */
  readonly reenter: boolean;
  /** It has no target, so no state is left. */
  readonly internal: boolean;
}

export interface Graph {
  readonly id: string;
  readonly version: string | null;
  /** Depth first, the root at the head. */
  readonly states: readonly GraphState[];
  /** By source in the order of `states`, then in the chart's order, which is that of choice; always last. */
  readonly transitions: readonly GraphTransition[];
}
