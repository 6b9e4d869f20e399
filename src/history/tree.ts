/** The tree of supervision as it was: out of the places and supervisors of a log, all of whose positions are kept. */
import type { BudgetView, TreeNode } from '../contract/tree.ts';
import { budgetLeft } from '../supervision/place.ts';
import type { ChildContext } from '../../machines/child.ts';
import type { SupervisorContext } from '../../machines/supervisor.ts';
import type { Indexing } from './indexing.ts';
import type { Instant, Standing } from './instant.ts';

const charts: ReadonlySet<string> = new Set(['child', 'supervisor']);

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export function treeAt(index: Indexing, instant: Instant): TreeNode | null {
  const now = index.runs.clockAt(instant.run, instant.t);
  const supervisors = new Map<string, Standing>();
  const below = new Map<string, Standing[]>();
  const listeners = new Set<string>();
  for (const actor of index.actors.all) {
    if (actor.chart === 'listener' && actor.run === instant.run) listeners.add(actor.link);
    if (!charts.has(actor.chart)) continue;
    const standing = instant.of(actor);
    if (standing === null) continue;
    const { connection } = actor;
    if (actor.chart === 'supervisor') supervisors.set(connection, standing);
    else if (!standing.over) below.set(parentOf(connection), [...(below.get(parentOf(connection)) ?? []), standing]);
  }
  const root = [...supervisors.keys()].find((path) => !path.includes('/'));
  if (root === undefined) return null;

  const contextOf = ({ entry }: Standing): unknown => index.kept.at(entry)?.context ?? null;
  const left = (budget: Omit<BudgetView, 'left'>, done: readonly number[]): BudgetView => ({
    ...budget,
    left: budgetLeft(budget, done, now),
  });
  const group = (path: string): Partial<TreeNode> => {
    const standing = supervisors.get(path);
    if (standing === undefined) return {};
    const context = contextOf(standing) as SupervisorContext | null;
    return {
      ...(context !== null && { strategy: context.strategy }),
      // The root's own budget ends it, and is shown nowhere.
      ...(context !== null && path !== root && { intensity: left(context.intensity, context.restarts) }),
      children: (below.get(path) ?? []).map(place),
    };
  };
  const place = (standing: Standing): TreeNode => {
    const { connection, link } = standing.actor;
    const context = contextOf(standing) as ChildContext | null;
    const budget = context?.budget ?? null;
    return {
      id: connection.slice(connection.lastIndexOf('/') + 1),
      kind: supervisors.has(connection) ? 'supervisor' : kindOf(link, listeners),
      state: standing.state,
      restart: context?.restart ?? null,
      budget: budget === null ? null : left(budget, context?.restarts ?? []),
      ...group(connection),
    };
  };
  const state = supervisors.get(root)?.state ?? '';
  return { id: root, kind: 'supervisor', state, restart: null, budget: null, ...group(root) };
}

const kindOf = (link: string, listeners: ReadonlySet<string>): TreeNode['kind'] =>
  link === '' ? 'child' : listeners.has(link) ? 'listener' : 'link';
