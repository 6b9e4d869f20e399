/** Who stands below whom: the tree of supervisors, then a link or listener, its connections, and what belongs to one of these. */
import type { TreeNode } from '../../contract/tree.ts';
import type { Observed } from '../observer.ts';
import type { Named } from './actor.ts';

export const ROOT: Named = { chart: 'supervisor', connection: 'supervisor', link: '' };

/** @returns null: it is the root */
export function parentOf(
  { chart, connection, link }: Named,
  supervisor: Pick<Observed, 'tree' | 'listening'>,
): Named | null {
  const above = connection.slice(0, Math.max(0, connection.lastIndexOf('/')));
  const holder: Named = { chart: supervisor.listening.has(link) ? 'listener' : 'link', connection: link, link };
  switch (chart) {
    case 'supervisor':
      if (link !== '') return holder;
      return above === '' ? null : { chart, connection: above, link };
    case 'child':
      // A link may have a supervisor of its own for its legs; places in it are called `<link>/<leg>`.
      return { chart: 'supervisor', connection: above, link: above === link ? link : '' };
    case 'link':
    case 'listener':
      return { ...ROOT, connection: standsBelow(supervisor.tree(), link, '') ?? ROOT.connection };
    case 'writer':
      return { chart: holder.chart === 'link' ? 'connection' : 'session', connection, link };
    default:
      return holder;
  }
}

/** The path of the supervisor below which a link or listener stands. */
function standsBelow({ id, children = [] }: TreeNode, link: string, above: string): string | null {
  const path = above === '' ? id : `${above}/${id}`;
  for (const child of children) {
    if (child.id === link && (child.kind === 'link' || child.kind === 'listener')) return path;
    const below = standsBelow(child, link, path);
    if (below !== null) return below;
  }
  return null;
}
