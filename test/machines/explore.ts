/**
 * Walks every reachable (state, context, armed timers) of a chart, by XState's own pure functions.
 *
 * Time is abstract: each event comes one millisecond after the one before, and armed timers fire in any order, so what
 * is proved holds whatever the durations are. Contexts are told apart by the caller's `fold`, which must keep all that
 * guards and delays can read.
 */
import { initialTransition, transition } from 'xstate';
import type { AnyStateMachine, EventFromLogic, ExecutableActionsFrom, InputFrom, SnapshotFrom } from 'xstate';

export interface Sent {
  readonly type: string;
  readonly [fact: string]: unknown;
}

export interface Node<C> {
  readonly key: string;
  /** Dotted path of the active state. */
  readonly state: string;
  readonly context: C;
  readonly final: boolean;
  /** Armed timers: the event each will send, by the name of its delay. */
  readonly armed: ReadonlyMap<string, string>;
  /** When it was first reached. */
  readonly at: number;
}

export interface Edge<C> {
  readonly from: Node<C>;
  /** `after:<delay>` for a timer. */
  readonly name: string;
  readonly event: Sent;
  readonly at: number;
  readonly to: Node<C>;
  /** Effects performed, in order. */
  readonly effects: readonly string[];
  /** Timers armed by this event, with their delays in ms; one that ran already was restarted. */
  readonly raised: ReadonlyMap<string, number>;
  /** Neither effect nor timer, and nothing of the context changed. */
  readonly ignored: boolean;
}

export interface Explored<C> {
  readonly nodes: ReadonlyMap<string, Node<C>>;
  readonly edges: readonly Edge<C>[];
}

export interface Plan<M extends AnyStateMachine, C> {
  readonly machine: M;
  readonly input: InputFrom<M>;
  readonly events: readonly Sent[];
  readonly fold: (context: C) => string;
  /** More states than this are a chart that grows without bound. */
  readonly limit: number;
}

/** The chart has more states than the plan allows. */
export class Unbounded extends Error {}

const AFTER = 'xstate.after.';

const pathOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const [[key, below] = ['', '']] = Object.entries(value as Record<string, unknown>);
  const rest = pathOf(below);
  return rest === '' ? key : `${key}.${rest}`;
};

/** `xstate.after.<delay>.<state id>`, where neither delay nor id is known to hold no dot: the id names the state. */
export const delayOf = (type: string, id: string): string => type.slice(AFTER.length, type.indexOf(`.${id}`));

export const explore = <M extends AnyStateMachine, C>(plan: Plan<M, C>): Explored<C> => {
  const { machine, fold, limit } = plan;
  const nodes = new Map<string, Node<C>>();
  const edges: Edge<C>[] = [];
  const snapshots = new Map<string, SnapshotFrom<M>>();
  const open: Node<C>[] = [];

  const arrive = (
    snapshot: SnapshotFrom<M>,
    actions: readonly ExecutableActionsFrom<M>[],
    before: ReadonlyMap<string, string>,
    at: number,
  ): { node: Node<C>; effects: string[]; raised: Map<string, number> } => {
    const armed = new Map(before);
    const effects: string[] = [];
    const raised = new Map<string, number>();
    for (const action of actions) {
      const params = action.params as { id?: string; sendId?: string; delay?: number; event?: Sent } | undefined;
      const kind: string = action.type;
      if (kind === 'xstate.raise') {
        const type = params?.event?.type ?? '';
        const name = delayOf(type, machine.id);
        armed.set(name, type);
        raised.set(name, params?.delay ?? Number.NaN);
      } else if (kind === 'xstate.cancel') {
        const name = delayOf(params?.sendId ?? '', machine.id);
        armed.delete(name);
        // A state that was only passed through leaves nothing armed.
        raised.delete(name);
      } else effects.push(kind);
    }
    const { value, context, status } = snapshot as unknown as { value: unknown; context: C; status: string };
    const final = status === 'done';
    if (final) armed.clear();
    const state = pathOf(value);
    const key = `${state} ${fold(context)} ${[...armed.keys()].toSorted().join(',')}`;
    let node = nodes.get(key);
    if (node === undefined) {
      node = { key, state, context, final, armed, at };
      nodes.set(key, node);
      snapshots.set(key, snapshot);
      open.push(node);
      if (nodes.size > limit) throw new Unbounded(`over ${String(limit)} states, last ${key}`);
    }
    // The edge shows the context as it is, which may differ from that of the node it was folded into.
    return { node: node.context === context ? node : { ...node, context }, effects, raised };
  };

  const [first, actions] = initialTransition(machine, plan.input);
  arrive(first, actions, new Map(), 0);
  for (let from = open.shift(); from !== undefined; from = open.shift()) {
    if (from.final) continue;
    const snapshot = snapshots.get(from.key);
    if (snapshot === undefined) continue;
    const at = from.at + 1;
    const step = (event: Sent, name: string, armed: ReadonlyMap<string, string>): void => {
      const [next, done] = transition(machine, snapshot, { ...event, at } as unknown as EventFromLogic<M>);
      const { node: to, effects, raised } = arrive(next, done, armed, at);
      const ignored =
        done.length === 0 && to.state === from.state && JSON.stringify(to.context) === JSON.stringify(from.context);
      edges.push({ from, name, event, at, to, effects, raised, ignored });
    };
    for (const event of plan.events) step(event, event.type, from.armed);
    for (const [delay, type] of from.armed) {
      const left = new Map(from.armed);
      left.delete(delay);
      step({ type }, `after:${delay}`, left);
    }
  }
  return { nodes, edges };
};
