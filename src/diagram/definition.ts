/**
 * Reads a chart back from data: the definition that XState gives of a machine, as audit logs archive it, or a machine's
 * configuration, as Stately's inspector sends it.
 *
 * A definition says neither which actions only note something down, so all of them are taken for effects, nor what is
 * taken `always`: XState leaves both out. Where the machine itself is at hand, `walk` tells more.
 */
import { createMachine } from 'xstate';
import type { Graph, GraphAction, GraphState, GraphTransition, StateKind } from './graph.ts';
import { guardText } from './guard.ts';
import { triggerOf, walk } from './walk.ts';

interface DefinedTransition {
  readonly target?: readonly string[];
  readonly guard?: unknown;
  readonly actions?: readonly unknown[];
  readonly reenter?: boolean;
  readonly eventType: string;
  readonly delay?: string | number;
}

interface DefinedState {
  readonly id: string;
  readonly key: string;
  readonly version?: string;
  readonly type: StateKind;
  readonly history?: boolean | string;
  readonly initial?: { readonly target?: readonly string[] };
  readonly states: Readonly<Record<string, DefinedState>>;
  readonly transitions: readonly DefinedTransition[];
  readonly entry: readonly unknown[];
  readonly exit: readonly unknown[];
}

interface Found {
  readonly path: string;
  readonly defined: DefinedState;
}

const isDefinition = (value: object): value is DefinedState =>
  'id' in value && 'key' in value && 'transitions' in value && 'states' in value;

const readAction = (action: unknown): readonly GraphAction[] => {
  const { type, params } = (typeof action === 'string' ? { type: action } : action) as {
    readonly type: string;
    readonly params?: unknown;
  };
  // The arming and cancelling of delays.
  if (type.startsWith('xstate.')) return [];
  return [params === undefined ? { name: type, kind: 'effect' } : { name: type, kind: 'effect', params }];
};

const below = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

const find = (defined: DefinedState, path = ''): readonly Found[] => [
  { path, defined },
  ...Object.entries(defined.states).flatMap(([key, state]) => find(state, below(path, key))),
];

const read = (root: DefinedState): Graph => {
  const found = find(root);
  const paths = new Map(found.map(({ path, defined }) => [`#${defined.id}`, path]));
  const pathsOf = (ids: readonly string[] = []): readonly string[] => ids.map((id) => paths.get(id) ?? id);
  const states = found.map(({ path, defined }): GraphState => ({
    id: defined.id,
    path,
    name: defined.key,
    kind: defined.type,
    initial: defined.type === 'compound' ? (pathsOf(defined.initial?.target)[0] ?? null) : null,
    ...(defined.type === 'history' && {
      history: defined.history === 'deep' ? ('deep' as const) : ('shallow' as const),
    }),
    entry: defined.entry.flatMap(readAction),
    exit: defined.exit.flatMap(readAction),
    children: Object.keys(defined.states).map((key) => below(path, key)),
  }));
  const transitions = found.flatMap(({ path, defined }) =>
    defined.transitions.map((one): GraphTransition => {
      const targets = pathsOf(one.target);
      return {
        source: path,
        targets,
        trigger: triggerOf(one.eventType, one.delay),
        guard: one.guard === undefined ? null : guardText(one.guard),
        actions: (one.actions ?? []).flatMap(readAction),
        reenter: one.reenter ?? false,
        internal: targets.length === 0,
      };
    }),
  );
  return { id: root.id, version: root.version ?? null, states, transitions };
};

/** @throws what XState throws when `definition` is neither a definition nor a configuration */
export const graphOf = (definition: object): Graph =>
  isDefinition(definition) ? read(definition) : walk(createMachine(definition));
