/** A chart through which a log's events are put, by the table of the compiled engine. It performs nothing. */
import type { AnyStateMachine } from 'xstate';
import { buildTable } from '../actor/build-table.ts';
import { InputArgs } from '../actor/args.ts';
import type { ChartContext } from '../actor/args.ts';
import type { Chart } from '../actor/chart.ts';
import { runEvent, runStart } from '../actor/macrostep.ts';
import { readChart } from '../actor/read-chart.ts';
import { Run } from '../actor/run.ts';
import type { Table } from '../actor/table.ts';
import { initEvent } from '../actor/xstate-internals.ts';
import type { Clock } from '../contract/clock.ts';
import type { Summary, TransitionRecord } from '../contract/record.ts';

/** Where an actor stands. Never changed: many instants may hold it. */
export interface Position {
  readonly leaf: number;
  readonly context: ChartContext;
  /** When each timer fires, `event.at`; Infinity: not armed. NaN: nobody knows, for a summary does not tell. */
  readonly deadlines: readonly number[];
}

/** A timer that runs. */
export interface Waiting {
  readonly delay: string;
  /** As a dotted path. */
  readonly state: string;
  /** `event.at`; null: not known. */
  readonly due: number | null;
}

/** A delay that is off is armed all the same, at 24 days or more (`NEVER` of the charts). */
const OFF = 12 * 86_400_000;

const onlooker = { passed: (): void => {}, reached: (): boolean => false };

export class ReplayedChart {
  readonly #table: Table;
  readonly #context: Chart['context'];
  readonly #leaves: ReadonlyMap<string, number>;
  readonly #run: Run;
  /** What the clock says while an event runs. */
  #now = 0;

  /** @throws HoldfastError `chart-unsupported` */
  constructor(machine: AnyStateMachine) {
    const chart = readChart(machine);
    this.#table = buildTable(chart, {});
    this.#context = chart.context;
    this.#leaves = new Map(this.#table.paths.map((path, leaf) => [path, leaf]));
    const clock: Clock = {
      now: () => this.#now,
      wall: () => this.#now,
      wakeAt: () => {},
      afterPoll: () => {},
      soon: () => {},
    };
    this.#run = new Run(clock, this.#table.contexts);
  }

  path({ leaf }: Position): string {
    return this.#table.paths[leaf] ?? '';
  }

  /** null: the chart does not begin with this. */
  begun({ event }: TransitionRecord): Position | null {
    const { contexts, slots } = this.#table;
    return this.#ran(
      timeOf(event),
      Array.from({ length: slots }, () => Infinity),
      (run) => {
        const { input } = event;
        const first = 'make' in this.#context ? { ...this.#context.make(new InputArgs(input)) } : this.#context.value;
        run.begin(contexts.adopt(first as ChartContext), initEvent(input), onlooker, true);
        return runStart(this.#table, run);
      },
    );
  }

  /** null: the chart does not go where the record says. */
  stepped(position: Position, record: TransitionRecord): Position | null {
    const { event } = record;
    const deadlines = [...position.deadlines];
    const next = this.#ran(timeOf(event), deadlines, (run) => {
      const timers = this.#table.timers[position.leaf] ?? [];
      const slot = event.type.startsWith('after:') ? this.#slotOf(position, event.type) : -1;
      const timer = timers[slot];
      if (timer !== undefined) deadlines[slot] = Infinity;
      run.begin(position.context, timer?.event ?? event, onlooker, true);
      return runEvent(this.#table, run, position.leaf, timer?.column ?? this.#table.columns.of(event.type));
    });
    return next !== null && this.path(next) === record.to ? next : null;
  }

  /** One whose way is not known, as a log tells it: null where the chart has no such state. */
  met(state: string, context: ChartContext): Position | null {
    const leaf = this.#leaves.get(state);
    if (leaf === undefined) return null;
    const timers = this.#table.timers[leaf] ?? [];
    const deadlines = Array.from({ length: this.#table.slots }, (_, i) => (timers[i] === undefined ? Infinity : NaN));
    return { leaf, context: this.#table.contexts.adopt(context), deadlines };
  }

  /**
   * After what a summary sums up. A line stays up meanwhile, so what runs as long as the line does ran on; timers of the
   * states within may have been armed anew.
   */
  adopted(position: Position, { to, context, counts }: Summary): Position | null {
    const next = this.met(to, { ...position.context, ...context });
    if (next === null) return null;
    const timers = this.#table.timers[next.leaf] ?? [];
    const before = this.#table.timers[position.leaf] ?? [];
    const deadlines = next.deadlines.map((deadline, i) => {
      const timer = timers[i];
      if (
        timer === undefined ||
        timer.armed !== before[i]?.armed ||
        timer.armed.split(':', 1)[0]?.includes('.') === true
      )
        return deadline;
      const fired = Object.keys(counts).some((key) => key.split('/', 1)[0] === timer.name);
      return fired ? Infinity : (position.deadlines[i] ?? Infinity);
    });
    return { ...next, deadlines };
  }

  /** Soonest first. One that is overdue has fired, or was armed anew, in what a summary will sum up. */
  waiting({ leaf, deadlines }: Position, now: number): readonly Waiting[] {
    const timers = this.#table.timers[leaf] ?? [];
    return timers
      .flatMap(({ armed }, i): readonly Waiting[] => {
        const deadline = deadlines[i] ?? Infinity;
        if (deadline === Infinity || deadline - now > OFF) return [];
        const at = armed.lastIndexOf(':');
        return [{ state: armed.slice(0, at), delay: armed.slice(at + 1), due: deadline >= now ? deadline : null }];
      })
      .toSorted((one, other) => (one.due ?? Infinity) - (other.due ?? Infinity));
  }

  /** The timer of that name that is armed; of several, the one that is due first. */
  #slotOf({ leaf, deadlines }: Position, name: string): number {
    const timers = this.#table.timers[leaf] ?? [];
    let found = -1;
    for (let slot = 0; slot < timers.length; slot += 1) {
      if (timers[slot]?.name !== name) continue;
      const due = deadlines[slot] ?? Infinity;
      if (found === -1 || due < (deadlines[found] ?? Infinity)) found = slot;
    }
    return found;
  }

  /** A forged or foreign log leads guards and actions astray: they throw whatever they meet. */
  #ran(now: number, deadlines: number[], work: (run: Run) => number): Position | null {
    const run = this.#run;
    this.#now = now;
    run.deadlines = deadlines;
    try {
      const leaf = work(run);
      if (run.done) deadlines.fill(Infinity);
      return { leaf, context: run.context, deadlines };
    } catch {
      return null;
    } finally {
      run.clear();
    }
  }
}

const timeOf = (event: TransitionRecord['event']): number => (typeof event['at'] === 'number' ? event['at'] : NaN);
