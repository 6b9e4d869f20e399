/** Names of transitions that last: what a page lights, and what a record is matched with. */
import type { Graph, GraphTransition, Trigger } from './graph.ts';

/** As in records: `turn`, `after:silence`, `always`, `done:…`, `error:…`. */
export const eventId = ({ kind, name }: Trigger): string =>
  kind === 'event' ? name : kind === 'always' ? kind : `${kind}:${name}`;

/**
 * `<source path>|<event>|<n>`, such as `connecting.waiting|turn|0` or `connected.listening|after:silence|1`. `n` counts the
 * candidates of this source and event from 0, in the order of choice. The root's path is empty: `|destroy|0`.
 */
export const transitionIds = (graph: Graph): ReadonlyMap<GraphTransition, string> => {
  const counts = new Map<string, number>();
  const ids = new Map<GraphTransition, string>();
  for (const one of graph.transitions) {
    const key = `${one.source}|${eventId(one.trigger)}`;
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    ids.set(one, `${key}|${String(n)}`);
  }
  return ids;
};
