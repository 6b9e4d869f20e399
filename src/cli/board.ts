/** All links and listeners as they are now: what the live table shows, and the summary sums up. */
import type { RecordFacts, TransitionRecord } from '../contract/record.ts';
import type { TreeNode } from '../contract/tree.ts';
import { isQuiet } from '../story/quiet.ts';
import { FrontStory } from './front-story.ts';
import { conditions, LinkStory } from './link-story.ts';
import type { Condition } from './link-story.ts';
import type { HeldLink, HeldListener } from './world.ts';

export interface Entry {
  readonly story: LinkStory;
  readonly urls: readonly string[];
  /** `null` until it is made: what its making records belongs to its story. */
  link: HeldLink | null;
}

export interface FrontEntry {
  readonly story: FrontStory;
  readonly url: string;
  /** `null` until it is made. */
  listener: HeldListener | null;
}

/** A look at the tree walks over every link: once a second is often enough for a budget that returns with time. */
const TREE_MS = 1_000;

export class Board {
  readonly #entries = new Map<string, Entry>();
  readonly #fronts = new Map<string, FrontEntry>();
  readonly #tree: () => TreeNode;
  #budgets: ReadonlyMap<string, string> = new Map();
  #lookedAt = -Infinity;
  /** Transitions so far. */
  seq = 0;

  constructor(tree: () => TreeNode) {
    this.#tree = tree;
  }

  get size(): number {
    return this.#entries.size;
  }

  add(name: string, lifecycle: 'long' | 'short', urls: readonly string[]): Entry {
    const entry = { story: new LinkStory(name, lifecycle), urls, link: null };
    this.#entries.set(name, entry);
    return entry;
  }

  addFront(name: string, max: number, url: string): FrontEntry {
    const entry = { story: new FrontStory(name, max), url, listener: null };
    this.#fronts.set(name, entry);
    return entry;
  }

  /** The listeners, the worst first where not all find room. */
  fronts(most = Infinity): readonly FrontEntry[] {
    const all = [...this.#fronts.values()];
    const worst = (entry: FrontEntry): number => conditions.indexOf(entry.story.condition);
    return all.length <= most ? all : all.toSorted((a, b) => worst(a) - worst(b)).slice(0, most);
  }

  isShort(name: string): boolean {
    return this.#entries.get(name)?.story.short === true;
  }

  take(record: TransitionRecord): void {
    if (isQuiet(record)) {
      this.pass(record.seq, record.link, record, record.mono);
      return;
    }
    this.seq = record.seq;
    this.#entries.get(record.link)?.story.take(record);
    this.#fronts.get(record.link)?.story.take(record);
    if (record.event['how'] === 'crashed') this.#lookedAt = -Infinity;
  }

  pass(seq: number, link: string, facts: RecordFacts, now: number): void {
    this.seq = seq;
    this.#entries.get(link)?.story.pass(facts, now);
    this.#fronts.get(link)?.story.pass(facts);
  }

  /** How many links are in each condition. */
  tally(): Readonly<Record<Condition, number>> {
    const tally: Record<Condition, number> = { ended: 0, down: 0, doubtful: 0, coming: 0, up: 0, closed: 0 };
    for (const { story } of this.#entries.values()) tally[story.condition] += 1;
    return tally;
  }

  /** As they were given, if all find room; else those of the lowest rank first. */
  first(most: number, rank: (entry: Entry) => number): readonly Entry[] {
    const all = [...this.#entries.values()];
    if (all.length <= most) return all;
    const ranked: Entry[][] = [];
    for (const entry of all) (ranked[rank(entry)] ??= []).push(entry);
    return ranked.flat().slice(0, most);
  }

  /** `1/1`: restarts left, of those allowed; '' where the budget is not its own. */
  budget(name: string, now: number): string {
    if (now - this.#lookedAt >= TREE_MS) {
      this.#lookedAt = now;
      const budgets = new Map<string, string>();
      collect(this.#tree(), budgets);
      this.#budgets = budgets;
    }
    return this.#budgets.get(name) ?? '';
  }
}

export const byCondition = ({ story }: Entry): number => conditions.indexOf(story.condition);

function collect(node: TreeNode, budgets: Map<string, string>): void {
  const { id, kind, budget, children } = node;
  if ((kind === 'link' || kind === 'listener') && budget !== null)
    budgets.set(id, `${String(budget.left)}/${String(budget.restarts)}`);
  for (const child of children ?? []) collect(child, budgets);
}
