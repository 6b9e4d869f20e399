/**
 * A chart as the text of a Mermaid state diagram.
 *
 * Mermaid draws no edge between a state and one inside it, and draws badly what crosses the border of a state. So every
 * arrow joins siblings and its label names what lies deeper; what a state does without being left is written into it,
 * or into a note on it when it holds others.
 */
import type { Graph, GraphAction, GraphState, GraphTransition } from './graph.ts';

/** Words of Mermaid's own, and what it cannot look up in its plain objects, are no ids. */
const RESERVED =
  /^(?:\d.*|_*|state|note|end|as|direction.*|class|classdef|style|click|href|default|root|fork|join|choice|hide|scale|acctitle|accdescr)$/i;
const isReserved = (id: string): boolean => RESERVED.test(id) || id in {};

/** Characters on which Mermaid's grammar trips go in as entities. */
const escape = (text: string): string =>
  text
    .replaceAll(/[^\p{L}\p{N} .,·→/()[\]_+*=!?'|&-]/gu, (character) => `#${String(character.codePointAt(0))};`)
    .replaceAll(/(end|direction) /giu, '$1#32;')
    .replaceAll('--', '-#45;');

const names = (actions: readonly GraphAction[]): string => actions.map(({ name }) => name).join(', ');
const effectsOf = (actions: readonly GraphAction[]): string => names(actions.filter(({ kind }) => kind === 'effect'));

/** What one would see of it; of a transition that goes nowhere, failing that, what it notes down. */
const doneBy = ({ actions, internal }: GraphTransition): string =>
  effectsOf(actions) || (internal ? names(actions) : '');

const eventOf = ({ trigger: { kind, name } }: GraphTransition): string =>
  kind === 'event' ? name : kind === 'always' ? 'always' : kind === 'after' ? `after ${name}` : `${kind} ${name}`;

/** Where a transition comes from and goes to, as far as its arrow does not show it. */
interface Ends {
  readonly from: string;
  readonly to: string;
}

/**
 * One line for each guard and effects, with all events that share them. A line stands where the last of its events
 * does, so that the candidates of each event keep their order.
 */
const join = (transitions: readonly GraphTransition[], ends: (of: GraphTransition) => Ends): readonly string[] => {
  const lines = new Map<string, { readonly from: string; readonly tail: string; readonly events: readonly string[] }>();
  for (const one of transitions) {
    const { from, to } = ends(one);
    const done = doneBy(one);
    const guard = one.guard === null ? '' : ` [${one.guard}]`;
    const tail = `${guard}${done === '' ? '' : ` / ${done}`}${to === '' ? '' : ` → ${to}`}`;
    const key = JSON.stringify([from, tail]);
    const events = lines.get(key)?.events ?? [];
    lines.delete(key);
    lines.set(key, { from, tail, events: [...events, eventOf(one)] });
  }
  return [...lines.values()].map(({ from, tail, events }) =>
    escape(`${from === '' ? '' : `${from}: `}${events.join(' · ')}${tail}`),
  );
};

/** Is it that state, or around it? */
const holds = (outer: string, path: string): boolean => outer === '' || path === outer || path.startsWith(`${outer}.`);

/** Its source is not left, or only to be entered again: there is nothing to draw. */
const stays = ({ source, targets }: GraphTransition): boolean => targets.every((target) => holds(source, target));

/** The states that hold source and target and stand beside each other. */
const siblings = (source: string, target: string): readonly [string, string] => {
  const from = source.split('.');
  const to = target.split('.');
  let same = 0;
  while (from[same] === to[same] && same < Math.min(from.length, to.length) - 1) same += 1;
  return [from.slice(0, same + 1).join('.'), to.slice(0, same + 1).join('.')];
};

class Drawing {
  readonly #states: ReadonlyMap<string, GraphState>;
  readonly #graph: Graph;
  readonly #ids = new Map<string, string>();
  readonly #out: string[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#states = new Map(graph.states.map((state) => [state.path, state]));
    const taken = new Set<string>();
    for (const { path } of graph.states) {
      const plain = path.replaceAll(/[^A-Za-z0-9]/g, '_');
      let id = isReserved(plain) ? `s_${plain}` : plain;
      while (taken.has(id)) id += '_';
      taken.add(id);
      this.#ids.set(path, id);
    }
  }

  text(): string {
    const root = this.#state('');
    this.#out.push('stateDiagram-v2', '  direction TB');
    this.#children(root, '  ');
    this.#edges();
    this.#everywhere(root);
    return `${this.#out.join('\n')}\n`;
  }

  #state(path: string): GraphState {
    const state = this.#states.get(path);
    if (state === undefined) throw new RangeError(`the graph names a state that it does not hold: ${path}`);
    return state;
  }

  #id(path: string): string {
    return this.#ids.get(path) ?? path;
  }

  #children(state: GraphState, indent: string): void {
    if (state.initial !== null) this.#out.push(`${indent}[*] --> ${this.#id(state.initial)}`);
    let regions = 0;
    for (const child of state.children.map((path) => this.#state(path))) {
      const region = state.kind === 'parallel' && state.path !== '' && child.kind !== 'history';
      if (region && regions > 0) this.#out.push(`${indent}--`);
      if (region) regions += 1;
      this.#declare(child, indent);
      if (child.kind === 'final') this.#out.push(`${indent}${this.#id(child.path)} --> [*]`);
    }
  }

  #declare(state: GraphState, indent: string): void {
    const id = this.#id(state.path);
    const name = state.kind === 'history' ? `${state.name} (history)` : state.name;
    const moves = this.#moves(state);
    const written = this.#written(state);
    if (state.children.length === 0) {
      this.#out.push(`${indent}state "${escape(name)}" as ${id}`);
      for (const line of [...moves, ...written]) this.#out.push(`${indent}${id} : ${line}`);
      return;
    }
    this.#out.push(`${indent}state "${[escape(name), ...moves].join(' · ')}" as ${id} {`);
    this.#children(state, `${indent}  `);
    this.#out.push(`${indent}}`);
    this.#note(id, written, indent);
  }

  #note(id: string, lines: readonly string[], indent: string): void {
    if (lines.length === 0) return;
    this.#out.push(`${indent}note right of ${id}`, ...lines.map((line) => `${indent}  ${line}`), `${indent}end note`);
  }

  #moves({ entry, exit }: GraphState): readonly string[] {
    return [
      ['entry', effectsOf(entry)],
      ['exit', effectsOf(exit)],
    ].flatMap(([move = '', effects = '']) => (effects === '' ? [] : [escape(`${move} / ${effects}`)]));
  }

  /** What a state does without leaving for another: transitions without a target, to itself, or to one inside it. */
  #written({ path }: GraphState): readonly string[] {
    const inside = this.#graph.transitions.filter((one) => one.source === path && stays(one));
    const name = (target: string): string => (target === path ? 'itself' : this.#below(path, target));
    return join(inside, ({ targets }) => ({ from: '', to: targets.map(name).join(' and ') }));
  }

  /** A state inside another, by its name where no other has it; '' for the other itself. */
  #below(outer: string, path: string): string {
    if (path === outer) return '';
    const name = this.#state(path).name;
    const relative = outer === '' ? path : path.slice(outer.length + 1);
    return this.#graph.states.filter((state) => state.name === name).length === 1 ? name : relative;
  }

  /** The nearest state that can be drawn instead of one that holds the source: the first one in it that does not. */
  #end(source: string, target: string): string {
    let path = target;
    while (path !== source && holds(path, source)) {
      const { initial, children } = this.#state(path);
      path =
        initial !== null && !holds(initial, source)
          ? initial
          : (children.find((child) => !holds(child, source)) ?? source);
    }
    return path;
  }

  /** Arrows join siblings. What lies deeper on either side is named in the label. */
  #edges(): void {
    const edges = new Map<string, GraphTransition[]>();
    const ends = new Map<GraphTransition, Ends>();
    for (const one of this.#graph.transitions) {
      if (stays(one)) continue;
      for (const named of one.targets) {
        const target = this.#end(one.source, named);
        const [from, to] = siblings(one.source, target);
        ends.set(one, { from: this.#below(from, one.source), to: this.#below(to, target) });
        const edge = `${this.#id(from)} --> ${this.#id(to)}`;
        const drawn = edges.get(edge);
        if (drawn === undefined) edges.set(edge, [one]);
        else drawn.push(one);
      }
    }
    const none = { from: '', to: '' };
    for (const [edge, drawn] of edges)
      this.#out.push(`  ${edge} : ${join(drawn, (one) => ends.get(one) ?? none).join('<br/>')}`);
  }

  /** What holds in every state is said once, beside the first. */
  #everywhere(root: GraphState): void {
    const lines = this.#written(root);
    const [first] = root.children;
    if (first !== undefined && lines.length > 0) this.#note(this.#id(first), ['in every state', ...lines], '  ');
  }
}

/** `stateDiagram-v2` text, with a final newline. */
export const mermaid = (graph: Graph): string => new Drawing(graph).text();
