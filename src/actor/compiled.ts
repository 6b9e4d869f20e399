/** An actor that runs by table. */
import type { Actor, Snapshot, Status, Step } from './actor.ts';
import { type ChartContext, type ChartEvent, InputArgs } from './args.ts';
import type { Home } from './home.ts';
import { runEvent, runStart } from './macrostep.ts';
import type { Run } from './run.ts';
import type { TimerAt } from './table.ts';
import { Timers } from './timers.ts';
import { Notes, Postponed } from './witness.ts';
import { wouldPerform } from './would.ts';
import { initEvent, wildcard } from './xstate-internals.ts';

const unborn: ChartContext = {};

/** Few actors crash: this costs the others no field. */
const thrown = new WeakMap<CompiledActor, unknown>();

export class CompiledActor implements Actor<ChartEvent, ChartContext> {
  readonly #home: Home;
  readonly #owner: unknown;
  readonly #timers: Timers;
  /** The input until it starts, the context from then on. */
  #held: unknown;
  /** -1 until it has entered its first state. */
  #leaf = -1;
  /** Somebody may hold the context: the next is to be another object. */
  #lent = true;
  #status: Status = 'idle';
  /** The run at work. */
  #run: Run | null = null;

  constructor(home: Home, owner: unknown, input: unknown) {
    this.#home = home;
    this.#owner = owner;
    this.#held = input;
    this.#timers = new Timers(this, home.table.slots);
  }

  get status(): Status {
    return this.#status;
  }

