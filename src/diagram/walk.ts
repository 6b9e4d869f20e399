/** Reads an XState v5 machine into a plain graph. It runs nothing. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Graph, GraphAction, GraphState, GraphTransition, Trigger } from './graph.ts';
import { guardText } from './guard.ts';

/** XState's own actions are functions with a type such as `xstate.assign`. */
const BUILT_IN = 'xstate.';

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const pathOf = (node: AnyStateNode): string => node.path.join('.');

const builtIn = (action: unknown): string | null => {
  const type = typeof action === 'function' ? (action as { readonly type?: unknown }).type : undefined;
  return typeof type === 'string' && type.startsWith(BUILT_IN) ? type.slice(BUILT_IN.length) : null;
};

const readAction = (machine: AnyStateMachine, action: unknown): GraphAction => {
  if (typeof action === 'function') {
    const kind = builtIn(action);
    return { name: kind ?? (action.name || 'inline action'), kind: kind ?? 'effect' };
  }
  const { type, params } = (typeof action === 'string' ? { type: action } : action) as {
    readonly type: string;
    readonly params?: unknown;
  };
  const actions = machine.implementations.actions as Readonly<Record<string, unknown>>;
  const kind = builtIn(actions[type]) ?? 'effect';
  const plain = params !== undefined && typeof params !== 'function';
  return plain ? { name: type, kind, params } : { name: type, kind };
};

const readActions = (machine: AnyStateMachine, actions: unknown): readonly GraphAction[] =>
  list(actions).map((action) => readAction(machine, action));

const readState = (node: AnyStateNode): GraphState => {
  // The node's own lists hold the arming and cancelling of its delays as well.
  const { entry, exit } = node.config as { readonly entry?: unknown; readonly exit?: unknown };
  const children = Object.values(node.states as Readonly<Record<string, AnyStateNode>>);
  const [initial] = node.type === 'compound' ? (node.initial.target ?? []) : [];
  return {
    id: node.id,
    path: pathOf(node),
    name: node.key,
    kind: node.type,
    initial: initial === undefined ? null : pathOf(initial),
    ...(node.type === 'history' && { history: node.history === 'deep' ? ('deep' as const) : ('shallow' as const) }),
    entry: readActions(node.machine, entry),
    exit: readActions(node.machine, exit),
    children: children.map(pathOf),
  };
};

export const triggerOf = (type: string, delay: string | number | undefined): Trigger => {
  if (delay !== undefined) return { kind: 'after', name: String(delay) };
  for (const [prefix, kind] of [
    ['xstate.done.state.', 'done'],
    ['xstate.done.actor.', 'done'],
    ['xstate.error.actor.', 'error'],
  ] as const)
    if (type.startsWith(prefix)) return { kind, name: type.slice(prefix.length) };
  return { kind: 'event', name: type };
};

interface Read {
  readonly target: readonly AnyStateNode[] | undefined;
  readonly guard?: unknown;
  readonly actions: unknown;
  readonly reenter: boolean;
  readonly delay?: string | number;
}

const readTransition = (node: AnyStateNode, read: Read, trigger: Trigger): GraphTransition => {
  const targets = (read.target ?? []).map(pathOf);
  return {
    source: pathOf(node),
    targets,
    trigger,
    guard: read.guard === undefined ? null : guardText(read.guard),
    actions: readActions(node.machine, read.actions),
    reenter: read.reenter,
    internal: targets.length === 0,
  };
};

const readTransitions = (node: AnyStateNode): readonly GraphTransition[] => [
  ...[...node.transitions].flatMap(([type, candidates]) =>
    (candidates as readonly Read[]).map((one) => readTransition(node, one, triggerOf(type, one.delay))),
  ),
  ...((node.always ?? []) as readonly Read[]).map((one) => readTransition(node, one, { kind: 'always', name: '' })),
];

/** Any XState v5 machine, also one with parallel or history states. */
export const walk = (machine: AnyStateMachine): Graph => {
  const nodes: AnyStateNode[] = [];
  const visit = (node: AnyStateNode): void => {
    nodes.push(node);
    for (const child of Object.values(node.states as Readonly<Record<string, AnyStateNode>>)) visit(child);
  };
  visit(machine.root);
  return {
    id: machine.id,
    version: machine.version ?? null,
    states: nodes.map(readState),
    transitions: nodes.flatMap(readTransitions),
  };
};
