/** The supervisor chart, explored, and what must hold of it. */
import type { supervisorMachine, SupervisorContext, SupervisorInput } from '../../machines/index.ts';
import { explore } from './explore.ts';
import type { Edge, Explored, Sent } from './explore.ts';

export type SupervisorChart = typeof supervisorMachine;
type SupervisorEdge = Edge<SupervisorContext>;

/** Rounds are told apart up to this one; so many are enough for one that is present and one that is not. */
const ROUNDS = 6;

const EVENTS: readonly Sent[] = [
  { type: 'fell', child: 'a' },
  { type: 'down', child: 'a' },
  ...Array.from({ length: ROUNDS + 1 }, (_, descent) => ({ type: 'clear', descent })),
  { type: 'stop' },
  { type: 'stop', within: 7 },
  { type: 'halt' },
  { type: 'destroy' },
];

const fold = ({ restarts, descents, limit, returns, reason }: SupervisorContext): string =>
  [restarts.length, Math.min(descents, ROUNDS), limit, returns, reason].join();

const always = 1_000_000;

export const supervisorInputs: readonly SupervisorInput[] = (
  ['one-for-one', 'one-for-all', 'rest-for-one'] as const
).flatMap((strategy) => [0, 2].map((restarts) => ({ strategy, intensity: { restarts, within: always } })));

export const exploreSupervisor = (machine: SupervisorChart, input: SupervisorInput): Explored<SupervisorContext> =>
  explore<SupervisorChart, SupervisorContext>({ machine, input, events: EVENTS, fold, limit: 300 });

const supervisorIgnores: readonly string[] = [
  'running down', // it ended by itself, or its strategy is through
  'running clear', // of an earlier time
  'restarting clear',
  'stopping clear',
  'stopping halt', // it is on its way
  'stopping stop', // nothing more is asked than before
  'stopping after:limit', // nobody gave one
];

const may = ({ context }: { readonly context: SupervisorContext }): boolean =>
  context.restarts.length < context.intensity.restarts;
const asksMore = ({ from, event }: SupervisorEdge): boolean => from.context.returns || event['within'] !== undefined;
const present = ({ from, event }: SupervisorEdge): boolean => event['descent'] === from.context.descents;

const rules: Readonly<Record<string, (edge: SupervisorEdge) => boolean>> = {
  'the intensity is never exceeded': ({ to: { context } }) => context.restarts.length <= context.intensity.restarts,
  'a fall counts while it may restart, and only then': ({ from, to, name }) => {
    const counts = name === 'fell' && /^(running|restarting)$/.test(from.state) && may(from);
    return to.context.restarts.length === from.context.restarts.length + (counts ? 1 : 0);
  },
  'one fall too many ends it, and it may come back': ({ from, to, name }) =>
    !(name === 'fell' && /^(running|restarting)$/.test(from.state) && !may(from)) ||
    (to.state === 'stopping' && to.context.reason === 'restarts-used-up' && to.context.returns),
  'one-for-one starts the one that fell, and takes nobody down': ({ from, to, name, effects }) =>
    from.context.strategy !== 'one-for-one' ||
    (to.state !== 'restarting' &&
      (name !== 'fell' || from.state !== 'running' || !may(from) || effects.join() === 'startAgain')),
  'the others take down whom they must': ({ from, to, name, effects }) =>
    from.context.strategy === 'one-for-one' ||
    name !== 'fell' ||
    !/^(running|restarting)$/.test(from.state) ||
    !may(from) ||
    (to.state === 'restarting' && effects.join() === 'mark,haltNext'),
  'a restart goes on with each that is down': ({ from, to, name, effects }) =>
    from.state !== 'restarting' || name !== 'down' || (to.state === 'restarting' && effects.join() === 'haltNext'),
  'all are started when those of this time are down': (edge) => {
    const { from, to, name, effects } = edge;
    const over = from.state === 'restarting' && name === 'clear' && present(edge);
    return effects.includes('startAll') === over && (!over || to.state === 'running');
  },
  'a stop goes on with each that is down or fell': ({ from, to, name, effects }) =>
    from.state !== 'stopping' ||
    (name !== 'down' && name !== 'fell') ||
    (to.state === 'stopping' && effects.join() === 'stopNext'),
  'it stops all when told, and anew only for more': (edge) => {
    const { from, to, name, effects } = edge;
    const up = /^(running|restarting)$/.test(from.state);
    const stops =
      (up && (name === 'stop' || name === 'halt' || (name === 'fell' && !may(from)))) ||
      (from.state === 'stopping' && name === 'stop' && asksMore(edge));
    return effects.includes('stopAll') === stops && (!stops || to.state === 'stopping');
  },
  'it ends when those of this time are down': (edge) =>
    edge.from.state !== 'stopping' || edge.name !== 'clear' || edge.to.final === present(edge),
  'each time that children go down is a time of its own': ({ from, to, effects }) =>
    to.context.descents === from.context.descents + (effects.includes('mark') || effects.includes('stopAll') ? 1 : 0),
  'whoever is left is killed when it is destroyed, and when its limit is over': ({ from, to, name, effects }) => {
    const kills = name === 'destroy' || (name === 'after:limit' && from.context.limit !== null);
    return effects.includes('killRest') === kills && (!kills || to.final);
  },
  'the limit is what was asked last': ({ from, to, event, effects, raised }) => {
    if (!effects.includes('stopAll')) return raised.size === 0;
    const asked = event.type === 'stop' ? (event['within'] ?? from.context.limit) : null;
    return to.context.limit === asked && raised.get('limit') === (to.context.limit ?? 2 ** 31 - 1);
  },
  'a stop outweighs a halt': ({ name, to }) => name !== 'stop' || to.final || !to.context.returns,
  'its end has a reason': ({ to }) => !to.final || to.context.reason !== null,
  'destroyed it does not come back': ({ name, to }) =>
    name !== 'destroy' || (to.final && !to.context.returns && to.context.reason === 'destroyed'),
};

/** The first rule that does not hold, with the edge; null when all is well. */
export const supervisorBroken = (machine: SupervisorChart): string | null => {
  const ignored = new Set<string>();
  for (const input of supervisorInputs) {
    const { nodes, edges } = exploreSupervisor(machine, input);
    for (const edge of edges) {
      if (edge.ignored) ignored.add(`${edge.from.state} ${edge.name}`);
      // Rounds are folded from there on.
      if (edge.from.context.descents >= ROUNDS) continue;
      for (const [rule, holds] of Object.entries(rules))
        if (!holds(edge)) return `${rule}: ${edge.from.key} --${JSON.stringify(edge.event)}--> ${edge.to.key}`;
    }
    const unbounded = [...nodes.values()].find(
      ({ state, armed, context: { limit } }) =>
        armed.has('limit') !== (state === 'stopping') && (state !== 'stopping' || limit !== null),
    );
    if (unbounded !== undefined) return `the timer is armed just while it stops: ${unbounded.key}`;
  }
  const listed = new Set(supervisorIgnores);
  const odd = [...ignored].find((pair) => !listed.has(pair)) ?? [...listed].find((pair) => !ignored.has(pair));
  return odd === undefined ? null : `${odd} is ${listed.has(odd) ? 'listed, and acts' : 'ignored, and not listed'}`;
};
