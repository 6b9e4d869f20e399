/** What a picture of a chart says, before anything has its place: boxes with lines of text, and arrows with labels. */
import type { Graph, GraphAction, GraphState, GraphTransition } from './graph.ts';
import { transitionIds } from './ids.ts';

/** A part of a line. An event carries the id of its transition; guards, effects and what joins them carry none. */
export interface Piece {
  readonly text: string;
  readonly id?: string;
}

export interface Line {
  readonly pieces: readonly Piece[];
  /** The rest of the line before. */
  readonly continued: boolean;
}

export interface PlannedState {
  readonly state: GraphState;
  readonly title: string;
  /** One of those that are active together. */
  readonly region: boolean;
  /** Of the palette: states of the first level have one each, and what is in them has theirs. */
  readonly tone: string;
  readonly lines: readonly Line[];
}

export interface PlannedEdge {
  /** `<from> -> <to>`, both paths. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lines: readonly Line[];
  /** By time alone. */
  readonly timed: boolean;
}

export interface Plan {
  readonly title: string;
  /** Path of the state that is entered first. */
  readonly initial: string | null;
  /** Paths of the states of the first level. */
  readonly roots: readonly string[];
  /** Depth first without the root. */
  readonly states: readonly PlannedState[];
  /** Transitions of the same source and target are one arrow. */
  readonly edges: readonly PlannedEdge[];
  /** What holds in every state: no arrows, lest each state have one. */
  readonly everywhere: readonly Line[];
}

/** Longer label lines are broken where a piece ends. Characters. */
const LONGEST_LINE = 36;
const SEPARATOR = ' · ';

const effectsOf = (actions: readonly GraphAction[]): string =>
  actions
    .filter(({ kind }) => kind === 'effect')
    .map(({ name }) => name)
    .join(', ');

/** What one would see of it; of a transition that goes nowhere, failing that, what it notes down. */
const doneBy = ({ actions, internal }: GraphTransition): string =>
  effectsOf(actions) || (internal ? actions.map(({ name }) => name).join(', ') : '');

const spoken = ({ trigger: { kind, name } }: GraphTransition): string =>
  kind === 'event' ? (name === '*' ? 'any other event' : name) : kind === 'always' ? kind : `${kind} ${name}`;

export const textOf = ({ pieces }: Line): string => pieces.map(({ text }) => text).join('');

/** Breaks before a piece that would make the line too long. */
const broken = (pieces: readonly Piece[]): readonly Line[] => {
  const lines: Piece[][] = [];
  let length = 0;
  for (const piece of pieces) {
    const last = lines.at(-1);
    if (last === undefined || (piece.text !== SEPARATOR && length + piece.text.length > LONGEST_LINE)) {
      lines.push([{ ...piece, text: piece.text.trimStart() }]);
      length = 0;
    } else last.push(piece);
    length += piece.text.length;
  }
  return lines.map((line, at) => ({ pieces: line, continued: at > 0 }));
};

interface Joined {
  readonly tail: readonly Piece[];
  readonly events: readonly Piece[];
}

/**
 * One entry for each guard and effects, with all events that share them. It stands where the last of its events does,
 * so that the candidates of each event keep their order.
 */
const join = (
  transitions: readonly GraphTransition[],
  idOf: (of: GraphTransition) => string,
  ending: (of: GraphTransition) => string = () => '',
): readonly Line[] => {
  const entries = new Map<string, Joined>();
  for (const one of transitions) {
    const done = doneBy(one);
    const end = ending(one);
    const tail: Piece[] = [];
    if (one.guard !== null) tail.push({ text: ` [${one.guard}]` });
    if (done !== '') tail.push({ text: ` / ${done}` });
    if (end !== '') tail.push({ text: ` ${end}` });
    const key = JSON.stringify(tail);
    const events = entries.get(key)?.events ?? [];
    entries.delete(key);
    entries.set(key, { tail, events: [...events, { text: spoken(one), id: idOf(one) }] });
  }
  return [...entries.values()].flatMap(({ tail, events }) => {
    const separated = events.flatMap((event, at): readonly Piece[] =>
      at === 0 ? [event] : [{ text: SEPARATOR }, event],
    );
    return broken([...separated, ...tail]);
  });
};

const moves = ({ entry, exit }: GraphState): readonly Line[] =>
  [
    ['entry', effectsOf(entry)],
    ['exit', effectsOf(exit)],
  ].flatMap(([move = '', effects = '']) => (effects === '' ? [] : broken([{ text: move }, { text: ` / ${effects}` }])));

/** A state's tone: that of the first level that holds it. Final states look alike in every chart. */
const tones = (graph: Graph): ReadonlyMap<string, string> => {
  const kinds = new Map(graph.states.map(({ path, kind }) => [path, kind]));
  const first = graph.states.find(({ path }) => path === '')?.children ?? [];
  const alive = first.filter((path) => kinds.get(path) !== 'final');
  return new Map(
    graph.states.map(({ path, kind }) => {
      const [top = ''] = path.split('.');
      return [path, kind === 'final' ? 'end' : String(alive.indexOf(top) % 5)];
    }),
  );
};

const written = ({ source, targets, internal }: GraphTransition): boolean =>
  internal || source === '' || targets.every((target) => target === source);

export const plan = (graph: Graph): Plan => {
  const ids = transitionIds(graph);
  const idOf = (one: GraphTransition): string => ids.get(one) ?? '';
  const tone = tones(graph);
  const edges = new Map<string, { from: string; to: string; of: GraphTransition[] }>();
  for (const one of graph.transitions.filter((each) => !written(each)))
    for (const to of one.targets) {
      const id = `${one.source} -> ${to}`;
      const edge = edges.get(id) ?? { from: one.source, to, of: [] };
      edge.of.push(one);
      edges.set(id, edge);
    }
  const own = (path: string): readonly GraphTransition[] =>
    graph.transitions.filter((one) => one.source === path && written(one));
  const root = graph.states.find(({ path }) => path === '');
  const regions = new Set(graph.states.flatMap(({ kind, children }) => (kind === 'parallel' ? children : [])));
  return {
    title: graph.id,
    initial: root?.initial ?? null,
    roots: root?.children ?? [],
    states: graph.states
      .filter(({ path }) => path !== '')
      .map((state) => ({
        state,
        title: state.kind === 'history' ? `${state.name} (history)` : state.name,
        region: state.kind !== 'history' && regions.has(state.path),
        tone: tone.get(state.path) ?? '0',
        lines: [...moves(state), ...join(own(state.path), idOf, ({ internal }) => (internal ? '' : '↺'))],
      })),
    edges: [...edges].map(([id, { from, to, of }]) => ({
      id,
      from,
      to,
      lines: join(of, idOf),
      timed: of.every(({ trigger: { kind } }) => kind === 'after'),
    })),
    everywhere: join(own(''), idOf, ({ targets }) => (targets.length === 0 ? '' : `→ ${targets.join(', ')}`)),
  };
};
