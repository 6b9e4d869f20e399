/** One event on its way through a chart: what it sees, and what it has changed so far. Used again for the next event. */
import { Args, type ChartContext, type ChartEvent } from './args.ts';
import { deadlineOf } from './deadline.ts';
import type { Clock } from '../contract/clock.ts';
import type { Moment, Witness } from './witness.ts';

const nothing: ChartContext = {};
const noEvent: ChartEvent = { type: '' };

export class Run implements Moment {
  readonly #clock: Clock;
  owner: unknown = undefined;
  context: ChartContext = nothing;
  event: ChartEvent = noEvent;
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
  #now = NaN;
  /** Written while the run belongs to no actor. */
  readonly #nobodys: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.deadlines = this.#nobodys;
  }

  begin(context: ChartContext, event: ChartEvent, witness: Witness | null): void {
    this.context = context;
    this.event = event;
    this.args.context = context;
    this.args.event = event;
    this.witness = witness;
    this.earliest = Infinity;
    this.#now = NaN;
  }

  assign(context: ChartContext): void {
    this.context = context;
    this.args.context = context;
  }

  /** The next raised event becomes the one that functions see. */
  goOn(event: ChartEvent): void {
    this.event = event;
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

  /** Holds on to nothing. */
  clear(): void {
    this.begin(nothing, noEvent, null);
    this.owner = undefined;
    this.deadlines = this.#nobodys;
    this.armed = 0;
    if (this.raised.length > 0) this.raised.length = 0;
    if (this.sent.length > 0) this.sent.length = 0;
    this.done = false;
    this.stopping = false;
  }
}
