/** View 7: who stands below whom, in which state, and how many restarts each may still have. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { BudgetView, TreeNode } from '../../../../src/contract/tree.ts';
import { chooseLink, chosenLink, sought, view } from '../../model/choice.ts';
import type { Family } from '../../model/family.ts';
import { gravityOf } from '../../model/family.ts';
import { fleet, tree } from '../../model/store.ts';
import { lasting } from '../../model/times.ts';
import { Badge } from '../badge.tsx';
import { Empty } from '../empty.tsx';
import { SearchField } from '../search-field.tsx';

/** Children of one supervisor that are shown before someone asks for more. */
const SHOWN = 60;
/** More pips than that are a number. */
const MOST_PIPS = 10;

/** By link, the family of its worst connection: one look for a whole tree. */
let families: ReadonlyMap<string, Family> = new Map();

function familiesNow(): ReadonlyMap<string, Family> {
  const found = new Map<string, Family>();
  for (const [row, { link }] of fleet.who) {
    const family = fleet.family[row] ?? 0;
    const before = found.get(link);
    if (before === undefined || gravityOf(family) > gravityOf(before)) found.set(link, family);
  }
  return found;
}

const unfolded = signal<ReadonlySet<string>>(new Set());

export function TreeView(): JSX.Element {
  const told = tree.value;
  if (told === null) return <Empty title="Reading the tree" busy />;
  families = familiesNow();
  return (
    <section class="tree" aria-label="Supervision tree">
      <div class="toolbar">
        <p class="soft">Restarts are for what crashed. The loss of a network is a state, and costs none.</p>
        <span class="spring" />
        <SearchField value={sought} label="Find a child" />
      </div>
      <ul class="panel card branch root" role="tree">
        <Node node={told.tree} path="" />
      </ul>
    </section>
  );
}

const holds = (node: TreeNode, text: string): boolean =>
  node.id.toLowerCase().includes(text) || (node.children ?? []).some((one) => holds(one, text));

/** What has lost a restart, or is not running, comes first. */
const trouble = ({ state, budget, children }: TreeNode): number =>
  (state === 'running' ? 0 : 2) +
  (budget !== null && budget.left < budget.restarts ? 1 : 0) +
  ((children ?? []).some((one) => trouble(one) > 0) ? 1 : 0);

function Node({ node, path }: { readonly node: TreeNode; readonly path: string }): JSX.Element {
  const own = `${path}/${node.id}`;
  const text = sought.value.toLowerCase();
  const children = (node.children ?? []).filter((one) => text === '' || holds(one, text));
  const all = unfolded.value.has(own);
  const sorted = children.length > SHOWN ? children.toSorted((a, b) => trouble(b) - trouble(a)) : children;
  const hidden = all ? 0 : Math.max(0, sorted.length - SHOWN);
  return (
    <li role="treeitem" aria-expanded={children.length > 0}>
      <Line node={node} />
      {children.length > 0 && (
        <ul class="branch" role="group">
          {(all ? sorted : sorted.slice(0, SHOWN)).map((one) => (
            <Node key={one.id} node={one} path={own} />
          ))}
          {hidden > 0 && (
            <li>
              <button class="button" onClick={() => (unfolded.value = new Set([...unfolded.value, own]))}>
                {hidden.toLocaleString('en')} more, none worse
              </button>
            </li>
          )}
        </ul>
      )}
    </li>
  );
}

function Line({ node }: { readonly node: TreeNode }): JSX.Element {
  const { id, kind, state, restart, budget, strategy, intensity } = node;
  const name = id.slice(id.lastIndexOf('/') + 1);
  const family = kind === 'link' ? families.get(name) : undefined;
  return (
    <div class="tree-line" data-state={state}>
      <span class="kind">{kind}</span>
      {family !== undefined && <Badge family={family} />}
      {kind === 'link' || kind === 'listener' ? (
        <button
          class="name"
          data-item={name}
          aria-current={chosenLink.value === name}
          onClick={() => {
            chooseLink(name);
            view.value = 'chart';
          }}
        >
          {name}
        </button>
      ) : (
        <b class="name">{name}</b>
      )}
      <span class="state">{state}</span>
      {strategy !== undefined && <span class="quiet">{strategy}</span>}
      {restart !== null && <span class="quiet">{restart}</span>}
      {budget !== null && <Budget of={budget} words="own" />}
      {intensity !== undefined && <Budget of={intensity} words="shared below" />}
    </div>
  );
}

function Budget({
  of: { restarts, within, left },
  words,
}: {
  readonly of: BudgetView;
  readonly words: string;
}): JSX.Element {
  return (
    <span class={left === 0 ? 'budget spent' : 'budget'}>
      {restarts <= MOST_PIPS &&
        Array.from({ length: restarts }, (_, i) => <i key={i} class={i < left ? 'left' : ''} aria-hidden="true" />)}
      {words}: {String(left)} of {String(restarts)} restarts left in {lasting(within).replace('.0 ', ' ')}
    </span>
  );
}
