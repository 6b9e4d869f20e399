/** Reads an XState machine into a chart, and refuses what the compiled engine does not take. */
import type { AnyStateMachine, AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Chart, ChartNode, ChartTimer, ChartTransition, Given } from './chart.ts';
import { readActions } from './read-actions.ts';
import { readNamedGuard } from './read-guards.ts';
import { isCallable, listOf, type Source, sourceOf } from './source.ts';
import { afterType } from './xstate-internals.ts';

const pathOf = (node: AnyStateNode): string => node.path.join('.');

const refuseNode = (source: Source, node: AnyStateNode): void => {
  const path = pathOf(node);
  const config: object = node.config;
  if (node.type === 'parallel' || node.type === 'history') source.refuse(path, node.type);
  if (node.invoke.length > 0) source.refuse(path, 'invoke');
  if ('route' in config && config.route !== undefined) source.refuse(path, 'route');
  if (node.output !== undefined) source.refuse(path, 'output');
  if (node.type === 'final' && node.parent === undefined) source.refuse(path, 'a final root');
  if (node.type !== 'compound' && Object.keys(node.states).length > 0) {
    source.refuse(path, `states within a state of type "${node.type}"`);
  }
};

const readDelay = (source: Source, path: string, delay: string | number): Given<unknown> => {
  if (typeof delay === 'number') return { value: delay };
  const implementation = source.delays[delay];
  if (isCallable(implementation)) return { make: implementation };
  if (typeof implementation === 'number') return { value: implementation };
  return source.refuse(path, `delay "${delay}", which nobody implements`);
};

/** The delays of a state's timers, in the order in which they are armed. */
export const delaysOf = (node: AnyStateNode): readonly (string | number)[] =>
  Object.keys(node.config.after ?? {}).map((key) => (Number.isNaN(Number(key)) ? key : Number(key)));

const readTimers = (source: Source, node: AnyStateNode): readonly ChartTimer[] => {
  const path = pathOf(node);
  const delays = delaysOf(node);
  if (new Set(delays).size < delays.length) source.refuse(path, 'one delay written in two ways');
  return delays.map((delay) => ({
    delay: String(delay),
    type: afterType(delay, node.id),
    length: readDelay(source, path, delay),
  }));
};

/** Reads the tree first, the transitions once every node is known. */
class Reader {
  readonly #source: Source;
  readonly #nodes = new Map<AnyStateNode, ChartNode>();
  readonly #ids = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
  }

  read(root: AnyStateNode): ChartNode {
    const read = this.#readNode(root, null);
    for (const [from, to] of this.#nodes) this.#readTransitions(from, to);
    return read;
  }

  #readNode(node: AnyStateNode, parent: ChartNode | null): ChartNode {
    refuseNode(this.#source, node);
    const path = pathOf(node);
    if (this.#ids.has(node.id)) this.#source.refuse(path, `the id "${node.id}" given twice`);
    this.#ids.add(node.id);
    const read: ChartNode = {
      id: node.id,
      path,
      final: node.type === 'final',
      parent,
      children: [],
      // Of the config: XState adds to its own lists what starts and cancels timers.
      entry: readActions(this.#source, path, listOf(node.config.entry)),
      exit: readActions(this.#source, path, listOf(node.config.exit)),
      timers: readTimers(this.#source, node),
      transitions: new Map(),
      always: [],
      initial: null,
    };
    this.#nodes.set(node, read);
    for (const child of Object.values(node.states)) read.children.push(this.#readNode(child, read));
    return read;
  }

  #readTransitions(from: AnyStateNode, to: ChartNode): void {
    for (const [descriptor, transitions] of from.transitions) {
      to.transitions.set(
        descriptor,
        transitions.map((one) => this.#readTransition(to, one)),
      );
    }
    to.always = (from.always ?? []).map((one) => this.#readTransition(to, one));
    if (to.children.length > 0) {
      to.initial = {
        child: this.#nodeOf(to.path, from.initial.target[0]),
        actions: readActions(this.#source, to.path, from.initial.actions),
      };
    }
  }

  #readTransition(source: ChartNode, transition: AnyTransitionDefinition): ChartTransition {
    const { target } = transition;
    if (target !== undefined && target.length > 1) this.#source.refuse(source.path, 'a transition to several targets');
    return {
      source,
      target: target === undefined ? null : this.#nodeOf(source.path, target[0]),
      reenter: transition.reenter,
      guard: readNamedGuard(this.#source, source.path, transition.guard),
      actions: readActions(this.#source, source.path, transition.actions),
    };
  }

  #nodeOf(path: string, node: AnyStateNode | undefined): ChartNode {
    const read = node === undefined ? undefined : this.#nodes.get(node);
    return read ?? this.#source.refuse(path, 'a transition to a state of another machine');
  }
}

/** @throws HoldfastError `chart-unsupported` with the path of the state and the name of the feature. */
export const readChart = (machine: AnyStateMachine): Chart => {
  const source = sourceOf(machine);
  const context: unknown = machine.config.context;
  return {
    id: machine.id,
    version: machine.version ?? '',
    root: new Reader(source).read(machine.root),
    context: isCallable(context) ? { make: (args) => context(args, undefined) as object } : { value: context ?? {} },
    maxIterations: machine.options.maxIterations ?? Infinity,
  };
};
