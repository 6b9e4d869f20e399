/** What stands where, now. */
import type { BudgetView, TreeNode } from '../contract/tree.ts';
import type { Family, Row } from './families.ts';
import type { Measured } from './measured.ts';
import type { Tally } from './tally.ts';

const isUp = (state: string): boolean => state.startsWith('connected');
const one = (is: boolean): number => (is ? 1 : 0);

export const gaugesOf = (supervisor: Measured, tally: Tally): readonly Family[] => [
  {
    name: 'link_up',
    help: '1 while a connection of the link is up.',
    labels: ['link'],
    rows: function* () {
      for (const [link, held] of supervisor.links)
        yield [{ link }, one(held.inspect().some(({ state }) => isUp(state)))] as const;
    },
  },
  {
    name: 'link_connections',
    help: 'Connections of the link, whatever they do.',
    labels: ['link'],
    rows: function* () {
      for (const [link, held] of supervisor.links) yield [{ link }, held.inspect().length] as const;
    },
  },
  {
    name: 'link_queued_calls',
    help: 'Calls that wait for the line.',
    labels: ['link'],
    rows: function* () {
      for (const [link, { queued }] of supervisor.links) yield [{ link }, queued] as const;
    },
  },
  {
    name: 'circuit_open',
    help: '1 while the breaker of the link lets nothing through, or a trial alone.',
    labels: ['link'],
    rows: function* () {
      for (const link of supervisor.links.keys()) yield [{ link }, one(tally.open.has(link))] as const;
    },
  },
  {
    name: 'connections',
    help: 'Connections by the head of their state.',
    labels: ['state'],
    rows: () => states(supervisor),
  },
  {
    name: 'sessions',
    help: 'Sessions that are not over.',
    labels: ['listener'],
    rows: function* () {
      for (const [listener, { sessions }] of supervisor.listening) yield [{ listener }, sessions.size] as const;
    },
  },
  {
    name: 'listener_up',
    help: '1 while it listens.',
    labels: ['listener'],
    rows: function* () {
      for (const [listener, { address }] of supervisor.listening) yield [{ listener }, one(address !== null)] as const;
    },
  },
  {
    name: 'restarts_left',
    help: 'Restarts left within the window of the budget.',
    labels: ['child'],
    rows: function* () {
      for (const [child, { left }] of budgets(supervisor.tree(), '')) yield [{ child }, left] as const;
    },
  },
];

/** All heads, so that a state that nobody is in is 0 and not missing. */
const heads = ['connecting', 'connected', 'closing', 'reconnecting'] as const;

function* states(supervisor: Measured): Generator<Row> {
  const counted = new Map<string, number>(heads.map((state) => [state, 0]));
  for (const held of supervisor.links.values())
    for (const { state } of held.inspect()) {
      const [head = ''] = state.split('.', 1);
      counted.set(head, (counted.get(head) ?? 0) + 1);
    }
  for (const [state, value] of counted) yield [{ state }, value];
}

function* budgets(node: TreeNode, above: string): Generator<readonly [path: string, budget: BudgetView]> {
  const path = above === '' ? node.id : `${above}/${node.id}`;
  const budget = node.budget ?? node.intensity;
  if (budget !== undefined) yield [path, budget];
  for (const child of node.children ?? []) yield* budgets(child, path);
}
