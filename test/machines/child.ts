/** The child chart, explored, and what must hold of it. */
import type { childMachine, ChildContext, ChildInput } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Edge, Explored, Sent } from './explore.ts';

export type ChildChart = typeof childMachine;
type ChildEdge = Edge<ChildContext>;

const EVENTS: readonly Sent[] = [
  { type: 'start' },
  { type: 'exited', how: 'asked', reason: 'stopped' },
  { type: 'exited', how: 'normal', reason: 'done' },
  { type: 'exited', how: 'crashed', reason: 'crashed' },
  { type: 'stop', reason: 'stopped' },
  { type: 'stop', reason: 'stopped', within: 7 },
  { type: 'halt' },
  { type: 'kill', reason: 'destroyed' },
];

const fold = ({ restarts, limit, returns, reason }: ChildContext): string =>
  [restarts.length, limit, returns, reason].join();

/** A window that nothing leaves: what does leave it is a matter of numbers, not of states. */
const always = 1_000_000;

export const inputs: readonly ChildInput[] = (['permanent', 'transient', 'temporary'] as const).flatMap((restart) =>
  [null, 500].flatMap((shutdown) =>
    [null, { restarts: 0, within: always }, { restarts: 2, within: always }].map((budget) => ({
      restart,
      shutdown,
      budget,
    })),
  ),
);

export const exploreChild = (machine: ChildChart, input: ChildInput): Explored<ChildContext> =>
  explore<ChildChart, ChildContext>({ machine, input, events: EVENTS, fold, limit: 200 });

/** `<state> <event>` that are left alone on purpose. */
const childIgnores: readonly string[] = [
  'down exited', // a life that is over
  'running start',
  'stopping start',
  'stopping halt', // it is on its way
  'stopping stop', // nothing more is asked than before
  'stopping after:shutdown', // it has limits of its own
];

const comesBack = ({ from, event }: ChildEdge): boolean =>
  event['how'] !== 'asked' &&
  (from.context.restart === 'permanent' || (from.context.restart === 'transient' && event['how'] === 'crashed'));

const asksMore = ({ from, event }: ChildEdge): boolean => from.context.returns || event['within'] !== undefined;

/** By name, whether it holds of an edge. */
const rules: Readonly<Record<string, (edge: ChildEdge) => boolean>> = {
  'its own budget is never exceeded': ({ to: { context } }) =>
    context.budget === null ? context.restarts.length === 0 : context.restarts.length <= context.budget.restarts,
  'it begins on start, and on a restart that its own budget allows': (edge) => {
    const { from, to, name, effects } = edge;
    const budget = from.context.budget;
    const restarted =
      from.state === 'running' &&
      name === 'exited' &&
      comesBack(edge) &&
      budget !== null &&
      from.context.restarts.length < budget.restarts;
    const begins = restarted || (from.state === 'down' && name === 'start');
    const counts = to.context.restarts.length === from.context.restarts.length + (restarted ? 1 : 0);
    return (
      counts &&
      effects.filter((one) => one === 'begin').length === (begins ? 1 : 0) &&
      (!begins || to.state === 'running')
    );
  },
  'a budget that is used up ends it as crashed, and is told': (edge) => {
    const { from, to, name, effects } = edge;
    const budget = from.context.budget;
    const usedUp =
      from.state === 'running' &&
      name === 'exited' &&
      comesBack(edge) &&
      budget !== null &&
      from.context.restarts.length >= budget.restarts;
    return effects.includes('spent') === usedUp && (!usedUp || (to.final && to.context.reason === 'crashed'));
  },
  'without one its supervisor hears that it fell': (edge) => {
    const { from, to, name, effects } = edge;
    const fell = from.state === 'running' && name === 'exited' && comesBack(edge) && from.context.budget === null;
    return effects.includes('fell') === fell && (!fell || to.state === 'down');
  },
  'running it ends for good when it is not to come back': (edge) =>
    edge.from.state !== 'running' || edge.name !== 'exited' || comesBack(edge) || edge.to.final,
  'it is asked to end once, and once more for more': (edge) => {
    const { from, name, effects } = edge;
    const first = from.state === 'running' && (name === 'stop' || name === 'halt');
    const more = from.state === 'stopping' && name === 'stop' && asksMore(edge);
    return effects.includes('ask') === (first || more);
  },
  'stopping it waits within a limit, its own or the asker’s': ({ to, effects, raised }) => {
    if (!effects.includes('ask')) return raised.size === 0;
    const limit = to.context.limit ?? to.context.shutdown;
    return raised.get('shutdown') === (limit ?? 2 ** 31 - 1);
  },
  'a limit given last counts': ({ event, from, to, effects }) =>
    event.type !== 'stop' ||
    !effects.includes('ask') ||
    to.context.limit ===
      (event['within'] ?? (from.state === 'stopping' ? from.context.limit : (from.context.limit ?? null))),
  'it comes back only if halted, and never if temporary': ({ from, to, effects, name }) => {
    if (from.state !== 'stopping' || (name !== 'exited' && name !== 'after:shutdown') || to.state === 'stopping')
      return true;
    const back = from.context.returns && from.context.restart !== 'temporary';
    return to.final === !back && effects.includes('down') === back;
  },
  'a stop outweighs a halt': ({ from, to, name }) =>
    !(name === 'stop' && (from.state === 'running' || from.state === 'stopping')) || !to.context.returns,
  'what is down says so when halted': ({ from, to, name, effects }) =>
    !(from.state === 'down' && name === 'halt') || (effects.join() === 'down' && to.state === 'down'),
  'it is killed by kill and by its limit, and only while it lives': ({ from, to, name, effects }) => {
    const limited = (from.context.limit ?? from.context.shutdown) !== null;
    const killed = from.state !== 'down' && (name === 'kill' || (name === 'after:shutdown' && limited));
    const reason = killed || name === 'kill' ? to.context.reason === 'destroyed' : true;
    return effects.includes('kill') === killed && reason;
  },
  'every kill ends it, or puts it down to come back': ({ to, name, effects }) =>
    (name !== 'kill' || to.final) && (!effects.includes('kill') || to.final || to.state === 'down'),
  'its end has a reason': ({ to }) => !to.final || to.context.reason !== null,
  'down it ends by stop': ({ from, to, name }) => from.state !== 'down' || name !== 'stop' || to.final,
};

/** The first rule that does not hold, with the edge; null when all is well. */
export const childBroken = (machine: ChildChart): string | null => {
  const ignored = new Set<string>();
  const acting = new Set<string>();
  for (const input of inputs) {
    const { nodes, edges } = exploreChild(machine, input);
    for (const edge of edges) {
      const pair = `${edge.from.state} ${edge.name}`;
      (edge.ignored ? ignored : acting).add(pair);
      for (const [rule, holds] of Object.entries(rules))
        if (!holds(edge))
          return `${rule}: ${edge.from.key} --${edge.name} ${JSON.stringify(edge.event)}--> ${edge.to.key}`;
    }
    const unbounded = [...nodes.values()].find(
      ({ state, armed, context: { limit, shutdown } }) =>
        armed.has('shutdown') !== (state === 'stopping') && (state !== 'stopping' || (limit ?? shutdown) !== null),
    );
    if (unbounded !== undefined) return `the timer is armed just while it stops: ${unbounded.key}`;
  }
  const listed = new Set(childIgnores);
  const odd = [...ignored].find((pair) => !listed.has(pair)) ?? [...listed].find((pair) => !ignored.has(pair));
  return odd === undefined ? null : `${odd} is ${listed.has(odd) ? 'listed, and acts' : 'ignored, and not listed'}`;
};
