/**
 * A chart as a module with one literal `createMachine({…})`, which Stately's editor takes in: states, transitions and
 * delays as they are, guards and actions by their names alone.
 */
import type { Graph, GraphAction, GraphState, GraphTransition, Trigger } from './graph.ts';
import { literal } from './literal.ts';

const one = (list: readonly unknown[]): unknown => (list.length === 0 ? undefined : list.length === 1 ? list[0] : list);

const actions = (list: readonly GraphAction[]): unknown =>
  one(list.map(({ name, params }) => (params === undefined ? name : { type: name, params })));

/** Under which of a state's keys a transition stands, and there under which name. */
const place = (
  { kind, name }: Trigger,
  { id }: GraphState,
  isState: (id: string) => boolean,
): readonly [string, string | null] => {
  if (kind === 'always') return ['always', null];
  if (kind === 'after') return ['after', name];
  if (kind === 'event') return ['on', name];
  if (kind === 'done' && name === id) return ['onDone', null];
  // What an invoked actor comes to is an event as well; who is invoked is not in the graph.
  return ['on', `xstate.${kind}.${kind === 'done' && isState(name) ? 'state' : 'actor'}.${name}`];
};

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/** The shortest that XState resolves without doubt: a sibling by its name, a child by `.name`, any other by its id. */
const targetName = (source: string, target: GraphState): string => {
  const { path, name, id } = target;
  const parent = parentOf(path);
  if (!/^[A-Za-z][\w-]*$/.test(name) || path === '') return `#${id}`;
  if (path !== source && parent === source) return `.${name}`;
  return source !== '' && parent === parentOf(source) ? name : `#${id}`;
};

interface Candidate {
  readonly guard?: string;
  readonly target?: unknown;
  readonly reenter?: true;
  readonly actions?: unknown;
}

/** A single `{ target: 'idle' }` as `'idle'`; in a list XState takes no such word for an `after`. */
const short = (candidates: readonly Candidate[]): unknown => {
  const [only, ...others] = candidates;
  if (only === undefined || others.length > 0) return candidates;
  const { target, ...rest } = only;
  return typeof target === 'string' && Object.keys(rest).length === 0 ? target : only;
};

class Writer {
  readonly #graph: Graph;
  readonly #states: ReadonlyMap<string, GraphState>;
  readonly #ids: ReadonlySet<string>;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#states = new Map(graph.states.map((state) => [state.path, state]));
    this.#ids = new Set(graph.states.map(({ id }) => id));
  }

  state(path: string): object {
    const state = this.#state(path);
    const { id, kind, initial, history, entry, exit, children } = state;
    const usual = path === '' ? '' : `${this.#graph.id}.${path}`;
    return {
      ...(id === usual ? {} : { id }),
      ...(path === '' && this.#graph.version !== null ? { version: this.#graph.version } : {}),
      ...(kind === 'atomic' || kind === 'compound' ? {} : { type: kind }),
      ...(history === 'deep' ? { history } : {}),
      ...(initial === null ? {} : { initial: initial.slice(path === '' ? 0 : path.length + 1) }),
      ...(entry.length === 0 ? {} : { entry: actions(entry) }),
      ...(exit.length === 0 ? {} : { exit: actions(exit) }),
      ...this.#transitions(state),
      ...(children.length === 0
        ? {}
        : { states: Object.fromEntries(children.map((child) => [this.#state(child).name, this.state(child)])) }),
    };
  }

  #state(path: string): GraphState {
    const state = this.#states.get(path);
    if (state === undefined) throw new RangeError(`the graph names a state that it does not hold: ${path}`);
    return state;
  }

  #transitions(state: GraphState): object {
    const keys = new Map<string, Map<string | null, Candidate[]>>();
    for (const transition of this.#graph.transitions.filter(({ source }) => source === state.path)) {
      const [key, name] = place(transition.trigger, state, (id) => this.#ids.has(id));
      const under = keys.get(key) ?? new Map<string | null, Candidate[]>();
      under.set(name, [...(under.get(name) ?? []), this.#candidate(transition)]);
      keys.set(key, under);
    }
    return Object.fromEntries(
      [...keys].map(([key, under]) => {
        const nameless = under.get(null);
        const named = [...under].map(([name, candidates]) => [name ?? '', short(candidates)] as const);
        return [key, nameless === undefined ? Object.fromEntries(named) : short(nameless)];
      }),
    );
  }

  #candidate({ source, targets, guard, reenter, actions: done }: GraphTransition): Candidate {
    const names = targets.map((target) => targetName(source, this.#state(target)));
    return {
      ...(guard === null ? {} : { guard }),
      ...(names.length === 0 ? {} : { target: one(names) }),
      ...(reenter ? { reenter } : {}),
      ...(done.length === 0 ? {} : { actions: actions(done) }),
    };
  }
}

/** `connection` → `connectionMachine`. */
const constant = (id: string): string => {
  const name = id.replaceAll(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
  return `${/^[A-Za-z]/.test(name) ? name : `a${name}`}Machine`;
};

/** A module's text, with a final newline. */
export const xstate = (graph: Graph): string =>
  `import { createMachine } from 'xstate';\n\nexport const ${constant(graph.id)} = createMachine(${literal(new Writer(graph).state(''))});\n`;
