/** Which transitions of a drawn chart a record took: by their ids. Needs neither Node nor a browser. */
import type { Graph, GraphState, GraphTransition } from '../diagram/graph.ts';
import { eventId, transitionIds } from '../diagram/ids.ts';
import type { TransitionRecord } from '../contract/record.ts';

/** What is remembered of records that were read, by what they have in common; a chart has a few hundred such. */
const MOST_KNOWN = 2_048;
/** `always` transitions that follow one event; charts here have at most two in a row. */
const MOST_FOLLOWING = 8;

type Taken = Pick<TransitionRecord, 'from' | 'to' | 'event' | 'guard'>;

const holds = (outer: string, path: string): boolean => outer === '' || path === outer || path.startsWith(`${outer}.`);

export class Edges {
  readonly #states: ReadonlyMap<string, GraphState>;
  /** By event, the innermost source first, then in the order of choice. */
  readonly #byEvent = new Map<string, GraphTransition[]>();
  readonly #ids: ReadonlyMap<GraphTransition, string>;
  readonly #known = new Map<string, readonly string[]>();

  constructor(graph: Graph) {
    this.#states = new Map(graph.states.map((state) => [state.path, state]));
    this.#ids = transitionIds(graph);
    for (const one of graph.transitions) {
      const event = eventId(one.trigger);
      this.#byEvent.set(event, [...(this.#byEvent.get(event) ?? []), one]);
    }
    for (const some of this.#byEvent.values()) some.sort((one, other) => depth(other) - depth(one));
  }

  /** In the order in which they were taken; none for a start, and for a state that the chart does not know. */
  of({ from, to, event, guard }: Taken): readonly string[] {
    const key = `${from}\n${event.type}\n${guard ?? ''}\n${to}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find(from, to, event.type, guard === undefined ? [] : guard.split(' & '));
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, found);
    return found;
  }

  #find(from: string, to: string, event: string, guards: string[]): readonly string[] {
    const ids: string[] = [];
    let at = from;
    for (let next = this.#taken(at, event, guards); next !== null; next = this.#taken(at, 'always', guards)) {
      ids.push(this.#ids.get(next) ?? '');
      const [target] = next.targets;
      if (target !== undefined) at = this.#leaf(target);
      // Where it has arrived, an `always` without a guard would have gone on.
      if ((at === to && guards.length === 0) || ids.length > MOST_FOLLOWING) break;
    }
    return ids;
  }

  /** The first that XState would have chosen; its guard is taken from those that let the record pass. */
  #taken(at: string, event: string, guards: string[]): GraphTransition | null {
    for (const one of this.#byEvent.get(event) ?? []) {
      if (!holds(one.source, at)) continue;
      if (one.guard === null) return one;
      if (one.guard !== guards[0]) continue;
      guards.shift();
      return one;
    }
    return null;
  }

  #leaf(path: string): string {
    let state = this.#states.get(path);
    while (state !== undefined && state.initial !== null) state = this.#states.get(state.initial);
    return state?.path ?? path;
  }
}

const depth = ({ source }: GraphTransition): number => (source === '' ? 0 : source.split('.').length);
