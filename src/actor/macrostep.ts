/** Runs one event to completion: its transition, then whatever is eventless or raised, until nothing is left. */
import { HoldfastError } from '../contract/errors.ts';
import type { Args } from './args.ts';
import type { Run } from './run.ts';
import type { Candidate, Cell, Table } from './table.ts';

const none: Cell = [];

/** The first candidate whose guard lets it pass. */
export const select = (cell: Cell, args: Args): Candidate | null => {
  for (const candidate of cell) {
    const { guard } = candidate;
    if (guard === null || Boolean(guard.test(args, guard.params))) return candidate;
  }
  return null;
};

const take = (candidate: Candidate, run: Run): void => {
  const { witness } = run;
  if (witness !== null && candidate.guard !== null) witness.passed(candidate.guard.name);
  for (const operation of candidate.operations) operation(run);
  if (candidate.done) run.done = true;
};

export const cellOf = (table: Table, leaf: number, column: number): Cell =>
  table.cells[leaf * table.columns.count + column] ?? none;

/** Returns the leaf where it comes to rest. Throws what guards and actions throw. */
const settle = (table: Table, run: Run, from: number): number => {
  let leaf = from;
  // XState looks for eventless transitions unless the last one changed nothing; so it comes to an end more often.
  let eventless = true;
  for (let steps = 1; !run.done; steps += 1) {
    if (steps > table.maxIterations) throw endless(table.maxIterations);
    const always: Candidate | null = eventless ? select(table.always[leaf] ?? none, run.args) : null;
    if (always !== null) {
      take(always, run);
      eventless = always.changes;
      leaf = always.to;
      continue;
    }
    const raised = run.raised.length === 0 ? undefined : run.raised.shift();
    if (raised === undefined) return leaf;
    run.goOn(raised);
    const candidate = select(cellOf(table, leaf, table.columns.of(raised.type)), run.args);
    if (candidate !== null) {
      take(candidate, run);
      leaf = candidate.to;
    }
    eventless = true;
  }
  return leaf;
};

const endless = (most: number): HoldfastError =>
  new HoldfastError('crashed', `one event led to more than ${String(most)} transitions, as many as the chart allows`);

export const runEvent = (table: Table, run: Run, leaf: number, column: number): number => {
  const candidate = select(cellOf(table, leaf, column), run.args);
  if (candidate === null) return settle(table, run, leaf);
  take(candidate, run);
  return settle(table, run, candidate.to);
};

export const runStart = (table: Table, run: Run): number => {
  take(table.start, run);
  return settle(table, run, table.start.to);
};
