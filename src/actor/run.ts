/** One event on its way through a chart: what it sees, and what it has changed so far. Used again for the next event. */
import { Args, type ChartContext, type ChartEvent, noEvent, nothing } from './args.ts';
import type { Contexts } from './contexts.ts';
import { deadlineOf } from './deadline.ts';
import type { Clock } from '../contract/clock.ts';
import type { Fields } from './moulds.ts';
import type { Moment, Witness } from './witness.ts';

export class Run implements Moment {
  readonly #clock: Clock;
  readonly #contexts: Contexts;
  owner: unknown = undefined;
  witness: Witness | null = null;
  /** By slot. Written at once: nothing fires before the event is through, and a crash disarms them all. */
  deadlines: number[];
  /** The earliest of what this event armed. */
  earliest = Infinity;
  /** The slots that were armed, by this event and those before it, as bits. */
  armed = 0;
  /** Raised and not yet run. */
  readonly raised: ChartEvent[] = [];
  /** Sent to the actor while it works. */
  readonly sent: ChartEvent[] = [];
  /** The root's final state was reached. */
  done = false;
  /** The actor is to stop when this event is through. */
  stopping = false;
  /** For guards and actions, which all see the same until the context or the event changes. */
  readonly args = new Args(nothing, noEvent);
  /** Somebody outside may hold the context: it must not change any more. */
  lent = true;
  /** The event has a context of its own, or one whose former values are kept. */
  #ready = false;
  /** The actor's context is being changed: this is what it was. */
  #changing = false;
  #before: Fields | null = null;
  #now = NaN;
  /** Written while the run belongs to no actor. */
  readonly #nobodys: number[] = [];

  constructor(clock: Clock, contexts: Contexts) {
    this.#clock = clock;
    this.#contexts = contexts;
    this.deadlines = this.#nobodys;
  }

  get context(): ChartContext {
    return this.args.context;
  }

  get event(): ChartEvent {
    return this.args.event;
  }

  begin(context: ChartContext, event: ChartEvent, witness: Witness | null, lent: boolean): void {
    this.args.context = context;
    this.args.event = event;
    this.witness = witness;
    this.lent = lent;
    this.#ready = false;
    this.#changing = false;
    this.earliest = Infinity;
    this.#now = NaN;
  }

  assign(context: ChartContext): void {
    this.args.context = context;
    this.lent = false;
    this.#ready = true;
  }

  /**
   * The context, to be written to, of a chart whose contexts are alike. It is changed in place, which costs a third of a
   * copy, unless somebody may hold it: a witness is shown each as it was.
   */
  writable(): Fields {
    if (this.witness !== null || this.lent) this.assign(this.#contexts.copy(this.args.context));
    else if (!this.#ready) this.#keep();
    return this.args.context;
  }

  /** What the actor's context was before the event, where the event has changed it. */
  get before(): ChartContext | null {
    return this.#changing && this.#before !== null ? this.#contexts.copy(this.#before) : null;
  }

  /** The event is through: its changes stay. */
  commit(): void {
    this.#changing = false;
  }

  /** The event crashed: `context`, which was the actor's before it, becomes what it was. */
  undo(context: ChartContext): void {
    if (this.#changing && this.#before !== null) this.#contexts.overwrite(context, this.#before);
    this.#changing = false;
  }

  /** The next raised event becomes the one that functions see. */
  goOn(event: ChartEvent): void {
    this.args.event = event;
  }

  arm(slot: number, delay: number): void {
    // Read once for each event, and only when something is armed.
    if (Number.isNaN(this.#now)) this.#now = this.#clock.now();
    const deadline = deadlineOf(this.#now, delay);
    this.deadlines[slot] = deadline;
    this.armed |= 1 << slot;
    if (deadline < this.earliest) this.earliest = deadline;
  }

  disarm(slot: number): void {
    this.deadlines[slot] = Infinity;
  }

  /** Holds on to nothing but the values that a context had. */
  clear(): void {
    this.args.context = nothing;
    this.args.event = noEvent;
    this.witness = null;
    this.owner = undefined;
    this.deadlines = this.#nobodys;
    this.armed = 0;
    if (this.raised.length > 0) this.raised.length = 0;
    if (this.sent.length > 0) this.sent.length = 0;
    this.done = false;
    this.stopping = false;
  }

  #keep(): void {
    const { context } = this.args;
    if (this.#before === null) this.#before = this.#contexts.copy(context);
    else this.#contexts.overwrite(this.#before, context);
    this.#ready = true;
    this.#changing = true;
  }
}