  get context(): ChartContext {
    if (this.#status === 'idle') return unborn;
    if (this.#run !== null) {
      const { before } = this.#run;
      if (before !== null) return before;
      this.#run.lent = true;
    }
    this.#lent = true;
    return this.#held as ChartContext;
  }

  get value(): string {
    return this.#home.table.paths[this.#leaf] ?? '';
  }

  snapshot(): Snapshot<ChartContext> {
    const timers = this.#home.table.timers[this.#leaf];
    return {
      value: this.value,
      context: this.context,
      status: this.#status,
      armed: this.#timers.armed().flatMap((slot) => timers?.[slot]?.armed ?? []),
      error: thrown.get(this),
    };
  }

  deadlines(): readonly number[] {
    return this.#timers.armed().map((slot) => this.#timers.deadline(slot));
  }

  start(): void {
    if (this.#status !== 'idle') return;
    this.#status = 'active';
    const run = this.#open();
    try {
      this.#enter(run);
      this.#goOn(run);
    } finally {
      this.#close(run);
    }
  }

  send(event: ChartEvent): void {
    if (this.#status !== 'active') return;
    if (this.#run !== null) {
      this.#run.sent.push(event);
      return;
    }
    const run = this.#open();
    try {
      this.#step(run, event);
      this.#goOn(run);
    } finally {
      this.#close(run);
    }
  }

  /** Fires what was due before it began: what falls due meanwhile has its turn when the wheel comes round again. */
  due(now: number): void {
    if (this.#run !== null) return;
    const timers = this.#timers;
    let slots = timers.dueSlots(now);
    for (let slot = timers.first(slots, now); slot !== -1; slot = timers.first(slots, now)) {
      const run = this.#open();
      try {
        this.#fire(run, slot, now);
        this.#goOn(run);
        slots &= ~run.armed & ~(1 << slot);
      } finally {
        this.#close(run);
      }
    }
  }

  would(event: ChartEvent, effect: string): boolean {
    if (this.#status !== 'active') return false;
    try {
      return wouldPerform(this.#home, this.#leaf, this.#held as ChartContext, event, effect);
    } catch {
      return false; // it would crash
    }
  }

  stop(): void {
    if (this.#run !== null) {
      this.#run.stopping = true;
      return;
    }
    if (this.#status === 'idle') this.#held = unborn;
    if (this.#status === 'idle' || this.#status === 'active') this.#end('stopped');
  }

  ref(on: boolean): void {
    if (this.#timers.ref === on) return;
    this.#home.wheel.remove(this.#timers);
    this.#timers.ref = on;
    this.#home.wheel.file(this.#timers);
  }

  #open(): Run {
    const run = this.#home.take();
    run.owner = this.#owner;
    run.deadlines = this.#timers;
    this.#run = run;
    return run;
  }

  #close(run: Run): void {
    this.#run = null;
    this.#home.give(run);
  }

  #goOn(run: Run): void {
    while (run.sent.length > 0 && this.#status === 'active') {
      const event = run.sent.shift();
      if (event !== undefined) this.#step(run, event);
    }
  }

  #notes(): Notes | null {
    return this.#home.wiring.watched(this.#owner) ? new Notes() : null;
  }

  #enter(run: Run): void {
    const { table, context, clock } = this.#home;
    const input = this.#held;
    const notes = this.#notes();
    const postponed = new Postponed(notes);
    // What a crash at birth leaves behind, in XState as well.
    this.#held = unborn;
    this.#leaf = table.start.to;
    try {
      const first = 'make' in context ? { ...context.make(new InputArgs(input)) } : context.value;
      this.#held = table.contexts.adopt(first as ChartContext);
      run.begin(this.#held as ChartContext, initEvent(input), postponed, true);
      this.#leaf = runStart(table, run);
      this.#held = run.context;
      postponed.perform();
    } catch (error) {
      this.#crash(error);
      return;
    }
    this.#conclude(
      run,
      notes === null ? null : this.#report('', { type: 'start', at: clock.now(), input }, false, notes),
    );
  }

  #fire(run: Run, slot: number, now: number): void {
    const timer = this.#home.table.timers[this.#leaf]?.[slot];
    this.#timers[slot] = Infinity;
    if (timer !== undefined) this.#step(run, timer.event, timer, now);
  }

  #step(run: Run, event: ChartEvent, timer: TimerAt | null = null, now = 0): void {
    const { table } = this.#home;
    const notes = this.#notes();
    const from = this.#leaf;
    run.begin(this.#held as ChartContext, event, notes, this.#lent);
    try {
      if (event.type === wildcard)
        throw new TypeError(`an event has the type "${wildcard}", which stands for any type`);
      this.#leaf = runEvent(table, run, from, timer === null ? table.columns.of(event.type) : timer.column);
    } catch (error) {
      run.undo(this.#held as ChartContext);
      this.#crash(error);
      return;
    }
    run.commit();
    this.#held = run.context;
    this.#lent = run.lent;
    if (notes === null) {
      this.#conclude(run, null);
    } else {
      const seen = timer === null ? event : { type: timer.name, at: now };
      this.#conclude(run, this.#report(table.paths[from] ?? '', seen, timer !== null, notes));
    }
  }

  #report(
    from: string,
    event: Step<ChartEvent, ChartContext>['event'],
    timer: boolean,
    { guards, effects }: Notes,
  ): Step<ChartEvent, ChartContext> {
    return { from, event, timer, to: this.value, context: this.context, guards, effects };
  }

  #conclude(run: Run, step: Step<ChartEvent, ChartContext> | null): void {
    const { wiring, wheel } = this.#home;
    if (run.done) this.#end('done');
    else if (run.earliest < this.#timers.filedAt) wheel.file(this.#timers);
    if (step !== null) wiring.stepped(this.#owner, step);
    wiring.settled(this.#owner);
    if (run.done) wiring.ended(this.#owner, 'done', undefined);
    else if (run.stopping) this.#end('stopped');
  }

  #crash(error: unknown): void {
    const { wiring } = this.#home;
    thrown.set(this, error);
    this.#end('crashed');
    wiring.settled(this.#owner);
    wiring.ended(this.#owner, 'crashed', error);
  }

  #end(status: Status): void {
    this.#status = status;
    this.#timers.fill(Infinity);
    this.#home.wheel.remove(this.#timers);
  }
}
