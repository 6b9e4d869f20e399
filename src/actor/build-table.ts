/** Builds the table of a chart. All that depends on the chart alone is done here, once. */
import type { Chart, ChartAction, ChartNode, ChartTransition } from './chart.ts';
import { Columns } from './columns.ts';
import { Contexts } from './contexts.ts';
import { compileGuard } from './guards.ts';
import { type Entry, lineage, type Move, moveOf, startOf } from './moves.ts';
import { type AnyEffects, arming, compileAction, concise, disarming, type Operation, raising } from './operations.ts';
import { refuse } from './refuse.ts';
import type { Candidate, Cell, Guard, Table, TimerAt } from './table.ts';
import { doneEvent } from './xstate-internals.ts';

/** Armed slots are kept as bits of a 32-bit integer. */
const MOST_TIMERS = 31;

const nodesOf = (node: ChartNode): readonly ChartNode[] => [node, ...node.children.flatMap(nodesOf)];

class Builder {
  readonly #chart: Chart;
  readonly #effects: AnyEffects;
  readonly #contexts = new Contexts();
  readonly #leaves: readonly ChartNode[];
  readonly #columns: Columns;
  readonly #operations = new Map<ChartAction, Operation>();
  readonly #guards = new Map<ChartTransition, Guard | null>();

  constructor(chart: Chart, effects: AnyEffects) {
    const nodes = nodesOf(chart.root);
    this.#chart = chart;
    this.#effects = effects;
    this.#leaves = nodes.filter((node) => node.children.length === 0);
    this.#columns = new Columns(nodes.flatMap((node) => [...node.transitions.keys()]));
  }

  build(): Table {
    const timers = this.#leaves.map((leaf) => this.#timersAt(leaf));
    return {
      columns: this.#columns,
      contexts: this.#contexts,
      paths: this.#leaves.map((leaf) => leaf.path),
      cells: this.#leaves.flatMap((leaf) => this.#row(leaf)),
      always: this.#leaves.map((leaf) =>
        this.#cell(
          leaf,
          lineage(leaf).flatMap((node) => node.always),
        ),
      ),
      timers,
      slots: Math.max(0, ...timers.map((one) => one.length)),
      start: this.#candidate(null, null, [], startOf(this.#chart.root)),
      maxIterations: this.#chart.maxIterations,
    };
  }

  #timersAt(leaf: ChartNode): readonly TimerAt[] {
    const timers = lineage(leaf)
      .toReversed()
      .flatMap((node) => node.timers.map((timer) => ({ node, timer })));
    if (timers.length > MOST_TIMERS) this.#refuse(leaf, `more than ${String(MOST_TIMERS)} delays at a time`);
    return timers.map(({ node, timer: { delay, type } }) => ({
      armed: `${node.path}:${delay}`,
      name: `after:${delay}`,
      event: { type },
      column: this.#columns.of(type),
    }));
  }

  #row(leaf: ChartNode): readonly Cell[] {
    const line = lineage(leaf);
    return Array.from({ length: this.#columns.count }, (_, column) =>
      this.#cell(
        leaf,
        line.flatMap((node) => {
          const matching = this.#columns.matching(column, [...node.transitions.keys()]);
          return matching.flatMap((descriptor) => node.transitions.get(descriptor) ?? []);
        }),
      ),
    );
  }

  #cell(leaf: ChartNode, transitions: readonly ChartTransition[]): Cell {
    return transitions.map((transition) => {
      const move = moveOf(leaf, transition);
      const stays = lineage(leaf).filter((node) => !move.exits.includes(node));
      if (move.entries.some(({ node }) => stays.includes(node))) {
        this.#refuse(transition.source, 'a transition that enters the root without leaving it');
      }
      return this.#candidate(leaf, this.#guardOf(transition), transition.actions, move);
    });
  }

  #candidate(from: ChartNode | null, guard: Guard | null, actions: readonly ChartAction[], move: Move): Candidate {
    const done = move.entries.some(({ node }) => node.final && node.parent?.parent === null);
    const operations = concise([
      ...move.exits.flatMap((node) => this.#exit(node)),
      ...this.#compile(actions),
      ...move.entries.flatMap((entry) => this.#enter(entry)),
      ...(done ? lineage(move.leaf).flatMap((node) => this.#exit(node)) : []),
    ]);
    return {
      guard,
      operations: operations.map(({ apply }) => apply),
      to: this.#leaves.indexOf(move.leaf),
      done,
      changes: move.leaf !== from || operations.some(({ assigns }) => assigns),
      raises: operations.some(({ raises }) => raises),
      effects: operations.flatMap(({ effect }) => effect ?? []),
    };
  }

  #exit(node: ChartNode): readonly Operation[] {
    const first = this.#firstSlot(node);
    return [...this.#compile(node.exit), ...node.timers.map((_, index) => disarming(first + index))];
  }

  #enter({ node, initially }: Entry): readonly Operation[] {
    const first = this.#firstSlot(node);
    return [
      ...this.#compile(node.entry),
      ...node.timers.map(({ length, type }, index) => arming(first + index, length, { type })),
      ...(initially && node.initial !== null ? this.#compile(node.initial.actions) : []),
      ...(node.final && node.parent !== null ? [raising(doneEvent(node.parent.id))] : []),
    ];
  }

  #firstSlot(node: ChartNode): number {
    return lineage(node)
      .slice(1)
      .reduce((sum, { timers }) => sum + timers.length, 0);
  }

  #compile(actions: readonly ChartAction[]): readonly Operation[] {
    return actions.map((action) => {
      const known = this.#operations.get(action);
      if (known !== undefined) return known;
      const operation = compileAction(this.#effects, this.#contexts, action);
      this.#operations.set(action, operation);
      return operation;
    });
  }

  #guardOf(transition: ChartTransition): Guard | null {
    if (transition.guard === null) return null;
    const known = this.#guards.get(transition);
    if (known !== undefined) return known;
    const guard = { name: transition.guard.name, ...compileGuard(transition.guard.guard) };
    this.#guards.set(transition, guard);
    return guard;
  }

  #refuse(node: ChartNode, feature: string): never {
    return refuse(this.#chart.id, node.path, feature);
  }
}

/** @throws HoldfastError `chart-unsupported` */
export const buildTable = (chart: Chart, effects: AnyEffects): Table => new Builder(chart, effects).build();
